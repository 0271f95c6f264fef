package draftscope.views.paint;

import java.util.Optional;
import javafx.scene.paint.Color;
import javafx.scene.paint.Paint;
import javafx.scene.shape.StrokeLineCap;

/// A page of a document that knows shapes and letters. All coordinates are pixels from its upper left corner.
interface Page {
    /// How a line is drawn.
    record Line(Paint paint, double width, StrokeLineCap cap, double... dashes) {}

    /// Letters in one line, all of one face.
    ///
    /// @param typeface the face that has all of them; empty when none of ours has
    /// @param outline  the letters as shapes where no face of ours has them; else empty
    /// @param x        left end
    /// @param width    as the screen lays them out
    record Letters(String text, Optional<Typeface> typeface, Outline outline, double size, Color color, double x,
            double baseline, double width) {}

    void fill(Outline outline, Paint paint);

    void stroke(Outline outline, Line line);

    void write(Letters letters);

    /// Nothing is drawn outside of the outline until the [#unclip()] that belongs to it.
    void clip(Outline outline);

    void unclip();

    /// The document as a file's content. Nothing more can be drawn.
    byte[] finish();
}
