package draftscope.views.skin;

import draftscope.trace.CanvasCell;
import draftscope.trace.CanvasEvent;
import draftscope.trace.CanvasState;
import draftscope.trace.StepSummary;
import draftscope.views.layout.GridLayout;
import draftscope.views.paint.Cells;
import draftscope.views.paint.Pen;
import draftscope.views.paint.Tile;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javafx.scene.paint.Color;

/// Paints the cells of an unmasking grid that are in sight.
///
/// Thousands of them are, and a renderer takes a microsecond for the smallest rectangle and more for any other shape. So a
/// column's stretch of rows with one fill is painted at once, and the sign of an event is a [Tile] that a stretch gets at once.
final class GridCells {
    private interface Test {
        boolean holds(int row, int column);
    }

    private final Pen g;
    private final Ink ink;
    private final GridLayout grid;
    private final CanvasState canvas;
    private final double left;
    private final double top;
    private final double w;
    private final double h;
    private final int firstColumn;
    private final int lastColumn;
    private final int firstRow;
    private final int lastRow;
    private final int lastDone; // of the rows in sight; below the first when all are to come
    private final CanvasCell[] cells; // done and in sight, column by column
    private final Set<CanvasEvent> events = EnumSet.noneOf(CanvasEvent.class);

    /// @param left scrolled away, in whole pixels
    /// @param top  likewise
    GridCells(Pen g, Ink ink, GridLayout grid, CanvasState canvas, double left, double top, double width,
            double height) {
        this.g = g;
        this.ink = ink;
        this.grid = grid;
        this.canvas = canvas;
        this.left = left;
        this.top = top;
        w = width(ink, grid);
        h = height(ink, grid);
        firstColumn = Math.max(0, (int) (left / grid.cellWidth()));
        lastColumn = Math.min(grid.columns() - 1, (int) ((left + width) / grid.cellWidth()));
        firstRow = Math.max(0, (int) (top / grid.cellHeight()));
        lastRow = Math.min(grid.rows() - 1, (int) ((top + height) / grid.cellHeight()));
        lastDone = Math.min(lastRow, canvas.rows() - 1);
        cells = new CanvasCell[Math.max(0, (lastColumn - firstColumn + 1) * (lastDone - firstRow + 1))];
        int at = 0;
        for (int column = firstColumn; column <= lastColumn; column++) {
            for (int row = firstRow; row <= lastDone; row++) {
                CanvasCell cell = canvas.cell(row, position(canvas, column));
                cells[at++] = cell;
                events.add(cell.event());
            }
        }
    }

    /// Of a cell, without the gap.
    static double width(Ink ink, GridLayout grid) {
        return grid.cellWidth() - (grid.cellWidth() < ink.px(9) ? 1 : ink.px(1.5));
    }

    /// Of a cell, without the gap.
    static double height(Ink ink, GridLayout grid) {
        return grid.cellHeight() - Math.round(ink.px(3));
    }

    /// Which position of the canvas a column shows.
    static int position(CanvasState canvas, int column) {
        return canvas.promptLength() + column;
    }

    /// The column of a position; negative for the prompt, which has none.
    static int column(CanvasState canvas, int position) {
        return position - canvas.promptLength();
    }

    private CanvasCell cell(int row, int column) {
        return cells[(column - firstColumn) * (lastDone - firstRow + 1) + row - firstRow];
    }

    private double x(int column) {
        return grid.x(column) - left;
    }

    private double y(int row) {
        return grid.y(row) - top;
    }

    /// @param steps of the whole trace
    void paint(List<StepSummary> steps) {
        if (lastColumn < firstColumn)
            return;
        fills();
        events();
        looks();
        standing();
        cache();
        unstable(steps);
        int next = Math.max(firstRow, lastDone + 1);
        int columns = lastColumn - firstColumn + 1;
        int rows = lastRow - next + 1;
        if (w >= 2 * ink.px(7))
            g.repeat(tile("to come", pen -> GridPainter.toCome(pen, ink, 0, 0, w, h)), x(firstColumn), y(next), columns,
                    rows);
        else
            // One frame a row where there is no room for many.
            for (int row = next; row <= lastRow; row++)
                GridPainter.toCome(g, ink, x(firstColumn), y(row), (columns - 1) * grid.cellWidth() + w, h);
    }

    /// What lies below the signs.
    private void fills() {
        List<Cells.Stretch> stretches = new ArrayList<>();
        for (int column = firstColumn; column <= lastColumn; column++) {
            for (int from = firstRow, to; from <= lastDone; from = to + 1) {
                CanvasCell first = cell(from, column);
                Color color = fill(first);
                for (to = from; to < lastDone; to++) {
                    CanvasCell next = cell(to + 1, column);
                    if (!alike(first, next) && !fill(next).equals(color))
                        break;
                }
                stretches.add(new Cells.Stretch(color, column - firstColumn, from - firstRow, to - from + 1));
            }
        }
        g.fillCells(new Cells(stretches, grid.cellWidth(), grid.cellHeight(), w, h), x(firstColumn), y(firstRow));
    }

    private static boolean alike(CanvasCell one, CanvasCell other) {
        return masked(one)
                ? masked(other)
                : !masked(other) && Double.compare(one.confidence(), other.confidence()) == 0;
    }

    private static boolean masked(CanvasCell cell) {
        return cell.event() == CanvasEvent.MASKED || cell.event() == CanvasEvent.REMASKED;
    }

    private Color fill(CanvasCell cell) {
        return switch (cell.event()) {
            case MASKED, REMASKED -> GridPainter.maskFill(ink);
            case PREDICTED_ONLY -> ink.palette.confidence(cell.confidence());
            case PROMPT, KEPT, UNMASKED, FORCED -> GridPainter.keptFill(ink, cell.confidence());
        };
    }

    private void events() {
        event(CanvasEvent.MASKED, pen -> GridPainter.maskSign(pen, ink, 0, 0, w, h, false));
        event(CanvasEvent.PREDICTED_ONLY, pen -> GridPainter.predictedSign(pen, ink, 0, 0, w, h));
        event(CanvasEvent.UNMASKED, pen -> GridPainter.revealedSign(pen, ink, 0, 0, w, h));
        event(CanvasEvent.FORCED, pen -> GridPainter.bestOfRestSign(pen, ink, 0, 0, w, h));
        event(CanvasEvent.REMASKED, pen -> GridPainter.remasked(pen, ink, 0, 0, w, h));
        if (events.contains(CanvasEvent.PREDICTED_ONLY) || events.contains(CanvasEvent.UNMASKED)
                || events.contains(CanvasEvent.FORCED))
            signs("barred", pen -> GridPainter.barred(pen, ink, 0, 0, w, h), (row, column) -> UnmaskingGridSkin
                    .barred(canvas, row, position(canvas, column), cell(row, column)).isPresent());
    }

    private void event(CanvasEvent event, Consumer<Pen> picture) {
        if (events.contains(event))
            signs(event, picture, (row, column) -> cell(row, column).event() == event);
    }

    private void looks() {
        boolean any = false;
        for (int row = firstRow; row <= lastDone; row++)
            any |= canvas.looked(row);
        if (any)
            signs("looked", pen -> GridPainter.lookedAt(pen, ink, 0, 0, w, h), (row, column) -> canvas.looked(row)
                    && cell(row, column).event() == CanvasEvent.KEPT
                    && canvas.look(row, position(canvas, column)).isPresent());
    }

    /// In the first row and the newest.
    private void standing() {
        if (canvas.beginning().isEmpty())
            return;
        for (int column = firstColumn; column <= lastColumn; column++) {
            double x = x(column);
            canvas.standing(position(canvas, column)).ifPresent(standing -> {
                if (firstRow == 0 && lastDone >= 0)
                    GridPainter.standing(g, ink, standing, x, y(0), w, h);
                if (lastDone > 0 && lastDone == canvas.rows() - 1)
                    GridPainter.standing(g, ink, standing, x, y(lastDone), w, h);
            });
        }
    }

    private void cache() {
        signs("exact", pen -> GridPainter.exact(pen, ink, 0, 0, w, h),
                (row, column) -> position(canvas, column) < canvas.exact(row));
        signs("cached", pen -> GridPainter.cached(pen, ink, 0, 0, w, h),
                (row, column) -> position(canvas, column) >= canvas.exact(row)
                        && canvas.kept(row, position(canvas, column)));
    }

    /// The sign in every cell of which something holds, a stretch of rows at a time.
    private void signs(Object sign, Consumer<Pen> picture, Test test) {
        Tile tile = tile(sign, picture);
        for (int column = firstColumn; column <= lastColumn; column++) {
            int from = -1;
            for (int row = firstRow; row <= lastDone; row++) {
                boolean holds = test.holds(row, column);
                if (holds && from < 0)
                    from = row;
                if (!holds && from >= 0) {
                    g.repeat(tile, x(column), y(from), 1, row - from);
                    from = -1;
                }
            }
            if (from >= 0)
                g.repeat(tile, x(column), y(from), 1, lastDone + 1 - from);
        }
    }

    private Tile tile(Object what, Consumer<Pen> picture) {
        return new Tile(List.of(what, ink.palette.theme(), ink.scale), grid.cellWidth(), grid.cellHeight(), picture);
    }

    private void unstable(List<StepSummary> steps) {
        BitSet remasking = new BitSet();
        for (StepSummary step : steps) {
            if (step.remasked() > 0)
                remasking.set(step.step());
        }
        if (remasking.isEmpty())
            return;
        List<Integer> rows = new ArrayList<>();
        for (int row = 0; row < canvas.rows(); row++) {
            if (remasking.get(canvas.stepOfRow(row)))
                rows.add(row);
        }
        for (int column = firstColumn; column <= lastColumn; column++) {
            int position = position(canvas, column);
            int row = canvas.unmaskedAtRow(position);
            if (row >= 0 && rows.stream().filter(at -> canvas.cell(at, position).event() == CanvasEvent.REMASKED)
                    .limit(2).count() == 2)
                GridPainter.unstable(g, ink, x(column), y(row), w);
        }
    }
}
