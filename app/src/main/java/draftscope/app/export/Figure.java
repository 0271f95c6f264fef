package draftscope.app.export;

import draftscope.styles.Fonts;
import draftscope.styles.Theme;
import draftscope.trace.TraceState;
import draftscope.views.TraceView;
import draftscope.views.layout.Narration;
import draftscope.views.paint.Drawing;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.SnapshotParameters;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollBar;
import javafx.scene.control.TableView;
import javafx.scene.image.Image;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// A view as a figure: its name, its picture with the legend, a caption, and where it comes from. It grows until all of the
/// view's content has room, up to a limit. Use it on the JavaFX thread only.
public final class Figure {
    /// Pixels beyond which a side does not grow: a picture of more is looked at in the window.
    private static final double MOST = 8_000;
    private static final int PASSES = 3;
    private static final double ROW = 32;

    private final double zoom;
    private final VBox root;
    private final String title;
    private final String description;

    /// @param view    of its own, in no scene yet, with all that it shows
    /// @param zoom    pixels for each that the screen has at 100 %: letters, marks and gaps grow alike
    /// @param caption what the reader is to see; empty for the step in words
    /// @param width   in pixels
    /// @param height  of the view, in pixels, where its content needs no more
    public Figure(TraceView view, String name, String caption, Theme theme, double width, double height,
            double zoom) {
        Fonts.load();
        this.zoom = zoom;
        TraceState state = view.getState();
        view.setTheme(theme);
        view.setLegend(true);
        // What is not about the run says itself where it comes from.
        String source = view.showsRun() ? Provenance.sentence(state) : "";
        title = view.showsRun() ? name + " · " + Provenance.moment(state) : name;
        String words = caption.isBlank() && view.showsRun() ? Narration.step(state) : caption;
        description = (words + "\n" + source).strip();
        root = new VBox(8 * zoom, label(title, "-fx-font-weight: bold; -fx-text-fill: -ds-text;"), view,
                label(words, "-fx-text-fill: -ds-text;"),
                label(source, "-fx-text-fill: -ds-text-secondary; -fx-font-size: 0.85em;"));
        root.setStyle("-fx-background-color: -ds-app; -fx-padding: " + 16 * zoom + "px; -fx-font-family: \""
                + Fonts.UI + "\"; -fx-font-size: " + TraceView.BASE_TEXT_SIZE * zoom + "px;");
        VBox.setVgrow(view, Priority.ALWAYS);
        view.setMinHeight(height * zoom);
        view.setPrefHeight(height * zoom);
        Scene scene = new Scene(root, width * zoom, height * zoom);
        scene.getStylesheets().setAll(theme.stylesheets());
        layOut(width * zoom);
        grow(view, width * zoom);
        // What could be pressed in the window cannot be pressed on paper.
        root.lookupAll(".button").stream().filter(ButtonBase.class::isInstance).forEach(b -> b.setVisible(false));
    }

    private static Label label(String text, String style) {
        Label label = new Label(text);
        label.setStyle(style);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        label.setVisible(!text.isEmpty());
        label.setManaged(!text.isEmpty());
        return label;
    }

    private void layOut(double width) {
        for (int i = 0; i < PASSES; i++) {
            root.applyCss();
            root.resize(width, Math.ceil(root.prefHeight(width)));
            root.layout();
        }
    }

    private void grow(TraceView view, double width) {
        double wide = width;
        for (int i = 0; i < PASSES; i++) {
            double down = 0;
            double across = 0;
            for (Node node : view.getChildrenUnmodifiable()) {
                if (node instanceof ScrollBar bar && bar.isVisible()) {
                    if (bar.getOrientation() == javafx.geometry.Orientation.VERTICAL)
                        down = bar.getMax();
                    else
                        across = bar.getMax();
                }
            }
            if (view.isTable() && view.lookup(".table-view") instanceof TableView<?> table) {
                down = Math.max(0, (table.getItems().size() + 2) * ROW * zoom - table.getHeight());
                across = Math.max(0,
                        table.getColumns().stream().mapToDouble(c -> c.getWidth()).sum() + ROW * zoom
                                - table.getWidth());
            }
            if (down <= 0 && across <= 0)
                return;
            view.setMinHeight(Math.min(MOST, Math.ceil(view.getMinHeight() + down)));
            wide = Math.min(MOST, Math.ceil(wide + across));
            layOut(wide);
        }
    }

    /// As pixels.
    public Image image() {
        return root.snapshot(new SnapshotParameters(), null);
    }

    public byte[] svg() {
        return Drawing.svg(root, title, description);
    }

    public byte[] pdf() {
        return Drawing.pdf(root, title, description);
    }
}
