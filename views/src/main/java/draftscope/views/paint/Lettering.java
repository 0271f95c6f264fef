package draftscope.views.paint;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javafx.geometry.Bounds;
import javafx.geometry.VPos;
import javafx.scene.paint.Color;
import javafx.scene.shape.ClosePath;
import javafx.scene.shape.CubicCurveTo;
import javafx.scene.shape.LineTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;
import javafx.scene.shape.PathElement;
import javafx.scene.shape.QuadCurveTo;
import javafx.scene.shape.Rectangle;
import javafx.scene.shape.Shape;
import javafx.scene.text.Font;
import javafx.scene.text.Text;
import javafx.scene.transform.Affine;

/// Writes text on a page where the screen would: as letters of our faces, and what those do not have as the shapes that the
/// screen would draw.
final class Lettering {
    private final Page page;
    private final Text measuring = new Text();
    private final Map<String, Optional<Typeface>> faces = new HashMap<>();

    Lettering(Page page) {
        this.page = page;
    }

    /// @param transform scales and moves; letters stand upright
    /// @param x         left end, before the transform
    void write(String text, Font font, Color color, Affine transform, double x, double baseline) {
        if (text.isBlank() || color.getOpacity() == 0)
            return;
        Optional<Typeface> face = faces.computeIfAbsent(font.getName(), name -> Typeface.of(font));
        int from = 0;
        while (from < text.length()) {
            boolean ours = has(face, text, from);
            int to = from;
            while (to < text.length() && has(face, text, to) == ours)
                to += Character.charCount(text.codePointAt(to));
            write(text, from, to, font, ours ? face : Optional.empty(), color, transform, x, baseline);
            from = to;
        }
    }

    private static boolean has(Optional<Typeface> face, String text, int at) {
        return face.isPresent() && face.get().glyph(text.codePointAt(at)) != 0;
    }

    private void write(String text, int from, int to, Font font, Optional<Typeface> face, Color color,
            Affine transform, double x, double baseline) {
        String part = text.substring(from, to);
        double left = x + width(text.substring(0, from), font);
        double scale = Math.hypot(transform.getMxx(), transform.getMyx());
        Outline shapes = new Outline(transform);
        if (face.isEmpty())
            trace(part, font, left, baseline, shapes);
        page.write(new Page.Letters(part, face, shapes, font.getSize() * scale, color,
                transform.getMxx() * left + transform.getMxy() * baseline + transform.getTx(),
                transform.getMyx() * left + transform.getMyy() * baseline + transform.getTy(),
                width(part, font) * scale));
    }

    double width(String text, Font font) {
        return text.isEmpty() ? 0 : bounds(text, font).getWidth();
    }

    /// Box of a line around its baseline, which lies at 0.
    Bounds bounds(String text, Font font) {
        measuring.setTextOrigin(VPos.BASELINE);
        measuring.setFont(font);
        measuring.setText(text);
        return measuring.getLayoutBounds();
    }

    /// The letters' shapes as the toolkit knows them, which finds a face for nearly every sign.
    private static void trace(String text, Font font, double x, double baseline, Outline outline) {
        Text letters = new Text(x, baseline, text);
        letters.setFont(font);
        if (!(Shape.union(letters, new Rectangle(0, 0)) instanceof Path path))
            return;
        for (PathElement element : path.getElements()) {
            switch (element) {
                case MoveTo m -> outline.move(m.getX(), m.getY());
                case LineTo l -> outline.line(l.getX(), l.getY());
                case QuadCurveTo q -> outline.quadratic(q.getControlX(), q.getControlY(), q.getX(), q.getY());
                case CubicCurveTo c -> outline.curve(c.getControlX1(), c.getControlY1(), c.getControlX2(),
                        c.getControlY2(), c.getX(), c.getY());
                case ClosePath _ -> outline.close();
                default -> throw new IllegalStateException("letters are not made of " + element);
            }
        }
    }
}
