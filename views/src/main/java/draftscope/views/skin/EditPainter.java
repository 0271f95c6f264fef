package draftscope.views.skin;

import draftscope.views.paint.Pen;

/// Paints what happens to a cell of a canvas without masks: the sign of the event alone, over the fill of [GridPainter].
final class EditPainter {
    private EditPainter() {}

    /// A token was put in: a raised cell with a plus.
    static void inserted(Pen g, Ink ink, double x, double y, double w, double h) {
        double edge = Math.min(ink.px(2.5), h * 0.2);
        g.setFill(ink.text);
        g.fillRect(x, y + h - edge, w, edge);
        double middle = y + (h - edge) / 2;
        double r = Math.min(w, h) * 0.24;
        line(g, ink, w);
        g.strokeLine(x + w / 2 - r, middle, x + w / 2 + r, middle);
        g.strokeLine(x + w / 2, middle - r, x + w / 2, middle + r);
    }

    /// Another token took the place: two arrows, there and back.
    static void replaced(Pen g, Ink ink, double x, double y, double w, double h) {
        GridPainter.rim(g, ink, x, y, w, h);
        double r = Math.min(w, h) * 0.26;
        double tip = r * 0.6;
        double middle = x + w / 2;
        double up = y + h / 2 - r * 0.45;
        double down = y + h / 2 + r * 0.45;
        line(g, ink, w);
        g.strokeLine(middle - r, up, middle + r, up);
        g.strokeLine(middle + r - tip, up - tip, middle + r, up);
        g.strokeLine(middle - r, down, middle + r, down);
        g.strokeLine(middle - r + tip, down + tip, middle - r, down);
    }

    private static void line(Pen g, Ink ink, double w) {
        g.setStroke(ink.text);
        g.setLineWidth(w < ink.px(9) ? 1 : 1.6);
    }

    /// The token was taken out: struck through.
    static void deleted(Pen g, Ink ink, double x, double y, double w, double h) {
        g.setStroke(ink.rejected);
        g.setLineWidth(Math.max(1.5, ink.px(2)));
        g.strokeLine(x + 1, y + h - 2, x + w - 1, y + 2);
    }

    /// Nothing stands here any more: a bar.
    static void gap(Pen g, Ink ink, double x, double y, double w, double h) {
        g.setFill(ink.hairline);
        double bar = Math.max(1, ink.px(1.5));
        g.fillRect(x + (w - bar) / 2, y, bar, h);
    }

    /// A token was proposed between two cells and refused: a wedge at the edge.
    static void refusedBetween(Pen g, Ink ink, double x, double y, double h) {
        double r = Math.min(ink.px(4), h * 0.3);
        g.setFill(ink.text);
        g.fillPolygon(new double[]{x - r, x + r, x}, new double[]{y + h, y + h, y + h - 1.4 * r}, 3);
    }
}
