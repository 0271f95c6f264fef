package draftscope.trace;

import java.util.Arrays;

/// An immutable sparse array whose versions share the pages in which they do not differ.
///
/// A run has thousands of versions of its KV cells and of its canvas, each a few cells from the one before. Sharing pages
/// makes keeping a version cost a table of page references, and changing one cell cost one page.
final class Paged<T> {
    private static final int SHIFT = 6;
    private static final int PAGE = 1 << SHIFT;
    private static final Paged<?> EMPTY = new Paged<>(new Object[0][]);

    private final Object[][] pages; // null for a page without content

    private Paged(Object[][] pages) {
        this.pages = pages;
    }

    @SuppressWarnings("unchecked")
    static <T> Paged<T> empty() {
        return (Paged<T>) EMPTY;
    }

    /// What stands at `index`, or null.
    T get(int index) {
        return at(pages, index);
    }

    Editor<T> edit() {
        return new Editor<>(this);
    }

    @SuppressWarnings("unchecked")
    private static <T> T at(Object[][] pages, int index) {
        int page = index >> SHIFT;
        return page >= pages.length || pages[page] == null ? null : (T) pages[page][index & PAGE - 1];
    }

    /// The next version in the making. A page is copied at the first change after a version was taken.
    static final class Editor<T> {
        private Paged<T> version; // null when something changed since it was taken
        private Object[][] pages;
        private boolean[] own; // (pages) no version sees this page yet

        private Editor(Paged<T> version) {
            this.version = version;
            this.pages = version.pages;
            this.own = new boolean[pages.length];
        }

        T get(int index) {
            return at(pages, index);
        }

        void set(int index, T value) {
            int page = index >> SHIFT;
            if (version != null) {
                pages = Arrays.copyOf(pages, Math.max(pages.length, page + 1));
                own = new boolean[pages.length];
                version = null;
            } else if (page >= pages.length) {
                pages = Arrays.copyOf(pages, page + 1);
                own = Arrays.copyOf(own, page + 1);
            }
            if (!own[page]) {
                pages[page] = pages[page] == null ? new Object[PAGE] : pages[page].clone();
                own[page] = true;
            }
            pages[page][index & PAGE - 1] = value;
        }

        Paged<T> freeze() {
            if (version == null)
                version = new Paged<>(pages);
            return version;
        }
    }
}
