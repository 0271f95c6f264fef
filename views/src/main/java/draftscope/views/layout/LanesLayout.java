package draftscope.views.layout;

import draftscope.trace.BatchState;
import draftscope.trace.BatchState.Lane;

/// Places of the lanes of a batch: a bar for the cache, a cell for each new row, and the running text, in columns that all
/// lanes share. Where there is no room for the text beside the bar, it stands below.
///
/// @param top        where the first lane begins
/// @param pitch      from one lane to the next
/// @param slotWidth  pixels of the bar for a slot of the cache
/// @param textLines  lines that the text has room for
public record LanesLayout(double top, double pitch, double barLeft, double barWidth, double slotWidth, double cellLeft,
        double cell, double textLeft, double textTop, double textWidth, int textLines, int lanes) {
    private static final double SIDE = 20;
    private static final double NUMBER = 26;
    private static final double HEAD = 24;
    private static final double BESIDE = 640; // from this width on the text stands beside the bar
    private static final double CELLS = 132; // room for the cells
    private static final int LEAST_CELLS = 8; // so that the columns stay where they are from round to round
    private static final double LARGEST_CELL = 16;
    private static final int SCALE_STEP = 32; // the bar's scale grows by so many slots

    public static LanesLayout of(BatchState batch, double width, double scale) {
        int most = LEAST_CELLS;
        long longest = 1;
        for (Lane lane : batch.lanes()) {
            most = Math.max(most, lane.rows() + lane.inputPadding());
            longest = Math.max(longest, lane.cached() + lane.cachePadding());
        }
        longest = (longest + SCALE_STEP - 1) / SCALE_STEP * SCALE_STEP;
        double side = SIDE * scale;
        double left = side + NUMBER * scale;
        double cell = Math.min(LARGEST_CELL * scale, CELLS * scale / most);
        double cells = cell * most;
        double gap = 16 * scale;
        double room = width - left - side;
        boolean beside = width >= BESIDE * scale;
        double textWidth = beside ? room * 0.42 : room;
        double bar = Math.max(40 * scale, room - cells - gap - (beside ? textWidth + gap : 0));
        return new LanesLayout(HEAD * scale, (beside ? 52 : 76) * scale, left, bar, bar / longest, left + bar + gap,
                cell, beside ? left + bar + gap + cells + gap : left, beside ? 0 : 38 * scale, textWidth,
                beside ? 2 : 1, batch.lanes().size());
    }

    /// Upper end of a lane.
    public double y(int number) {
        return top + (number - 1) * pitch;
    }

    /// The lane at a height, or 0.
    public int lane(double y) {
        int number = (int) Math.floor((y - top) / pitch) + 1;
        return number < 1 || number > lanes ? 0 : number;
    }

    /// Height of all.
    public double height() {
        return top + lanes * pitch;
    }
}
