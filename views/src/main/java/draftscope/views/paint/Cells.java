package draftscope.views.paint;

import java.util.List;
import javafx.scene.paint.Color;

/// Filled cells of a grid.
///
/// @param stretches of its columns
/// @param stepX     from column to column
/// @param stepY     from row to row
/// @param width     of a cell, without the gap
/// @param height    likewise
public record Cells(List<Stretch> stretches, double stepX, double stepY, double width, double height) {

    /// Neighbouring rows of a column that have the same colour.
    public record Stretch(Color color, int column, int row, int rows) {}
}
