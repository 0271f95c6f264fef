package draftscope.trace;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/// A list that only grows, of which prefixes can be kept without copying.
///
/// A prefix holds the array that was current when it was taken. Later additions go behind its end or into a new array, so
/// what it shows never changes.
final class AppendList<T> {
    private Object[] items;
    private int size;

    AppendList() {
        items = new Object[16];
    }

    AppendList(List<T> start) {
        items = start.toArray(new Object[Math.max(16, start.size())]);
        size = start.size();
    }

    void add(T item) {
        if (size == items.length)
            items = Arrays.copyOf(items, size * 2);
        items[size++] = item;
    }

    /// Adds the item that a run has at `index`, unless an earlier reading of the same events has added it already.
    void addOnce(int index, T item) {
        if (index == size)
            add(item);
    }

    int size() {
        return size;
    }

    T get(int index) {
        return at(items, Objects.checkIndex(index, size));
    }

    /// The first `count` items, for ever.
    List<T> first(int count) {
        return new Prefix<>(items, Objects.checkIndex(count, size + 1));
    }

    /// All items, now and as they are added.
    List<T> growing() {
        return new Growing();
    }

    @SuppressWarnings("unchecked")
    private static <T> T at(Object[] items, int index) {
        return (T) items[index];
    }

    private static final class Prefix<T> extends AbstractList<T> implements RandomAccess {
        private final Object[] items;
        private final int count;

        Prefix(Object[] items, int count) {
            this.items = items;
            this.count = count;
        }

        @Override
        public T get(int index) {
            return at(items, Objects.checkIndex(index, count));
        }

        @Override
        public int size() {
            return count;
        }
    }

    private final class Growing extends AbstractList<T> implements RandomAccess {
        @Override
        public T get(int index) {
            return AppendList.this.get(index);
        }

        @Override
        public int size() {
            return size;
        }
    }
}
