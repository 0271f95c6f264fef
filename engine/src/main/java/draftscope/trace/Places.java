package draftscope.trace;

/// The places of a canvas from left to right, each by its number: the order of the numbers until one is put in between others.
/// Immutable.
final class Places {
    private final int count;
    private final int[] order; // (count); null while the numbers are in order

    private Places(int count, int[] order) {
        this.count = count;
        this.order = order;
    }

    /// Numbers 0 to `count - 1`.
    static Places inOrder(int count) {
        return new Places(count, null);
    }

    int count() {
        return count;
    }

    /// The place at an index from the left.
    int at(int index) {
        return order == null ? index : order[index];
    }

    /// How many places stand to the left of `place`.
    int indexOf(int place) {
        if (order == null)
            return place;
        int index = 0;
        while (order[index] != place)
            index++;
        return index;
    }

    /// With a place more, which has the next number, in front of `before`, or at the end for [CanvasEdit#NOWHERE].
    Places adding(int before) {
        int index = before == CanvasEdit.NOWHERE ? count : indexOf(before);
        int[] next = new int[count + 1];
        for (int i = 0; i < index; i++)
            next[i] = at(i);
        next[index] = count;
        for (int i = index; i < count; i++)
            next[i + 1] = at(i);
        return new Places(count + 1, index == count && order == null ? null : next);
    }
}
