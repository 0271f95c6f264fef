package draftscope.decode.speculative;

import java.util.List;

/// The same number of children for every node of a level.
///
/// Example: `3, 2, 1` gives 3 nodes, then 6, then 6.
///
/// @param widths children per node, level by level, each at least 1
public record FixedWidths(List<Integer> widths) implements LengthPolicy {
    public FixedWidths {
        widths = List.copyOf(widths);
        if (widths.isEmpty() || widths.stream().anyMatch(width -> width < 1)) {
            throw new IllegalArgumentException("a tree has at least one level and one child a node; got " + widths);
        }
    }

    @Override
    public int maxDepth() {
        return widths.size();
    }

    @Override
    public int maxNodes() {
        int level = 1;
        int all = 0;
        for (int width : widths) {
            level = Math.multiplyExact(level, width);
            all = Math.addExact(all, level);
        }
        return all;
    }

    @Override
    public int children(DraftTree tree, int index) {
        return widths.get(tree.depth(index));
    }
}
