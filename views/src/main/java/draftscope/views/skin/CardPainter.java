package draftscope.views.skin;

import draftscope.views.layout.NodeStatus;
import draftscope.views.layout.Numbers;
import draftscope.views.layout.TreeLayout.Card;
import draftscope.views.layout.TreeLayout.Density;
import draftscope.views.paint.Pen;
import javafx.scene.paint.Color;
import javafx.scene.shape.StrokeLineCap;
import javafx.scene.text.Font;

/// Paints one card of the draft tree. Colour says who wrote it; outline, corner and glyph say what became of it.
final class CardPainter {
    private CardPainter() {}

    /// Outline and fill of a card, without content.
    static void shape(Pen g, Ink ink, NodeStatus status, double x, double y, double w, double h) {
        double radius = Math.min(ink.px(12), h * 0.5);
        g.setLineWidth(Math.max(1, ink.px(1.4)));
        g.setLineCap(StrokeLineCap.BUTT);
        g.setLineDashes();
        switch (status) {
            case ROOT -> round(g, ink.raised, ink.secondary, x, y, w, h, radius);
            case ACCEPTED -> round(g, ink.palette.tint("accepted", "surface", 0.26), ink.palette.color("accepted"), x,
                    y, w, h, radius);
            case TAKEN -> round(g, ink.palette.tint("draft", "surface", 0.26), ink.draft, x, y, w, h, radius);
            case AWAITING -> round(g, ink.surface, ink.palette.color("awaiting"), x, y, w, h, radius);
            case NOT_JUDGED, DROPPED -> {
                g.setLineDashes(ink.px(4), ink.px(3));
                // The background itself, so that no line behind runs through the letters.
                round(g, ink.app, ink.notJudged, x, y, w, h, radius);
            }
            case CUT -> {
                g.setLineDashes(ink.px(1.5), ink.px(3));
                round(g, ink.app, ink.palette.color("cut"), x, y, w, h, radius);
            }
            case REJECTED -> polygon(g, ink.palette.tint("rejected", "surface", 0.10), ink.rejected,
                    Glyphs.cutCorner(x, y, w, h));
            case CORRECTION -> polygon(g, ink.palette.tint("correction", "surface", 0.24),
                    ink.palette.color("correction"), Glyphs.hexagon(x, y, w, h));
            case BONUS -> {
                polygon(g, ink.palette.tint("bonus", "surface", 0.24), ink.palette.color("bonus"),
                        Glyphs.hexagon(x, y, w, h));
                double rim = Math.max(2, Math.min(ink.px(3), h * 0.12));
                g.setLineWidth(1);
                polygon(g, null, ink.palette.color("bonus"),
                        Glyphs.hexagon(x + rim * 1.5, y + rim, w - rim * 3, h - rim * 2));
            }
            case TARGET -> polygon(g, ink.raised, ink.text, Glyphs.hexagon(x, y, w, h));
        }
        g.setLineDashes();
    }

    private static void round(Pen g, Color fill, Color rim, double x, double y, double w, double h,
            double radius) {
        if (fill != null) {
            g.setFill(fill);
            g.fillRoundRect(x, y, w, h, radius, radius);
        }
        g.setStroke(rim);
        g.strokeRoundRect(x, y, w, h, radius, radius);
    }

    private static void polygon(Pen g, Color fill, Color rim, double[][] points) {
        if (fill != null) {
            g.setFill(fill);
            g.fillPolygon(points[0], points[1], points[0].length);
        }
        g.setStroke(rim);
        g.strokePolygon(points[0], points[1], points[0].length);
    }

    /// The glyph's colour on plain surface.
    static Color glyphColor(Ink ink, NodeStatus status) {
        return Glyphs.color(ink, status);
    }

    /// A card with its content.
    ///
    /// @param status what is known at this moment, which may be less than what the layout was made for
    static void paint(Pen g, Ink ink, Card card, Density density, NodeStatus status, double draft,
            double target) {
        double x = card.x();
        double y = card.y();
        double w = card.width();
        double h = card.height();
        shape(g, ink, status, x, y, w, h);
        if (card.isFolded())
            stack(g, ink, status, x, y, w, h);
        Font font = status.onSpine() || status == NodeStatus.ROOT
                ? ink.monoBold(density.textSize())
                : ink.mono(density.textSize());
        boolean bar = status != NodeStatus.ROOT && !Double.isNaN(status.byTarget() ? target : draft);
        double textY = y + h * switch (density) {
            case ROOMY -> 0.30;
            case NORMAL -> bar ? 0.40 : 0.5;
            case COMPACT -> bar ? 0.43 : 0.5;
        };
        Color color = switch (status) {
            case NOT_JUDGED, DROPPED, CUT -> ink.ghost;
            case REJECTED -> ink.rejected;
            case AWAITING -> ink.secondary;
            case ROOT, ACCEPTED, TAKEN, CORRECTION, BONUS, TARGET -> ink.text;
        };
        ink.centre(g, card.text(), font, color, x + w / 2, textY);
        if (status == NodeStatus.REJECTED) {
            double half = ink.width(card.text(), font) / 2;
            g.setStroke(ink.rejected);
            g.setLineWidth(Math.max(1.2, ink.px(1.4)));
            g.strokeLine(x + w / 2 - half, textY + 1, x + w / 2 + half, textY + 1);
        }
        double inset = status.byTarget() ? Math.min(h / 2, w / 4) * 0.7 + ink.px(2) : ink.px(9);
        if (bar) {
            double thick = ink.px(density == Density.COMPACT ? 2 : 3);
            double barY = y + h * switch (density) {
                case ROOMY -> 0.53;
                case NORMAL -> 0.73;
                case COMPACT -> 0.80;
            };
            bar(g, ink, x + inset, barY, w - 2 * inset, thick, draft, target, status);
        }
        if (density == Density.ROOMY && status != NodeStatus.ROOT) {
            String small = status.byTarget()
                    ? "p " + Numbers.probability(target)
                    : Double.isNaN(card.path()) ? "" : "path " + Numbers.probability(card.path());
            if (!small.contains(Numbers.NOT_CAPTURED))
                ink.centre(g, small, ink.ui(10), ink.secondary, x + w / 2, y + h * 0.78);
        }
        if (status != NodeStatus.ROOT) {
            double r = ink.px(density == Density.COMPACT ? 5 : 6.5);
            double bx = x + w - (status == NodeStatus.REJECTED ? h * 0.1 : 0) - (status.byTarget() ? h * 0.22 : 0);
            Glyphs.badge(g, ink, status, bx, y + ink.px(1), r);
        }
    }

    /// A tag at a card's lower edge that says what is wrong with its row.
    static void fault(Pen g, Ink ink, double x, double bottom, String words) {
        String text = "! " + words;
        Font font = ink.uiBold(10);
        double w = ink.width(text, font) + ink.px(10);
        double h = ink.px(15);
        double y = bottom - h * 0.2;
        g.setFill(ink.surface);
        g.fillRect(x, y, w, h);
        g.setStroke(ink.rejected);
        g.setLineWidth(Math.max(1, ink.px(1.2)));
        g.setLineDashes();
        g.strokeRect(x, y, w, h);
        ink.left(g, text, font, ink.rejected, x + ink.px(5), y + h / 2);
    }

    /// The edges of further cards behind a folded run.
    private static void stack(Pen g, Ink ink, NodeStatus status, double x, double y, double w, double h) {
        g.setStroke(Glyphs.color(ink, status));
        g.setLineWidth(1);
        double step = ink.px(3);
        g.strokeLine(x + w + step, y + h * 0.22, x + w + step, y + h * 0.86);
    }

    /// The draft's probability as a bar, the target's as a tick across it.
    static void bar(Pen g, Ink ink, double x, double y, double w, double thick, double draft,
            double target, NodeStatus status) {
        g.setFill(ink.hairline);
        g.fillRect(x, y, w, thick);
        if (!Double.isNaN(draft)) {
            g.setFill(ink.draft);
            g.fillRect(x, y, Math.max(1, w * draft), thick);
        }
        if (!Double.isNaN(target)) {
            if (status.byTarget()) {
                g.setFill(ink.target);
                g.fillRect(x, y, Math.max(1, w * target), thick);
            } else {
                double tick = Math.max(2, ink.px(2.4));
                double reach = thick + ink.px(2);
                double at = x + (w - tick) * Math.min(1, target);
                // A rim of the surface keeps the tick apart from a bar that ends beside it.
                g.setFill(ink.surface);
                g.fillRect(at - 1, y - reach / 2, tick + 2, thick + reach);
                g.setFill(ink.target);
                g.fillRect(at, y - reach / 2, tick, thick + reach);
            }
        }
    }
}
