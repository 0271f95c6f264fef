package draftscope.views.layout;

/// Columns of a timeline: one a step, as wide as the viewport allows, scrolled when they get too narrow to point at.
///
/// @param left width of the lane labels
public record TimelineLayout(int steps, double left, double columnWidth, double width) {
    private static final double LEFT = 128;
    private static final double NARROWEST = 5;
    private static final double WIDEST = 62;

    public static TimelineLayout of(int steps, double width, double scale) {
        double room = width - (LEFT + 10) * scale;
        double column = Math.max(NARROWEST * scale, Math.min(WIDEST * scale, room / Math.max(1, steps)));
        return new TimelineLayout(steps, LEFT * scale, column, width);
    }

    public double contentWidth() {
        return steps * columnWidth;
    }

    /// Left edge of a step's column.
    public double x(int step, double scrolled) {
        return left + step * columnWidth - scrolled;
    }

    /// The step under x; the first or last one beyond the ends, -1 when there is none.
    public int step(double x, double scrolled) {
        return steps == 0
                ? -1
                : (int) Math.max(0, Math.min(steps - 1, Math.floor((x - left + scrolled) / columnWidth)));
    }

    /// Every how many columns a number fits.
    public int labelEvery(double labelWidth) {
        int every = 1;
        for (int next : new int[]{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000}) {
            every = next;
            if (next * columnWidth >= labelWidth)
                break;
        }
        return every;
    }
}
