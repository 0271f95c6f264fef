package draftscope.app.export;

import draftscope.styles.Theme;
import draftscope.views.Selection;
import draftscope.views.TraceView;
import java.util.function.Consumer;

/// What is to be made of a run.
///
/// @param position  the moment that is shown, as a count of events
/// @param caption   for under a figure; empty for the step in words
/// @param width     of a figure in pixels
/// @param height    of its view in pixels, where its content needs no more
/// @param fromStep  first step of a moving picture; it ends with the step of `position`
/// @param dress     sets what a view shows beside its state, such as an overlay; on the JavaFX thread
public record Order(Exhibit exhibit, Format format, int position, Selection selection, Theme theme, String caption,
        double width, double height, int fromStep, Consumer<TraceView> dress) {
    /// Pixels of a figure's width where nobody asks for another.
    public static final double WIDTH = 1100;

    /// As it is usual on paper: light, with nothing selected.
    public static Order of(Exhibit exhibit, Format format, int position) {
        return new Order(exhibit, format, position, Selection.none(), Theme.LIGHT, "", WIDTH, exhibit.usualHeight(), 0,
                view -> {});
    }

    public Order withSize(double newWidth, double newHeight) {
        return new Order(exhibit, format, position, selection, theme, caption, newWidth, newHeight, fromStep, dress);
    }

    public Order withLook(Theme newTheme, Selection newSelection, String newCaption, Consumer<TraceView> newDress) {
        return new Order(exhibit, format, position, newSelection, newTheme, newCaption, width, height, fromStep,
                newDress);
    }

    public Order from(int step) {
        return new Order(exhibit, format, position, selection, theme, caption, width, height, step, dress);
    }
}
