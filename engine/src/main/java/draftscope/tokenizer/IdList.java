package draftscope.tokenizer;

import java.util.Arrays;

/// Ids in a growing array.
final class IdList {
    private int[] items = new int[16];
    private int size;

    void add(int id) {
        if (size == items.length) {
            items = Arrays.copyOf(items, 2 * size);
        }
        items[size++] = id;
    }

    int size() {
        return size;
    }

    int last() {
        return items[size - 1];
    }

    int[] toArray() {
        return Arrays.copyOf(items, size);
    }
}
