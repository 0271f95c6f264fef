package draftscope.views.paint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javafx.geometry.BoundingBox;
import javafx.geometry.Bounds;
import javafx.scene.transform.Affine;

/// Lines and curves in the coordinates of a page, in pixels from its upper left corner. Points are moved by a transform as they
/// are added.
final class Outline {
    /// Share of a quarter circle's radius at which the control points of the curve that stands for it lie.
    private static final double ROUND = 0.5522847498;

    enum Kind {
        MOVE, LINE, CURVE, CLOSE
    }

    /// @param points x and y, one pair; three for a curve, none for a close
    record Part(Kind kind, double... points) {}

    private final Affine transform;
    private final List<Part> parts = new ArrayList<>();
    private double x;
    private double y;

    /// @param transform of the points to come; it may be changed in between
    Outline(Affine transform) {
        this.transform = transform;
    }

    List<Part> parts() {
        return parts;
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    private Part part(Kind kind, double... points) {
        double[] moved = new double[points.length];
        for (int i = 0; i < points.length; i += 2) {
            moved[i] = transform.getMxx() * points[i] + transform.getMxy() * points[i + 1] + transform.getTx();
            moved[i + 1] = transform.getMyx() * points[i] + transform.getMyy() * points[i + 1] + transform.getTy();
        }
        return new Part(kind, moved);
    }

    Outline move(double toX, double toY) {
        parts.add(part(Kind.MOVE, toX, toY));
        x = toX;
        y = toY;
        return this;
    }

    Outline line(double toX, double toY) {
        parts.add(part(parts.isEmpty() ? Kind.MOVE : Kind.LINE, toX, toY));
        x = toX;
        y = toY;
        return this;
    }

    Outline curve(double firstX, double firstY, double secondX, double secondY, double toX, double toY) {
        parts.add(part(Kind.CURVE, firstX, firstY, secondX, secondY, toX, toY));
        x = toX;
        y = toY;
        return this;
    }

    Outline quadratic(double controlX, double controlY, double toX, double toY) {
        return curve(x + (controlX - x) * 2 / 3, y + (controlY - y) * 2 / 3, toX + (controlX - toX) * 2 / 3,
                toY + (controlY - toY) * 2 / 3, toX, toY);
    }

    Outline close() {
        parts.add(new Part(Kind.CLOSE));
        return this;
    }

    Outline rectangle(double left, double top, double width, double height) {
        return move(left, top).line(left + width, top).line(left + width, top + height).line(left, top + height)
                .close();
    }

    /// @param radii of the corners, clockwise from the upper left
    Outline rounded(double left, double top, double width, double height, double... radii) {
        double[] r = Arrays.stream(radii).map(radius -> Math.min(radius, Math.min(width, height) / 2)).toArray();
        double right = left + width;
        double bottom = top + height;
        double k = 1 - ROUND;
        return move(left + r[0], top).line(right - r[1], top)
                .curve(right - k * r[1], top, right, top + k * r[1], right, top + r[1]).line(right, bottom - r[2])
                .curve(right, bottom - k * r[2], right - k * r[2], bottom, right - r[2], bottom)
                .line(left + r[3], bottom)
                .curve(left + k * r[3], bottom, left, bottom - k * r[3], left, bottom - r[3]).line(left, top + r[0])
                .curve(left, top + k * r[0], left + k * r[0], top, left + r[0], top).close();
    }

    Outline oval(double left, double top, double width, double height) {
        return arc(left, top, width, height, 0, 360).close();
    }

    /// Angles in degrees, anticlockwise from three o'clock.
    Outline arc(double left, double top, double width, double height, double start, double extent) {
        double rx = width / 2;
        double ry = height / 2;
        double cx = left + rx;
        double cy = top + ry;
        int pieces = (int) Math.ceil(Math.abs(extent) / 90);
        double sweep = Math.toRadians(extent) / Math.max(1, pieces);
        double reach = 4.0 / 3 * Math.tan(sweep / 4);
        double from = Math.toRadians(start);
        move(cx + rx * Math.cos(from), cy - ry * Math.sin(from));
        for (int i = 0; i < pieces; i++) {
            double to = from + sweep;
            curve(cx + rx * (Math.cos(from) - reach * Math.sin(from)),
                    cy - ry * (Math.sin(from) + reach * Math.cos(from)),
                    cx + rx * (Math.cos(to) + reach * Math.sin(to)), cy - ry * (Math.sin(to) - reach * Math.cos(to)),
                    cx + rx * Math.cos(to), cy - ry * Math.sin(to));
            from = to;
        }
        return this;
    }

    Outline polygon(double[] xs, double[] ys, int count) {
        for (int i = 0; i < count; i++) {
            if (i == 0)
                move(xs[0], ys[0]);
            else
                line(xs[i], ys[i]);
        }
        return this;
    }

    /// The box around all points, control points too.
    Bounds bounds() {
        double left = Double.POSITIVE_INFINITY;
        double top = Double.POSITIVE_INFINITY;
        double right = Double.NEGATIVE_INFINITY;
        double bottom = Double.NEGATIVE_INFINITY;
        for (Part part : parts) {
            for (int i = 0; i < part.points().length; i += 2) {
                left = Math.min(left, part.points()[i]);
                right = Math.max(right, part.points()[i]);
                top = Math.min(top, part.points()[i + 1]);
                bottom = Math.max(bottom, part.points()[i + 1]);
            }
        }
        return left > right ? new BoundingBox(0, 0, 0, 0) : new BoundingBox(left, top, right - left, bottom - top);
    }
}
