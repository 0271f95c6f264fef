package draftscope.views.skin;

import draftscope.trace.BlockSpan;
import draftscope.trace.CanvasCell;
import draftscope.trace.CanvasEvent;
import draftscope.trace.CanvasState;
import draftscope.trace.Prediction;
import draftscope.trace.Provenance;
import draftscope.trace.Trace;
import draftscope.trace.TraceState;
import draftscope.views.OutputView;
import draftscope.views.Selection;
import draftscope.views.Steer;
import draftscope.views.UnmaskingGrid;
import draftscope.views.layout.CanvasWords;
import draftscope.views.layout.GridLayout;
import draftscope.views.layout.Numbers;
import draftscope.views.layout.TokenText;
import draftscope.views.paint.Pen;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;

/// Draws an [UnmaskingGrid]; only the cells in sight are painted.
public final class UnmaskingGridSkin extends TraceSkin<UnmaskingGrid> {
    private static final double SIDE = 14;

    private final OutputView canvasText = new OutputView();
    private GridLayout grid;
    private int rowsSeen;
    private int brushed = -1; // the position where a drag began

    public UnmaskingGridSkin(UnmaskingGrid view) {
        super(view);
        canvasText.stateProperty().bind(view.stateProperty());
        canvasText.selectionProperty().bindBidirectional(view.selectionProperty());
        canvasText.themeProperty().bind(view.themeProperty());
        canvasText.liveProperty().bind(view.liveProperty());
        canvasText.setLegend(false);
        // One tab stop: the grid reaches every position, the text is for reading.
        canvasText.setFocusTraversable(false);
        getChildren().add(canvasText);
        onDispose(() -> {
            canvasText.stateProperty().unbind();
            canvasText.selectionProperty().unbindBidirectional(view.selectionProperty());
            canvasText.themeProperty().unbind();
            canvasText.liveProperty().unbind();
        });
        listen(view.canvasProperty(), view::requestLayout);
        listen(view.steeringProperty(), this::repaint);
    }

    @Override
    double layoutAbove(double x, double y, double width, double height) {
        boolean shown = view().isCanvas() && !view().isTable() && empty() == null;
        canvasText.setVisible(shown);
        if (!shown)
            return 0;
        double above = Math.min(px(130), height * 0.34);
        canvasText.resizeRelocate(x, y, width, above);
        return above;
    }

    @Override
    Empty empty() {
        TraceState state = view().getState();
        if (state == null)
            return new Empty("No run yet.", "Start a run: Ctrl+Enter.");
        if (state.canvas().isEmpty())
            return new Empty("This run has no canvas: the method writes from left to right.",
                    "Choose a diffusion method in the setup.");
        return null;
    }

    private double side() {
        return Math.round(px(SIDE));
    }

    private CanvasState canvas() {
        return view().getState().canvas().orElseThrow();
    }

    @Override
    void paint(Pen g, double width, double height) {
        CanvasState canvas = canvas();
        int columns = GridCells.column(canvas, canvas.length());
        // Steps that the recording still holds keep their rows, so that going back moves nothing.
        int prepared = view().getSteering().isEmpty() ? 0 : 1;
        int rows = Math.max(canvas.rows() + prepared, view().getState().trace().steps().size());
        grid = GridLayout.of(rows, columns, width - side() - px(12), height - px(20), ink().scale);
        double left = Math.round(scroll(horizontal(), grid.contentWidth(), width - side() - px(10)));
        double top = Math.round(scroll(vertical(), grid.contentHeight(), height - px(18)));
        if (canvas.rows() + prepared != rowsSeen) {
            rowsSeen = canvas.rows() + prepared;
            top = Math.round(keepNewestRowInSight(top, height));
        }
        g.save();
        g.translate(side(), 0);
        g.save();
        g.beginPath();
        // On whole pixels: any other clip is a mask that every shape is blended through.
        g.rect(grid.left() - 2, grid.top() - 2, Math.floor(width) - grid.left() - side(), Math.ceil(height));
        g.clip();
        new GridCells(g, ink(), grid, canvas, left, top, width, height).paint(view().getState().trace().steps());
        steering(g, canvas, left, top);
        g.restore();
        heads(g, canvas, left, width);
        labels(g, canvas, top, height);
        blocks(g, canvas, left, top, Math.min(height, grid.contentHeight() - top));
        current(g, canvas, left, top);
        selected(g, canvas, left, top, width);
        double below = grid.contentHeight() - top + px(12);
        if (below < height - px(4))
            ink().left(g, "position in the generated sequence", ink().ui(11), ink().secondary, grid.left(), below);
        g.restore();
    }

    private double keepNewestRowInSight(double top, double height) {
        // The heads of the blocks stay where they are, over the first rows.
        double above = Math.max(0, grid.y(rowsSeen - 1) - grid.top() - px(6));
        double below = Math.min(vertical().getMax(), grid.y(rowsSeen) + px(24) - height);
        double wanted = Math.min(Math.max(top, below), above);
        vertical().setValue(wanted);
        return wanted;
    }

    /// What is prepared, in the row of the step that a branch would begin with.
    private void steering(Pen g, CanvasState canvas, double left, double top) {
        view().getSteering().forEach((position, steer) -> GridPainter.prepared(g, ink(), steer,
                grid.x(GridCells.column(canvas, position)) - left, grid.y(canvas.rows()) - top,
                GridCells.width(ink(), grid), GridCells.height(ink(), grid)));
    }

    private static int flips(CanvasState canvas, int position) {
        int flips = 0;
        for (int row = 0; row < canvas.rows(); row++)
            flips += canvas.cell(row, position).event() == CanvasEvent.REMASKED ? 1 : 0;
        return flips;
    }

    private void heads(Pen g, CanvasState canvas, double left, double width) {
        double y = grid.top() - px(10);
        int every = grid.cellWidth() * 8 < px(36) ? 16 : grid.cellWidth() > px(30) ? 4 : 8;
        for (int column = 0; column < grid.columns(); column += every) {
            double x = grid.x(column) - left;
            if (x >= grid.left() - 1 && x < width - px(30))
                ink().left(g, Integer.toString(column), ink().ui(10.5), ink().secondary, x, y);
        }
        double cached = grid.x(Math.max(0, GridCells.column(canvas, cached(canvas)))) - left;
        if (cached > grid.left())
            GridPainter.cachedHead(g, ink(), grid.left(), y - px(25), Math.min(cached, width - px(30)) - grid.left(),
                    px(17));
        double lastRight = -1;
        int number = 0;
        for (BlockSpan block : canvas.blocks()) {
            if (!CanvasWords.beginsBlock(canvas, block))
                continue;
            double x = grid.x(Math.max(0, GridCells.column(canvas, block.from()))) - left;
            String label = "block " + ++number;
            if (x < grid.left() - 1 || x < lastRight + px(8) || x > width - px(30))
                continue;
            double wide = ink().width(label, ink().ui(11));
            if (x < cached) {
                g.setFill(ink().surface);
                g.fillRect(x + px(1), y - px(24), wide + px(5), px(15));
            }
            ink().left(g, label, ink().ui(11), ink().secondary, x + (x < cached ? px(3) : 0), y - px(16));
            lastRight = x + wide;
        }
    }

    /// Positions that are in the cache for good at the moment that is shown.
    private static int cached(CanvasState canvas) {
        return canvas.rows() == 0 ? 0 : canvas.exact(canvas.rows() - 1);
    }

    private void labels(Pen g, CanvasState canvas, double top, double height) {
        int every = (int) Math.max(1, Math.ceil(px(14) / grid.cellHeight()));
        int prepared = view().getSteering().isEmpty() ? -1 : canvas.rows();
        for (int row = 0; row < grid.rows(); row++) {
            // The prepared row is always named, and its neighbours make room for that.
            boolean crowded = prepared >= 0 && row != prepared && Math.abs(row - prepared) < every;
            if (row != prepared && (row % every != 0 || crowded))
                continue;
            double y = grid.y(row) - top + grid.cellHeight() / 2 - px(1.5);
            if (y < grid.top() || y > height)
                continue;
            boolean current = row == canvas.rows() - 1;
            ink().right(g, row == prepared ? "branch" : "step " + (row + 1), current ? ink().uiBold(11) : ink().ui(11),
                    current ? ink().text : ink().secondary, grid.left() - px(10), y);
        }
    }

    private void blocks(Pen g, CanvasState canvas, double left, double top, double bottom) {
        g.setFill(ink().secondary);
        for (BlockSpan block : canvas.blocks()) {
            // A part of a block has a thin edge, which does not reach into the head.
            boolean begins = CanvasWords.beginsBlock(canvas, block);
            double line = begins ? 2 : 1;
            double from = grid.top() - px(begins ? 34 : 4);
            double x = grid.x(Math.max(0, GridCells.column(canvas, block.from()))) - left - 1;
            if (x >= grid.left() - 2 && x <= canvasWidth())
                g.fillRect(x - line / 2, from, line, bottom - from);
        }
    }

    private void current(Pen g, CanvasState canvas, double left, double top) {
        if (canvas.rows() == 0)
            return;
        double y = grid.y(canvas.rows() - 1) - top - px(2);
        if (y < grid.top() - px(4))
            return;
        g.setStroke(ink().focus);
        g.setLineWidth(px(1.5));
        double right = Math.min(grid.contentWidth() - left, canvasWidth() - side() - px(12));
        g.strokeRoundRect(grid.left() - px(3), y, right - grid.left() + px(5), grid.cellHeight() + px(1), px(6), px(6));
    }

    private void selected(Pen g, CanvasState canvas, double left, double top, double width) {
        int row;
        int position;
        switch (view().getSelection()) {
            case Selection.CanvasPosition(int r, int p) -> {
                row = r;
                position = p;
            }
            case Selection.Token(int index) when index >= 0 && index < view().getState().committed().size() -> {
                position = view().getState().committed().get(index).position();
                row = position < canvas.length() ? canvas.unmaskedAtRow(position) : -1;
            }
            case Selection.Tokens(int from, int to) -> {
                range(g, canvas, from, to, left, top, width);
                return;
            }
            default -> {
                return;
            }
        }
        int column = GridCells.column(canvas, position);
        if (row < 0 || row >= grid.rows() || column < 0 || column >= grid.columns())
            return;
        double x = grid.x(column) - left;
        double y = grid.y(row) - top;
        if (x < grid.left() - 1 || y < grid.top() - 1 || x > width)
            return;
        // Outside the cell, so that its fill and event stay in sight.
        g.setStroke(ink().text);
        g.setLineWidth(px(2.2));
        g.strokeRoundRect(x - px(3), y - px(3.5), grid.cellWidth() + px(4.5), grid.cellHeight() + px(4), px(5), px(5));
    }

    /// Lines around the columns of a stretch, from the first row to the newest.
    private void range(Pen g, CanvasState canvas, int from, int to, double left, double top, double width) {
        int first = Math.max(0, GridCells.column(canvas, from));
        int last = Math.min(grid.columns() - 1, GridCells.column(canvas, to));
        if (last < first || canvas.rows() == 0)
            return;
        double x = Math.max(grid.left() - 1, grid.x(first) - left - px(1));
        double right = Math.min(width - side(), grid.x(last + 1) - left);
        double y = Math.max(grid.top(), grid.y(0) - top) - px(3);
        if (right <= x)
            return;
        g.setStroke(ink().text);
        g.setLineWidth(px(2));
        g.strokeRoundRect(x, y, right - x, grid.y(canvas.rows()) - top - y + px(1), px(5), px(5));
    }

    @Override
    void pressed(MouseEvent event) {
        brushed = -1;
        if (hit(event.getX(), event.getY()) instanceof Selection.CanvasPosition(int row, int position))
            brushed = position;
    }

    /// A stretch of positions is brushed across the columns, whatever the row.
    @Override
    void dragged(MouseEvent event) {
        if (brushed < 0 || grid == null || empty() != null)
            return;
        double x = Math.max(grid.left(), event.getX() - side() + horizontal().getValue());
        int column = grid.column(Math.min(x, grid.contentWidth() - 1));
        int position = GridCells.position(canvas(), Math.max(0, column));
        if (position != brushed || view().getSelection() instanceof Selection.Tokens)
            view().setSelection(new Selection.Tokens(Math.min(brushed, position), Math.max(brushed, position)));
    }

    @Override
    Selection hit(double x, double y) {
        if (grid == null || empty() != null)
            return Selection.none();
        if (y < grid.top() || x - side() < grid.left())
            return Selection.none();
        int column = grid.column(x - side() + horizontal().getValue());
        int row = grid.row(y + vertical().getValue());
        if (column < 0 || row < 0 || row >= canvas().rows())
            return Selection.none();
        return new Selection.CanvasPosition(row, GridCells.position(canvas(), column));
    }

    @Override
    String tip(Selection selection) {
        if (!(selection instanceof Selection.CanvasPosition(int row, int position)))
            return "";
        CanvasCell cell = canvas().cell(row, position);
        return "step " + (row + 1) + " · position " + GridCells.column(canvas(), position) + "\n"
                + (cell.event() == CanvasEvent.MASKED
                        ? ""
                        : TokenText.visible(view().getState().trace(), cell.token()) + "  ")
                + word(canvas(), cell.event(), position) + barredWords(row, position, cell) + steered(position)
                + (Double.isNaN(cell.confidence())
                        ? ""
                        : "\nconfidence " + Numbers.probability(cell.confidence()))
                + CanvasWords.look(canvas(), row, position).map(words -> "\nlooked at again: " + words).orElse("")
                + CanvasWords.keys(canvas(), row, position).map(words -> "\nkeys and values " + words).orElse("");
    }

    /// What the model would have written where a grammar did not allow it.
    static Optional<Prediction> barred(CanvasState canvas, int row, int position, CanvasCell cell) {
        return switch (cell.event()) {
            case PREDICTED_ONLY, UNMASKED, FORCED -> canvas.prediction(row, position).filter(Prediction::bars);
            case PROMPT, MASKED, KEPT, REMASKED -> Optional.empty();
        };
    }

    private String barredWords(int row, int position, CanvasCell cell) {
        return barred(canvas(), row, position, cell).map(law -> "; "
                + TokenText.visible(view().getState().trace(), law.barred()) + " barred").orElse("");
    }

    private String steered(int position) {
        Steer steer = view().getSteering().get(position);
        return steer == null ? "" : "\nin the branch: " + steer.word();
    }

    /// What happened to a position, told apart from what stood there before the run began.
    static String word(CanvasState canvas, CanvasEvent event, int position) {
        return event != CanvasEvent.KEPT
                ? word(event)
                : canvas.standing(position).map(standing -> standing.provenance() == Provenance.FORCED
                        ? "put here by a person"
                        : standing.locked() ? "taken over and locked" : "taken over").orElse(word(event));
    }

    private static String word(CanvasEvent event) {
        return switch (event) {
            case PROMPT -> "prompt";
            case MASKED -> "mask, not looked at";
            case PREDICTED_ONLY -> "predicted, still a mask";
            case UNMASKED -> "unmasked in this step";
            case KEPT -> "kept";
            case REMASKED -> "masked again";
            case FORCED -> "taken anyway";
        };
    }

    @Override
    boolean pressed(KeyEvent event) {
        if (empty() != null || event.isShortcutDown() || event.isAltDown() || canvas().rows() == 0)
            return false;
        CanvasState canvas = canvas();
        int row = canvas.rows() - 1;
        int position = canvas.promptLength();
        if (event.isShiftDown() && stretch(event.getCode(), canvas))
            return true;
        boolean had = view().getSelection() instanceof Selection.CanvasPosition;
        if (view().getSelection() instanceof Selection.CanvasPosition(int r, int p)) {
            row = r;
            position = p;
        }
        switch (event.getCode()) {
            case LEFT -> position -= had ? 1 : 0;
            case RIGHT -> position += had ? 1 : 0;
            case UP -> row -= had ? 1 : 0;
            case DOWN -> row += had ? 1 : 0;
            default -> {
                return false;
            }
        }
        view().setSelection(new Selection.CanvasPosition(Math.max(0, Math.min(canvas.rows() - 1, row)),
                Math.max(canvas.promptLength(), Math.min(canvas.length() - 1, position))));
        return true;
    }

    /// Lengthens or shortens the selected stretch at its end.
    private boolean stretch(KeyCode code, CanvasState canvas) {
        if (code != KeyCode.LEFT && code != KeyCode.RIGHT)
            return false;
        int from;
        int to;
        switch (view().getSelection()) {
            case Selection.Tokens(int first, int last) -> {
                from = first;
                to = last;
            }
            case Selection.CanvasPosition(int row, int position) -> {
                from = position;
                to = position;
            }
            default -> {
                return false;
            }
        }
        int end = Math.clamp(to + (code == KeyCode.RIGHT ? 1 : -1), from, canvas.length() - 1);
        view().setSelection(new Selection.Tokens(from, end));
        return true;
    }

    @Override
    TableTwin table() {
        if (empty() != null)
            return TableTwin.EMPTY;
        CanvasState canvas = canvas();
        Trace trace = view().getState().trace();
        List<TableTwin.Row> rows = new ArrayList<>();
        int last = canvas.rows() - 1;
        for (int p = canvas.promptLength(); p < canvas.length() && last >= 0; p++) {
            CanvasCell cell = canvas.cell(last, p);
            int at = canvas.unmaskedAtRow(p);
            rows.add(new TableTwin.Row(List.of(Integer.toString(GridCells.column(canvas, p)),
                    cell.event() == CanvasEvent.MASKED ? "" : TokenText.visible(trace, cell.token()),
                    word(canvas, cell.event(), p) + barredWords(last, p, cell),
                    Double.isNaN(cell.confidence()) ? "" : Numbers.probability(cell.confidence()),
                    at < 0 ? "" : Integer.toString(at + 1), CanvasWords.look(canvas, last, p).orElse(""),
                    Integer.toString(flips(canvas, p)),
                    CanvasWords.keys(canvas, last, p).orElse(""),
                    view().getSteering().containsKey(p) ? view().getSteering().get(p).word() : ""),
                    new Selection.CanvasPosition(last, p)));
        }
        return new TableTwin(List.of("position", "token", "in this step", "confidence", "unmasked at step",
                "looked at again", "masked again", "keys and values", "in the branch"), rows);
    }
}
