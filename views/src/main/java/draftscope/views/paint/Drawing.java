package draftscope.views.paint;

import java.util.List;
import javafx.geometry.Bounds;
import javafx.geometry.Insets;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.ScrollBar;
import javafx.scene.layout.BackgroundFill;
import javafx.scene.layout.BorderStroke;
import javafx.scene.layout.BorderStrokeStyle;
import javafx.scene.layout.BorderWidths;
import javafx.scene.layout.CornerRadii;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.scene.paint.Paint;
import javafx.scene.shape.Rectangle;
import javafx.scene.shape.StrokeLineCap;
import javafx.scene.text.Text;
import javafx.scene.text.TextLineInfo;
import javafx.scene.transform.Affine;

/// Draws what a part of a scene shows as SVG or PDF: painted canvases, text, backgrounds and borders, in the order in which the
/// screen draws them.
///
/// Scroll bars are left out, since nothing can be scrolled on paper, and so are regions in the form of a shape (the arrows of
/// buttons) and effects. The nodes must have been laid out. Use it on the JavaFX thread only.
public final class Drawing {
    private final Page page;
    private final Lettering lettering;

    private Drawing(Page page) {
        this.page = page;
        lettering = new Lettering(page);
    }

    /// The node as an SVG file of the size that it has.
    ///
    /// @param title       its name
    /// @param description what there is to see, in words
    public static byte[] svg(Node node, String title, String description) {
        Bounds box = node.getLayoutBounds();
        return draw(node, new SvgPage(box.getWidth(), box.getHeight(), title, description));
    }

    /// The node as a PDF file with one page of the size that it has.
    ///
    /// @param title       its name
    /// @param description what there is to see, in words
    public static byte[] pdf(Node node, String title, String description) {
        Bounds box = node.getLayoutBounds();
        return draw(node, new PdfPage(box.getWidth(), box.getHeight(), title, description));
    }

    private static byte[] draw(Node node, Page page) {
        new Drawing(page).inside(node, new Affine(), 1);
        return page.finish();
    }

    private void node(Node node, Affine parent, double strength) {
        if (!node.isVisible() || node instanceof ScrollBar)
            return;
        Affine place = new Affine(parent);
        place.append(node.getLocalToParentTransform());
        inside(node, place, strength * node.getOpacity());
    }

    private void inside(Node node, Affine place, double strength) {
        if (strength == 0)
            return;
        boolean clipped = node.getClip() != null;
        if (clipped)
            page.clip(outline(node.getClip(), place));
        switch (node) {
            case PaintedCanvas canvas -> canvas(canvas, place, strength);
            case Text text -> text(text, place, strength);
            case Region region -> {
                background(region, place, strength);
                border(region, place, strength);
                children(region, place, strength);
            }
            case Parent group -> children(group, place, strength);
            default -> {
                // Our views are made of nothing else.
            }
        }
        if (clipped)
            page.unclip();
    }

    private void children(Parent parent, Affine place, double strength) {
        for (Node child : parent.getChildrenUnmodifiable())
            node(child, place, strength);
    }

    private static Outline outline(Node clip, Affine place) {
        Affine inside = new Affine(place);
        inside.append(clip.getLocalToParentTransform());
        if (clip instanceof Rectangle r)
            return new Outline(inside).rectangle(r.getX(), r.getY(), r.getWidth(), r.getHeight());
        Bounds box = clip.getLayoutBounds();
        return new Outline(inside).rectangle(box.getMinX(), box.getMinY(), box.getWidth(), box.getHeight());
    }

    private void canvas(PaintedCanvas canvas, Affine place, double strength) {
        // A canvas cuts off what lies beyond it.
        page.clip(new Outline(place).rectangle(0, 0, canvas.getWidth(), canvas.getHeight()));
        VectorPen pen = new VectorPen(page, lettering, place, strength);
        canvas.paintWith(pen);
        pen.end();
        page.unclip();
    }

    private void text(Text text, Affine place, double strength) {
        if (!(text.getFill() instanceof Color color))
            return;
        Color ink = color.deriveColor(0, 1, 1, strength);
        String words = text.getText();
        List<TextLineInfo> lines = text.getLayoutInfo().getTextLines(false);
        for (TextLineInfo line : lines) {
            String part = words.substring(line.start(), Math.min(line.end(), words.length())).stripTrailing();
            Bounds box = lettering.bounds(part, text.getFont());
            double top = text.getLayoutBounds().getMinY() + line.bounds().getMinY()
                    - lines.getFirst().bounds().getMinY();
            double left = text.getLayoutBounds().getMinX() + line.bounds().getMinX();
            double spare = line.bounds().getHeight() - box.getHeight();
            lettering.write(part, text.getFont(), ink, place, left, top + spare / 2 - box.getMinY());
        }
    }

    private void background(Region region, Affine place, double strength) {
        if (region.getBackground() == null || region.getShape() != null)
            return;
        for (BackgroundFill fill : region.getBackground().getFills()) {
            Insets in = fill.getInsets();
            double width = region.getWidth() - in.getLeft() - in.getRight();
            double height = region.getHeight() - in.getTop() - in.getBottom();
            if (width <= 0 || height <= 0)
                continue;
            Outline outline = rounded(new Outline(place), in.getLeft(), in.getTop(), width, height, fill.getRadii());
            if (!Color.TRANSPARENT.equals(fill.getFill()))
                page.fill(outline, VectorPen.paint(fill.getFill(), outline, strength));
        }
    }

    private static Outline rounded(Outline outline, double x, double y, double width, double height,
            CornerRadii radii) {
        return outline.rounded(x, y, width, height, radii.getTopLeftHorizontalRadius(),
                radii.getTopRightHorizontalRadius(), radii.getBottomRightHorizontalRadius(),
                radii.getBottomLeftHorizontalRadius());
    }

    private void border(Region region, Affine place, double strength) {
        if (region.getBorder() == null)
            return;
        for (BorderStroke stroke : region.getBorder().getStrokes()) {
            BorderWidths widths = stroke.getWidths();
            Insets in = stroke.getInsets();
            double left = in.getLeft() + widths.getLeft() / 2;
            double top = in.getTop() + widths.getTop() / 2;
            double right = region.getWidth() - in.getRight() - widths.getRight() / 2;
            double bottom = region.getHeight() - in.getBottom() - widths.getBottom() / 2;
            if (stroke.isStrokeUniform()) {
                if (stroke.getTopStyle() != BorderStrokeStyle.NONE)
                    line(rounded(new Outline(place), left, top, right - left, bottom - top, stroke.getRadii()),
                            stroke.getTopStroke(), widths.getTop(), strength);
                continue;
            }
            if (stroke.getTopStyle() != BorderStrokeStyle.NONE)
                line(new Outline(place).move(left, top).line(right, top), stroke.getTopStroke(), widths.getTop(),
                        strength);
            if (stroke.getRightStyle() != BorderStrokeStyle.NONE)
                line(new Outline(place).move(right, top).line(right, bottom), stroke.getRightStroke(),
                        widths.getRight(), strength);
            if (stroke.getBottomStyle() != BorderStrokeStyle.NONE)
                line(new Outline(place).move(left, bottom).line(right, bottom), stroke.getBottomStroke(),
                        widths.getBottom(), strength);
            if (stroke.getLeftStyle() != BorderStrokeStyle.NONE)
                line(new Outline(place).move(left, top).line(left, bottom), stroke.getLeftStroke(), widths.getLeft(),
                        strength);
        }
    }

    private void line(Outline outline, Paint paint, double width, double strength) {
        if (width > 0 && paint instanceof Color color && color.getOpacity() > 0)
            page.stroke(outline, new Page.Line(VectorPen.paint(color, outline, strength), width, StrokeLineCap.BUTT));
    }
}
