package draftscope.views.skin;

import draftscope.views.Mark;
import draftscope.views.paint.Pen;
import java.util.List;
import java.util.stream.Collectors;
import javafx.scene.paint.Color;

/// Paints [Mark]s, each on a little of the surface, so that it is as clear on any fill.
public final class Signs {
    /// More are told by the tooltip and the table.
    private static final int MOST = 3;

    private Signs() {}

    /// Signs in a row from a point to the right.
    static void row(Pen g, Ink ink, List<Mark> marks, double x, double y, double r) {
        for (int i = 0; i < Math.min(MOST, marks.size()); i++) {
            double at = x + i * (2 * r + ink.px(2));
            g.setFill(ink.surface);
            g.fillOval(at - r - ink.px(1.5), y - r - ink.px(1.5), 2 * r + ink.px(3), 2 * r + ink.px(3));
            sign(g, ink.palette.color(marks.get(i).color()), marks.get(i).shape(), at, y, r);
        }
    }

    /// One sign around a point.
    public static void sign(Pen g, Color color, Mark.Shape shape, double x, double y, double r) {
        g.setLineDashes();
        g.setFill(color);
        g.setStroke(color);
        g.setLineWidth(Math.max(1.2, r * 0.4));
        switch (shape) {
            case DISC -> g.fillOval(x - r, y - r, 2 * r, 2 * r);
            case DIAMOND -> Glyphs.diamond(g, color, x, y, r * 1.15);
            case LINES -> {
                for (int i = -1; i <= 1; i++)
                    g.fillRect(x - r, y + i * r * 0.75 - r * 0.22, (i == 1 ? 1.3 : 2) * r, r * 0.44);
            }
            case TRIANGLE -> g.fillPolygon(new double[]{x - r, x, x + r}, new double[]{y + r * 0.8, y - r, y + r * 0.8},
                    3);
            case SQUARE -> g.fillRect(x - r * 0.85, y - r * 0.85, 1.7 * r, 1.7 * r);
            case STAR -> star(g, x, y, r * 1.2);
            case HEXAGON -> {
                double[][] points = Glyphs.hexagon(x - r * 1.1, y - r, 2.2 * r, 2 * r);
                g.fillPolygon(points[0], points[1], points[0].length);
            }
            case RING -> g.strokeOval(x - r * 0.8, y - r * 0.8, 1.6 * r, 1.6 * r);
            case HALF -> {
                half(g, x, y, r);
                g.setLineWidth(1);
                g.strokeOval(x - r + 0.5, y - r + 0.5, 2 * r - 1, 2 * r - 1);
            }
        }
    }

    private static void half(Pen g, double x, double y, double r) {
        int points = 13;
        double[] xs = new double[points];
        double[] ys = new double[points];
        for (int i = 0; i < points; i++) {
            double angle = Math.PI * (0.5 + i / (points - 1.0));
            xs[i] = x + r * Math.cos(angle);
            ys[i] = y + r * Math.sin(angle);
        }
        g.fillPolygon(xs, ys, points);
    }

    private static void star(Pen g, double x, double y, double r) {
        double[] xs = new double[10];
        double[] ys = new double[10];
        for (int i = 0; i < 10; i++) {
            double angle = Math.PI * (i / 5.0 - 0.5);
            double length = i % 2 == 0 ? r : r * 0.42;
            xs[i] = x + length * Math.cos(angle);
            ys[i] = y + length * Math.sin(angle);
        }
        g.fillPolygon(xs, ys, 10);
    }

    /// The signs in words, as `◆ accepted == 0`; empty for none.
    static String words(List<Mark> marks) {
        return marks.stream().map(mark -> mark.shape().sign() + " " + mark.name()).collect(Collectors.joining(", "));
    }
}
