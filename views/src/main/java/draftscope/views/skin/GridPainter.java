package draftscope.views.skin;

import draftscope.trace.Provenance;
import draftscope.trace.StandingToken;
import draftscope.views.Steer;
import draftscope.views.paint.Pen;
import javafx.scene.paint.Color;
import javafx.scene.shape.StrokeLineCap;

/// Paints one cell of a diffusion canvas: the fill is the confidence, the shape is the event.
final class GridPainter {
    private GridPainter() {}

    /// A mask: diagonal hatch and no text.
    static void mask(Pen g, Ink ink, double x, double y, double w, double h, boolean roomy) {
        g.setFill(maskFill(ink));
        g.fillRect(x, y, w, h);
        maskSign(g, ink, x, y, w, h, roomy);
    }

    static Color maskFill(Ink ink) {
        return ink.palette.tint("hairline", "surface", 0.35);
    }

    /// Its hatch alone.
    static void maskSign(Pen g, Ink ink, double x, double y, double w, double h, boolean roomy) {
        lines(g, ink.palette.tint("not-judged", "surface", 0.42), x, y, w, h, ink.px(roomy ? 6 : 7));
    }

    /// A step that is still to come: empty.
    static void toCome(Pen g, Ink ink, double x, double y, double w, double h) {
        g.setFill(ink.palette.tint("hairline", "surface", 0.7));
        g.fillRect(x, y, w, 1);
        g.fillRect(x, y + h - 1, w, 1);
        g.fillRect(x, y + 1, 1, h - 2);
        g.fillRect(x + w - 1, y + 1, 1, h - 2);
    }

    /// Hatching costs a line each, so a small cell gets its one diagonal and no more.
    private static void lines(Pen g, Color color, double x, double y, double w, double h, double gap) {
        if (w >= gap * 2) {
            Glyphs.hatch(g, color, x, y, w, h, gap);
            return;
        }
        g.setStroke(color);
        g.setLineWidth(1);
        g.setLineCap(StrokeLineCap.BUTT);
        double side = Math.min(w, h);
        g.strokeLine(x, y + (h + side) / 2, x + side, y + (h - side) / 2);
    }

    /// A mask that the model looked at: its confidence, still hatched.
    static void predicted(Pen g, Ink ink, double confidence, double x, double y, double w, double h) {
        g.setFill(ink.palette.confidence(confidence));
        g.fillRect(x, y, w, h);
        predictedSign(g, ink, x, y, w, h);
    }

    static void predictedSign(Pen g, Ink ink, double x, double y, double w, double h) {
        lines(g, ink.palette.tint("not-judged", "surface", 0.55), x, y, w, h, ink.px(7));
    }

    static Color keptFill(Ink ink, double confidence) {
        return Double.isNaN(confidence) ? ink.raised : ink.palette.confidence(confidence);
    }

    static void kept(Pen g, Ink ink, double confidence, double x, double y, double w, double h) {
        g.setFill(keptFill(ink, confidence));
        g.fillRect(x, y, w, h);
    }

    /// Became a token in this step: a rim in text colour and a dot.
    static void revealed(Pen g, Ink ink, double confidence, double x, double y, double w, double h) {
        kept(g, ink, confidence, x, y, w, h);
        revealedSign(g, ink, x, y, w, h);
    }

    static void revealedSign(Pen g, Ink ink, double x, double y, double w, double h) {
        rim(g, ink, x, y, w, h);
        double r = Math.max(1, Math.min(ink.px(2), w * 0.16));
        g.setFill(ink.text);
        g.fillOval(x + w / 2 - r, y + h / 2 - r, 2 * r, 2 * r);
    }

    /// Taken although it did not qualify, as the best there was: a rim and an arrow. The padlock is kept for what a person forces.
    static void bestOfRest(Pen g, Ink ink, double confidence, double x, double y, double w, double h) {
        kept(g, ink, confidence, x, y, w, h);
        bestOfRestSign(g, ink, x, y, w, h);
    }

    static void bestOfRestSign(Pen g, Ink ink, double x, double y, double w, double h) {
        rim(g, ink, x, y, w, h);
        Glyphs.arrowUp(g, ink.text, x + w / 2, y + h / 2, Math.min(w, h) * 0.24);
    }

    /// Looked at a second time, and it stays: a ring.
    static void lookedAt(Pen g, Ink ink, double x, double y, double w, double h) {
        double r = Math.max(1.5, Math.min(w, h) * 0.24);
        g.setStroke(ink.text);
        g.setLineWidth(w < ink.px(9) ? 1 : 1.5);
        g.strokeOval(x + w / 2 - r, y + h / 2 - r, 2 * r, 2 * r);
    }

    /// A token became a mask again: the hatch is back, with a turning arrow.
    static void remasked(Pen g, Ink ink, double x, double y, double w, double h) {
        mask(g, ink, x, y, w, h, false);
        double r = Math.min(w, h) * 0.3;
        g.setFill(ink.surface);
        g.fillOval(x + w / 2 - r * 1.35, y + h / 2 - r * 1.35, r * 2.7, r * 2.7);
        Glyphs.loop(g, ink.rejected, x + w / 2, y + h / 2, r);
    }

    /// The model's own first choice may not stand here: it is struck through.
    static void barred(Pen g, Ink ink, double x, double y, double w, double h) {
        g.setStroke(ink.rejected);
        g.setLineWidth(Math.max(1.5, ink.px(2)));
        g.strokeLine(x + 1, y + h / 2, x + w - 1, y + h / 2);
    }

    /// Stood there before the first step: a padlock where a person put or locked it, else dots below.
    static void standing(Pen g, Ink ink, StandingToken standing, double x, double y, double w, double h) {
        if (standing.provenance() == Provenance.FORCED)
            rim(g, ink, x, y, w, h);
        if (standing.locked())
            Glyphs.padlock(g, ink.text, x + w / 2, y + h / 2, Math.min(w, h) * 0.3);
        else
            TokenPainter.takenOver(g, ink, x + 1, y + h - ink.px(3), w - 2);
    }

    /// What a person prepared: a dashed cell with the sign of what will be done.
    static void prepared(Pen g, Ink ink, Steer steer, double x, double y, double w, double h) {
        g.setFill(ink.palette.color("selection"));
        g.fillRect(x, y, w, h);
        g.setStroke(ink.text);
        g.setLineWidth(1);
        g.setLineDashes(ink.px(2), ink.px(2));
        g.strokeRect(x + 0.5, y + 0.5, w - 1, h - 1);
        g.setLineDashes();
        double r = Math.min(w, h) * 0.3;
        switch (steer) {
            case LOCK -> Glyphs.padlock(g, ink.text, x + w / 2, y + h / 2, r);
            case FORCE -> {
                rim(g, ink, x, y, w, h);
                Glyphs.padlock(g, ink.text, x + w / 2, y + h / 2, r);
            }
            case REMASK -> Glyphs.loop(g, ink.text, x + w / 2, y + h / 2, r);
        }
    }

    private static void rim(Pen g, Ink ink, double x, double y, double w, double h) {
        double line = w < ink.px(9) ? 1.2 : 2;
        g.setStroke(ink.text);
        g.setLineWidth(line);
        g.strokeRect(x + line / 2, y + line / 2, w - line, h - line);
    }

    /// Keys and values of an earlier step were used here: a triangle in the corner.
    static void cached(Pen g, Ink ink, double x, double y, double w, double h) {
        double side = Math.min(ink.px(5), Math.min(w, h) * 0.55);
        g.setFill(ink.text);
        g.fillPolygon(new double[]{x + w - side, x + w, x + w}, new double[]{y, y, y + side}, 3);
    }

    /// In the cache for good, with exact keys and values: a square in the corner.
    static void exact(Pen g, Ink ink, double x, double y, double w, double h) {
        double side = Math.min(ink.px(4), Math.min(w, h) * 0.45);
        g.setFill(ink.text);
        g.fillRect(x + w - side, y, side, side);
    }

    /// The head of a block that is in the cache: hatched.
    static void cachedHead(Pen g, Ink ink, double x, double y, double w, double h) {
        g.setFill(ink.palette.tint("hairline", "surface", 0.5));
        g.fillRect(x, y, w, h);
        Glyphs.hatch(g, ink.secondary, x, y, w, h, ink.px(5));
    }

    /// The position changed twice or more: a zigzag on its upper edge.
    static void unstable(Pen g, Ink ink, double x, double y, double w) {
        g.setStroke(ink.text);
        g.setLineWidth(1.2);
        double step = Math.max(2, w / 6);
        g.beginPath();
        g.moveTo(x, y + 2);
        int up = 0;
        for (double at = step; at <= w + 0.1; at += step)
            g.lineTo(x + at, y + (up++ % 2 == 0 ? -1 : 2));
        g.stroke();
    }
}
