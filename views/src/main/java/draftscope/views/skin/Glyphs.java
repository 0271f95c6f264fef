package draftscope.views.skin;

import draftscope.views.layout.NodeStatus;
import draftscope.views.paint.Pen;
import javafx.scene.paint.Color;
import javafx.scene.shape.StrokeLineCap;

/// The shapes that accompany every colour, drawn as paths so that no font has to have them.
final class Glyphs {
    private Glyphs() {}

    /// The glyph of a verdict in a disc, centred at x, y.
    static void badge(Pen g, Ink ink, NodeStatus status, double x, double y, double radius) {
        Color color = color(ink, status);
        if (status == NodeStatus.NOT_JUDGED || status == NodeStatus.DROPPED || status == NodeStatus.CUT
                || status == NodeStatus.AWAITING) {
            g.setFill(ink.app);
            g.fillOval(x - radius, y - radius, 2 * radius, 2 * radius);
            mark(g, status, color, x, y, radius * 1.1);
            return;
        }
        g.setFill(color);
        g.fillOval(x - radius, y - radius, 2 * radius, 2 * radius);
        mark(g, status, ink.surface, x, y, radius);
    }

    static Color color(Ink ink, NodeStatus status) {
        return switch (status) {
            case ROOT -> ink.secondary;
            case AWAITING -> ink.palette.color("awaiting");
            case ACCEPTED -> ink.palette.color("accepted");
            case TAKEN -> ink.draft;
            case REJECTED -> ink.rejected;
            case NOT_JUDGED, DROPPED -> ink.notJudged;
            case CUT -> ink.palette.color("cut");
            case CORRECTION -> ink.palette.color("correction");
            case BONUS -> ink.palette.color("bonus");
            case TARGET -> ink.palette.color("plain");
        };
    }

    /// How much is left of what a filter did not find: still readable, and as faint as a mark may be.
    static final double DIMMED = 0.55;

    /// The frame of what a filter found: a band in the colour of matches with a thin rim.
    static void match(Pen g, Ink ink, double x, double y, double w, double h) {
        double band = ink.px(2.4);
        double radius = ink.px(6);
        g.setLineDashes();
        g.setStroke(ink.palette.color("search"));
        g.setLineWidth(band);
        g.strokeRoundRect(x, y, w, h, radius, radius);
        g.setStroke(ink.palette.color("search-rim"));
        g.setLineWidth(1);
        double rim = band / 2 + 0.5;
        g.strokeRoundRect(x - rim, y - rim, w + 2 * rim, h + 2 * rim, radius + rim, radius + rim);
    }

    /// The bare glyph.
    static void mark(Pen g, NodeStatus status, Color color, double x, double y, double r) {
        pen(g, color, Math.max(1.2, r * 0.28));
        switch (status) {
            case ACCEPTED, ROOT -> check(g, x, y, r);
            case TAKEN -> {
                g.setFill(color);
                g.fillPolygon(new double[]{x - r * 0.36, x + r * 0.54, x - r * 0.36},
                        new double[]{y - r * 0.5, y, y + r * 0.5}, 3);
            }
            case REJECTED -> cross(g, x, y, r * 0.8);
            case NOT_JUDGED, DROPPED -> g.strokeLine(x - r * 0.5, y, x + r * 0.5, y);
            case CUT -> {
                g.setFill(color);
                for (int i = -1; i <= 1; i++)
                    g.fillOval(x + i * r * 0.6 - r * 0.16, y - r * 0.16, r * 0.32, r * 0.32);
            }
            case AWAITING -> g.strokeOval(x - r * 0.55, y - r * 0.55, r * 1.1, r * 1.1);
            case CORRECTION -> loop(g, color, x, y, r * 0.55);
            case BONUS -> {
                g.strokeLine(x - r * 0.5, y, x + r * 0.5, y);
                g.strokeLine(x, y - r * 0.5, x, y + r * 0.5);
            }
            case TARGET -> {
                g.setFill(color);
                g.fillOval(x - r * 0.35, y - r * 0.35, r * 0.7, r * 0.7);
            }
        }
    }

    private static void pen(Pen g, Color color, double width) {
        g.setStroke(color);
        g.setLineWidth(width);
        g.setLineDashes();
        g.setLineCap(StrokeLineCap.ROUND);
    }

    static void check(Pen g, double x, double y, double r) {
        g.strokePolyline(new double[]{x - r * 0.5, x - r * 0.12, x + r * 0.5},
                new double[]{y + r * 0.02, y + r * 0.4, y - r * 0.36}, 3);
    }

    static void cross(Pen g, double x, double y, double r) {
        g.strokeLine(x - r * 0.5, y - r * 0.5, x + r * 0.5, y + r * 0.5);
        g.strokeLine(x - r * 0.5, y + r * 0.5, x + r * 0.5, y - r * 0.5);
    }

    /// The turning arrow of a correction or a remasked position.
    static void loop(Pen g, Color color, double x, double y, double r) {
        pen(g, color, Math.max(1.1, r * 0.4));
        g.strokeArc(x - r, y - r, 2 * r, 2 * r, 60, 280, javafx.scene.shape.ArcType.OPEN);
        double tipX = x + r * Math.cos(Math.toRadians(60));
        double tipY = y - r * Math.sin(Math.toRadians(60));
        g.setFill(color);
        g.fillPolygon(new double[]{tipX - r * 0.75, tipX + r * 0.35, tipX + r * 0.3},
                new double[]{tipY - r * 0.1, tipY - r * 0.75, tipY + r * 0.55}, 3);
    }

    static void diamond(Pen g, Color color, double x, double y, double r) {
        g.setFill(color);
        g.fillPolygon(new double[]{x - r, x, x + r, x}, new double[]{y, y - r, y, y + r}, 4);
    }

    static void padlock(Pen g, Color color, double x, double y, double r) {
        pen(g, color, Math.max(1, r * 0.3));
        g.strokeArc(x - r * 0.45, y - r, r * 0.9, r * 1.2, 0, 180, javafx.scene.shape.ArcType.OPEN);
        g.setFill(color);
        g.fillRect(x - r * 0.7, y - r * 0.35, r * 1.4, r * 1.1);
    }

    /// An arrow that points up: the best of those that did not qualify.
    static void arrowUp(Pen g, Color color, double x, double y, double r) {
        g.setFill(color);
        g.fillPolygon(new double[]{x - r, x, x + r}, new double[]{y + r * 0.1, y - r, y + r * 0.1}, 3);
        g.fillRect(x - r * 0.35, y, r * 0.7, r);
    }

    /// Diagonal lines inside a box, `gap` apart.
    static void hatch(Pen g, Color color, double x, double y, double w, double h, double gap) {
        g.setStroke(color);
        g.setLineWidth(1);
        g.setLineDashes();
        g.setLineCap(StrokeLineCap.BUTT);
        g.beginPath();
        for (double t = gap; t < w + h; t += gap) {
            double x1 = Math.min(t, w);
            double y1 = t - x1;
            double y2 = Math.min(t, h);
            double x2 = t - y2;
            g.moveTo(x + x1, y + y1);
            g.lineTo(x + x2, y + y2);
        }
        g.stroke();
    }

    /// A wave along a line, for the target's correction.
    static void wave(Pen g, Color color, double x, double y, double width, double height, double line) {
        pen(g, color, line);
        g.setLineCap(StrokeLineCap.BUTT);
        g.beginPath();
        g.moveTo(x, y);
        double half = height * 1.6;
        int up = -1;
        for (double at = 0; at < width; at += half) {
            double end = Math.min(width, at + half);
            g.quadraticCurveTo(x + (at + end) / 2, y + up * height, x + end, y);
            up = -up;
        }
        g.stroke();
    }

    /// The mark of who wrote a token, in a gutter `height` high whose top is at y.
    static void provenance(Pen g, Ink ink, NodeStatus status, double x, double y, double w, double height) {
        Color color = color(ink, status);
        double line = height * 0.75;
        switch (status) {
            case ACCEPTED, TAKEN -> {
                g.setFill(color);
                g.fillRect(x, y, w, line);
            }
            case CORRECTION -> wave(g, color, x, y + height / 2, w, height * 0.75, Math.max(1.4, height * 0.4));
            case BONUS -> {
                g.setFill(color);
                g.fillRect(x, y - height * 0.05, w, height * 0.38);
                g.fillRect(x, y + height * 0.62, w, height * 0.38);
            }
            case AWAITING -> {
                pen(g, color, Math.max(1, height * 0.4));
                g.setLineCap(StrokeLineCap.BUTT);
                g.setLineDashes(height, height * 0.75);
                g.strokeLine(x, y + line / 2, x + w, y + line / 2);
                g.setLineDashes();
            }
            case ROOT, REJECTED, NOT_JUDGED, DROPPED, CUT, TARGET -> {
                // Plain target tokens carry no mark; the others never reach the text.
            }
        }
    }

    /// A card with flat sides cut to points, for tokens that the target wrote.
    static double[][] hexagon(double x, double y, double w, double h) {
        double cut = Math.min(h / 2, w / 4) * 0.7;
        return new double[][]{{x + cut, x + w - cut, x + w, x + w - cut, x + cut, x},
                {y, y, y + h / 2, y + h, y + h, y + h / 2}};
    }

    /// A card whose upper right corner is missing, for rejected tokens.
    static double[][] cutCorner(double x, double y, double w, double h) {
        double cut = Math.min(w, h) * 0.32;
        return new double[][]{{x, x + w - cut, x + w, x + w, x}, {y, y, y + cut, y + h, y + h}};
    }
}
