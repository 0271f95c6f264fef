package draftscope.views.layout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Texts side by side, token by token: columns in which every text has at most one token.
///
/// The first text is what the others are held against. Two texts are alike up to where they differ; from there the nearest place is
/// looked for at which [#ANCHOR] tokens in a row are the same again, and what lies between is set side by side. Where there is
/// no such place within [#REACH] tokens the rest of the two is set side by side. This is a reading aid and no shortest edit
/// script: texts that part for good are not torn to pieces by words that they happen to share.
///
/// Worked example: `1 2 3 4 5 6` and `1 2 9 9 4 5 6` give the columns 1·1, 2·2, 3·9, –·9, 4·4, 5·5, 6·6.
public final class Alignment {
    /// What a column says.
    public enum Column {
        /// Every text has the same token.
        SAME,
        /// Two texts have different tokens, or one has none where others have.
        DIFFERENT,
        /// Every text that is not over has the same token.
        ENDED
    }

    static final int ANCHOR = 3;
    static final int REACH = 48;
    private static final int NONE = -1;

    private final List<int[]> texts;
    private final List<int[]> columns; // (columns)(texts): place in the text, or NONE
    private final List<Column> kinds;
    private final int[][] columnOf; // (texts)(tokens)

    private Alignment(List<int[]> texts, List<int[]> columns) {
        this.texts = texts;
        this.columns = columns;
        columnOf = new int[texts.size()][];
        for (int text = 0; text < texts.size(); text++) {
            columnOf[text] = new int[texts.get(text).length];
        }
        int[] ends = new int[texts.size()];
        for (int column = 0; column < columns.size(); column++) {
            for (int text = 0; text < texts.size(); text++) {
                int place = columns.get(column)[text];
                if (place != NONE) {
                    columnOf[text][place] = column;
                    ends[text] = column;
                }
            }
        }
        kinds = new ArrayList<>(columns.size());
        for (int column = 0; column < columns.size(); column++) {
            kinds.add(kind(texts, columns.get(column), column, ends));
        }
    }

    private static Column kind(List<int[]> texts, int[] column, int index, int[] ends) {
        int token = NONE;
        boolean over = false;
        for (int text = 0; text < texts.size(); text++) {
            if (column[text] == NONE) {
                if (index <= ends[text] && texts.get(text).length > 0)
                    return Column.DIFFERENT;
                over = true;
            } else {
                int here = texts.get(text)[column[text]];
                if (token != NONE && here != token)
                    return Column.DIFFERENT;
                token = here;
            }
        }
        return over ? Column.ENDED : Column.SAME;
    }

    /// Sets texts side by side.
    ///
    /// @param texts token ids, not negative; at least one text
    public static Alignment of(List<int[]> texts) {
        int[] first = texts.getFirst();
        List<int[]> partners = new ArrayList<>(); // (texts - 1)(first + 1): the place beside each of the first's, and the end
        for (int[] other : texts.subList(1, texts.size()))
            partners.add(partners(first, other));
        List<int[]> columns = new ArrayList<>();
        int[] next = new int[texts.size()];
        for (int place = 0; place <= first.length; place++) {
            int widest = 0;
            int[] until = new int[texts.size()];
            for (int text = 1; text < texts.size(); text++) {
                until[text] = place < first.length
                        ? partners.get(text - 1)[place] == NONE ? next[text] : partners.get(text - 1)[place]
                        : texts.get(text).length;
                widest = Math.max(widest, until[text] - next[text]);
            }
            for (int inserted = 0; inserted < widest; inserted++) {
                int[] column = new int[texts.size()];
                Arrays.fill(column, NONE);
                for (int text = 1; text < texts.size(); text++)
                    if (next[text] < until[text])
                        column[text] = next[text]++;
                columns.add(column);
            }
            if (place < first.length) {
                int[] column = new int[texts.size()];
                column[0] = place;
                for (int text = 1; text < texts.size(); text++)
                    column[text] = partners.get(text - 1)[place] == NONE ? NONE : next[text]++;
                columns.add(column);
            }
        }
        return new Alignment(texts, columns);
    }

    /// By place of `one` the place of `other` beside it.
    private static int[] partners(int[] one, int[] other) {
        int[] beside = new int[one.length];
        Arrays.fill(beside, NONE);
        int i = 0;
        int j = 0;
        while (i < one.length && j < other.length) {
            if (one[i] == other[j]) {
                beside[i++] = j++;
                continue;
            }
            int[] skip = again(one, i, other, j);
            for (int k = 0; k < Math.min(skip[0], skip[1]); k++)
                beside[i + k] = j + k;
            i += skip[0];
            j += skip[1];
        }
        return beside;
    }

    /// How much of each is to be passed over until they are alike again: the least of both together.
    private static int[] again(int[] one, int i, int[] other, int j) {
        for (int both = 1; both <= 2 * REACH; both++) {
            // Beginning with the same amount of each, which is one token in place of another.
            for (int k = 0; k <= both; k++) {
                int a = both / 2 + (k % 2 == 0 ? -k / 2 : (k + 1) / 2);
                int b = both - a;
                if (a >= 0 && b >= 0 && a <= REACH && b <= REACH && alike(one, i + a, other, j + b))
                    return new int[]{a, b};
            }
        }
        return new int[]{one.length - i, other.length - j};
    }

    private static boolean alike(int[] one, int i, int[] other, int j) {
        if (i + ANCHOR > one.length || j + ANCHOR > other.length)
            return false;
        return Arrays.equals(one, i, i + ANCHOR, other, j, j + ANCHOR);
    }

    /// Number of columns.
    public int size() {
        return columns.size();
    }

    public Column kind(int column) {
        return kinds.get(column);
    }

    /// The place in a text that stands in a column; -1 for none.
    public int place(int column, int text) {
        return columns.get(column)[text];
    }

    /// Whether two texts have the same token in a column.
    public boolean equal(int column, int one, int other) {
        int a = place(column, one);
        int b = place(column, other);
        return a != NONE && b != NONE && texts.get(one)[a] == texts.get(other)[b];
    }

    /// The column in which a token of a text stands.
    public int column(int text, int place) {
        return columnOf[text][place];
    }

    /// The first column in which the texts differ; -1 when they do not.
    public int firstDifference() {
        return kinds.indexOf(Column.DIFFERENT);
    }

    /// Stretches of columns in which the texts differ: first column and last.
    public List<int[]> differences() {
        List<int[]> stretches = new ArrayList<>();
        for (int column = 0; column < kinds.size(); column++) {
            if (kinds.get(column) != Column.DIFFERENT)
                continue;
            if (!stretches.isEmpty() && stretches.getLast()[1] == column - 1)
                stretches.getLast()[1] = column;
            else
                stretches.add(new int[]{column, column});
        }
        return stretches;
    }
}
