package draftscope.views.layout;

/// Places of a steps x positions grid inside a viewport. Cells shrink to fit down to a smallest size; then it scrolls.
/// They are whole pixels, so that all have the same sharp edges and can be painted from one image.
///
/// @param rows    steps, those still to come included
/// @param columns positions behind the prompt
/// @param left    width of the row labels
/// @param top     height of the block and position labels
public record GridLayout(int rows, int columns, double left, double top, double cellWidth, double cellHeight,
        double scale) {
    private static final double LEFT = 62;
    private static final double TOP = 42;
    private static final double NARROWEST = 7;
    private static final double WIDEST = 44;
    private static final double LOWEST = 12;
    private static final double TALLEST = 28;

    public static GridLayout of(int rows, int columns, double width, double height, double scale) {
        double left = Math.round(LEFT * scale);
        double top = Math.round(TOP * scale);
        return new GridLayout(rows, columns, left, top,
                cell((width - left) / Math.max(1, columns), NARROWEST * scale, WIDEST * scale),
                cell((height - top) / Math.max(1, rows), LOWEST * scale, TALLEST * scale), scale);
    }

    private static double cell(double room, double least, double most) {
        return Math.max(Math.round(least), Math.floor(Math.min(most, room)));
    }

    public double contentWidth() {
        return left + columns * cellWidth;
    }

    public double contentHeight() {
        return top + rows * cellHeight;
    }

    /// Left edge of a column, before scrolling.
    public double x(int column) {
        return left + column * cellWidth;
    }

    /// Upper edge of a row, before scrolling.
    public double y(int row) {
        return top + row * cellHeight;
    }

    /// The column under x, or -1.
    public int column(double x) {
        int column = (int) Math.floor((x - left) / cellWidth);
        return x < left || column >= columns ? -1 : column;
    }

    /// The row under y, or -1.
    public int row(double y) {
        int row = (int) Math.floor((y - top) / cellHeight);
        return y < top || row >= rows ? -1 : row;
    }
}
