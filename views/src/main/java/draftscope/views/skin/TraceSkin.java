package draftscope.views.skin;

import draftscope.views.Mark;
import draftscope.views.Marks;
import draftscope.views.Selection;
import draftscope.views.TraceView;
import draftscope.views.paint.PaintedCanvas;
import draftscope.views.paint.Pen;
import java.util.List;
import java.util.Optional;
import javafx.geometry.BoundingBox;
import javafx.geometry.Bounds;
import javafx.geometry.Orientation;
import javafx.geometry.Rectangle2D;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollBar;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.util.Duration;

/// What all pictures of a trace share: one canvas as large as what is seen of it, painted at most once a pulse.
///
/// A change of state, selection or theme only marks the picture; the next layout pass paints it. So a run may change its
/// state a thousand times a second and a frame is still painted once. The canvas never grows with the content: past about
/// 4,000 pixels textures get slow or fail, and what is not seen need not be painted.
abstract class TraceSkin<V extends TraceView> extends BaseSkin<V> implements Locator {
    private final PaintedCanvas canvas = new PaintedCanvas();
    private final ScrollBar vertical = new ScrollBar();
    private final ScrollBar horizontal = new ScrollBar();
    private final Tooltip tooltip = new Tooltip();
    private final LegendStrip legend;
    private TableView<TableTwin.Row> table;
    private final Label heading = new Label();
    private boolean dirty = true;

    TraceSkin(V view) {
        super(view);
        legend = new LegendStrip(view, view.legendKind());
        vertical.setOrientation(Orientation.VERTICAL);
        vertical.setFocusTraversable(false);
        horizontal.setFocusTraversable(false);
        vertical.setVisible(false);
        horizontal.setVisible(false);
        heading.getStyleClass().add("ds-heading");
        // The control speaks for the picture; the canvas itself has nothing to say.
        getChildren().addAll(canvas, vertical, horizontal, legend, heading);
        tooltip.setShowDelay(Duration.millis(300));
        tooltip.setShowDuration(Duration.INDEFINITE);
        Tooltip.install(canvas, tooltip);
        onDispose(() -> Tooltip.uninstall(canvas, tooltip));
        listen(view.stateProperty(), this::stateChanged);
        listen(view.selectionProperty(), this::selectionChanged);
        listen(view.emphasisProperty(), this::repaint);
        listen(view.marksProperty(), this::repaint);
        listen(view.themeProperty(), this::repaint);
        listen(view.textSizeProperty(), this::repaint);
        listen(view.liveProperty(), this::repaint);
        listen(view.legendProperty(), this::repaint);
        listen(view.tableProperty(), this::repaint);
        listen(view.focusedProperty(), this::repaint);
        listen(vertical.valueProperty(), this::repaint);
        listen(horizontal.valueProperty(), this::repaint);
        on(canvas, MouseEvent.MOUSE_PRESSED, event -> {
            view.requestFocus();
            pressed(event);
        });
        on(canvas, MouseEvent.MOUSE_CLICKED, event -> {
            if (event.getButton() == MouseButton.PRIMARY && event.isStillSincePress())
                clicked(event);
        });
        on(canvas, MouseEvent.MOUSE_DRAGGED, this::dragged);
        on(canvas, MouseEvent.MOUSE_MOVED, event -> hovered(event.getX(), event.getY()));
        on(canvas, ScrollEvent.SCROLL, this::scrolled);
        on(view, KeyEvent.KEY_PRESSED, event -> {
            if (!view.isTable() && !event.isConsumed() && pressed(event))
                event.consume();
        });
    }

    /// Marks the picture as out of date.
    final void repaint() {
        dirty = true;
        if (getSkinnable() != null)
            getSkinnable().requestLayout();
    }

    final ScrollBar vertical() {
        return vertical;
    }

    final ScrollBar horizontal() {
        return horizontal;
    }

    final double canvasWidth() {
        return canvas.getWidth();
    }

    final double canvasHeight() {
        return canvas.getHeight();
    }

    /// The word at the upper left; empty where the window already says it.
    String heading() {
        return "";
    }

    /// Height that the view wants for its head line with legend.
    double headHeight() {
        return view().isLegend() ? Math.ceil(px(32)) : 0;
    }

    /// Room above the canvas for nodes of the skin's own.
    double layoutAbove(double x, double y, double width, double height) {
        return 0;
    }

    /// The window decides how large a picture is; the picture asks for little, so that it never pushes.
    @Override
    protected double computeMinWidth(double height, double top, double right, double bottom, double left) {
        return px(120);
    }

    @Override
    protected double computeMinHeight(double width, double top, double right, double bottom, double left) {
        return px(60);
    }

    @Override
    protected double computePrefWidth(double height, double top, double right, double bottom, double left) {
        return px(640);
    }

    @Override
    protected double computePrefHeight(double width, double top, double right, double bottom, double left) {
        return px(320);
    }

    @Override
    protected void layoutChildren(double x, double y, double width, double height) {
        double head = headHeight();
        legend.setVisible(head > 0);
        heading.setText(heading());
        heading.setVisible(head > 0);
        double headingRoom = heading().isEmpty() ? 0 : Math.ceil(heading.prefWidth(-1)) + px(16);
        double legendRoom = Math.max(0, width - px(32) - headingRoom);
        double legendHeight = legend.prefHeight(legendRoom);
        if (head > 0)
            head += legendHeight - px(20);
        heading.resizeRelocate(x + px(20), y + px(6), headingRoom, px(20));
        if (head > 0)
            legend.resizeRelocate(x + px(16) + headingRoom, y + px(6), legendRoom, legendHeight);
        double above = layoutAbove(x, y + head, width, height - head);
        double top = y + head + above;
        double canvasHeight = Math.max(0, height - head - above);
        boolean asTable = view().isTable();
        canvas.setVisible(!asTable);
        if (asTable) {
            vertical.setVisible(false);
            horizontal.setVisible(false);
            showTable(x, top, width, canvasHeight);
            return;
        }
        hideTable();
        canvas.relocate(x, top);
        if (canvas.getWidth() != width || canvas.getHeight() != canvasHeight) {
            canvas.setWidth(width);
            canvas.setHeight(canvasHeight);
            dirty = true;
        }
        if (dirty && width > 0 && canvasHeight > 0) {
            dirty = false;
            canvas.paint(g -> paintAll(g, width, canvasHeight));
            // Scrolling may have been settled by painting.
            dirty = false;
        }
        double bar = px(10);
        vertical.resizeRelocate(x + width - bar, top, bar, canvasHeight - (horizontal.isVisible() ? bar : 0));
        horizontal.resizeRelocate(x, top + canvasHeight - bar, width - (vertical.isVisible() ? bar : 0), bar);
    }

    private void paintAll(Pen g, double width, double height) {
        g.setLineDashes();
        Empty empty = empty();
        if (empty == null) {
            paint(g, width, height);
        } else {
            vertical.setVisible(false);
            horizontal.setVisible(false);
            paintEmpty(g, empty, width, height);
        }
        if (view().isFocused()) {
            // Four bars: a stroke as large as the picture costs more than all that is in it.
            g.setFill(ink().focus);
            g.fillRect(1, 1, width - 2, 2);
            g.fillRect(1, height - 3, width - 2, 2);
            g.fillRect(1, 3, 2, height - 6);
            g.fillRect(width - 3, 3, 2, height - 6);
        }
    }

    /// Fits a scroll bar to a content; hidden when everything is seen.
    static double scroll(ScrollBar bar, double content, double seen) {
        boolean needed = content > seen + 0.5;
        bar.setVisible(needed);
        double most = Math.max(0, content - seen);
        bar.setMax(most);
        bar.setVisibleAmount(needed ? most * seen / content : most);
        bar.setUnitIncrement(seen / 12);
        bar.setBlockIncrement(seen * 0.9);
        double value = Math.max(0, Math.min(most, bar.getValue()));
        if (value != bar.getValue())
            bar.setValue(value);
        return value;
    }

    private void showTable(double x, double y, double width, double height) {
        if (table == null) {
            table = new TableView<>();
            table.getStyleClass().add("table-twin");
            getChildren().add(table);
            listen(table.getSelectionModel().selectedItemProperty(), () -> {
                TableTwin.Row row = table.getSelectionModel().getSelectedItem();
                if (row != null && !(row.selection() instanceof Selection.None)
                        && !row.selection().equals(view().getSelection()))
                    rowChosen(row);
            });
        }
        table.setVisible(true);
        // One stop on the way of Tab: the table in place of the picture.
        if (view().isFocusTraversable()) {
            String name = view().getAccessibleText();
            table.setAccessibleText(name == null ? "The picture as a table" : name + " as a table");
            view().setFocusTraversable(false);
            if (view().isFocused())
                table.requestFocus();
        }
        table.resizeRelocate(x, y, width, height);
        if (dirty) {
            dirty = false;
            TableTwin twin = !view().showsRun()
                    ? table()
                    : view().getState() == null ? TableTwin.EMPTY : table().withMarks(this::marks);
            twin.fill(table, view().getSelection(), ink().scale);
        }
    }

    private void hideTable() {
        if (table == null || !table.isVisible())
            return;
        boolean focused = table.isFocused();
        table.setVisible(false);
        view().setFocusTraversable(true);
        if (focused)
            view().requestFocus();
    }

    /// A person chose a row of the table that selects something else than what is selected.
    private List<Mark> marks(Selection selection) {
        Marks marks = view().getMarks();
        return switch (selection) {
            case Selection.Token(int index) when index < view().getState().committed().size() ->
                marks.token(view().getState().committed().get(index).position());
            case Selection.CanvasPosition(int row, int position) -> marks.token(position);
            case Selection.Node(int step, int node) -> marks.node(step, node);
            case Selection.Step(int step) -> marks.step(step);
            case Selection.None _,Selection.Token _,Selection.Tokens _,Selection.PromptToken _,Selection.Cell _,Selection.Lane _,Selection.Steps _ ->
                List.of();
        };
    }

    void rowChosen(TableTwin.Row row) {
        view().setSelection(row.selection());
    }

    /// What is missing, and what to do about it.
    record Empty(String missing, String remedy) {}

    private void paintEmpty(Pen g, Empty empty, double width, double height) {
        double line = px(20);
        double y = Math.max(px(20), height * 0.42) - line / 2;
        for (String words : ink().wrapped(empty.missing, ink().uiBold(13), width - px(24))) {
            ink().centre(g, words, ink().uiBold(13), ink().text, width / 2, y);
            y += line;
        }
        for (String words : ink().wrapped(empty.remedy, ink().ui(13), width - px(24))) {
            ink().centre(g, words, ink().ui(13), ink().secondary, width / 2, y);
            y += line;
        }
    }

    void stateChanged() {
        repaint();
    }

    void selectionChanged() {
        repaint();
    }

    /// Null when there is something to draw.
    abstract Empty empty();

    abstract void paint(Pen g, double width, double height);

    abstract TableTwin table();

    /// What stands under a point of the canvas; [Selection.None] for nothing.
    abstract Selection hit(double x, double y);

    /// Where something stands on the canvas; empty when it is not drawn.
    Optional<Rectangle2D> place(Selection thing) {
        return Optional.empty();
    }

    @Override
    public Optional<Bounds> locate(Selection thing) {
        if (!canvas.isVisible() || view().getState() == null || empty() != null)
            return Optional.empty();
        Rectangle2D seen = new Rectangle2D(0, 0, canvas.getWidth(), canvas.getHeight());
        return place(thing).filter(seen::intersects)
                .map(box -> new BoundingBox(canvas.getLayoutX() + box.getMinX(), canvas.getLayoutY() + box.getMinY(),
                        box.getWidth(), box.getHeight()));
    }

    /// Words for the thing under a point, or empty.
    String tip(Selection selection) {
        return "";
    }

    void pressed(MouseEvent event) {}

    void dragged(MouseEvent event) {}

    void clicked(MouseEvent event) {
        view().setSelection(hit(event.getX(), event.getY()));
    }

    void hovered(double x, double y) {
        if (view().getState() == null || empty() != null)
            return;
        Selection under = hit(x, y);
        String words = under instanceof Selection.None ? "" : tip(under);
        String marks = Signs.words(marks(under));
        words += marks.isEmpty() ? "" : (words.isEmpty() ? "" : "\n") + marks;
        tooltip.setText(words);
        tooltip.setOpacity(words.isEmpty() ? 0 : 1);
    }

    void scrolled(ScrollEvent event) {
        if (vertical.isVisible() && event.getDeltaY() != 0) {
            vertical.setValue(
                    Math.max(0, Math.min(vertical.getMax(), vertical.getValue() - event.getDeltaY())));
            event.consume();
        }
        if (horizontal.isVisible() && event.getDeltaX() != 0) {
            horizontal.setValue(
                    Math.max(0, Math.min(horizontal.getMax(), horizontal.getValue() - event.getDeltaX())));
            event.consume();
        }
    }

    /// True when the key meant something here.
    boolean pressed(KeyEvent event) {
        return false;
    }
}
