package draftscope.views.layout;

import java.util.ArrayList;
import java.util.List;

/// Cells of the KV caches in lines of equal length, one group a cache, as large as the viewport allows.
///
/// Lines hold a multiple of eight slots, so that slot numbers stay readable. A long tail of free slots is left out when the
/// cells would not fit otherwise; `shown` says how many slots of a group are drawn.
public record KvLayout(List<Group> groups, int perLine, double cellWidth, double cellHeight, double labelWidth,
        double scale, double height) {

    /// A cache to be laid out.
    ///
    /// @param used slots up to the last one that holds or held something
    public record Cache(int capacity, int used) {}

    /// A cache's place.
    public record Group(double top, double firstLine, int lines, int shown, int capacity) {}

    private static final double HEAD = 54;
    private static final double AFTER = 18;
    private static final double LABEL = 44;
    private static final int LARGEST = 22;
    private static final int SMALLEST = 8;

    public KvLayout {
        groups = List.copyOf(groups);
    }

    public static KvLayout of(List<Cache> caches, double width, double height, double scale) {
        KvLayout layout = null;
        for (boolean whole : new boolean[]{true, false}) {
            for (int cell = LARGEST; cell >= SMALLEST; cell -= 2) {
                layout = of(caches, width, cell, whole, scale);
                if (layout.height <= height)
                    return layout;
            }
        }
        return layout;
    }

    private static KvLayout of(List<Cache> caches, double width, int cell, boolean whole, double scale) {
        double cellWidth = cell * scale;
        double cellHeight = Math.round(cell * 1.35) * scale;
        int fits = (int) ((width - LABEL * scale) / cellWidth);
        int perLine = Math.max(8, fits / 8 * 8);
        List<Group> groups = new ArrayList<>();
        double y = 0;
        for (Cache cache : caches) {
            int shown = whole ? cache.capacity : Math.min(cache.capacity, (cache.used / perLine + 2) * perLine);
            int lines = (shown + perLine - 1) / perLine;
            groups.add(new Group(y, y + HEAD * scale, lines, shown, cache.capacity));
            y += HEAD * scale + lines * (cellHeight + scale * 3) + AFTER * scale;
        }
        return new KvLayout(groups, perLine, cellWidth, cellHeight, LABEL * scale, scale, y);
    }

    public double x(int slot) {
        return labelWidth + slot % perLine * cellWidth;
    }

    public double y(Group group, int slot) {
        return group.firstLine + slot / perLine * (cellHeight + scale * 3);
    }

    /// The slot of a group under a point, or -1.
    public int slot(Group group, double x, double y) {
        int line = (int) Math.floor((y - group.firstLine) / (cellHeight + scale * 3));
        int column = (int) Math.floor((x - labelWidth) / cellWidth);
        int slot = line * perLine + column;
        return line < 0 || line >= group.lines || column < 0 || column >= perLine || slot >= group.shown ? -1 : slot;
    }
}
