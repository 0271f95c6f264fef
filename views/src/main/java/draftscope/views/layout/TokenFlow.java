package draftscope.views.layout;

import draftscope.trace.TokenPiece;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Rows of running text in which every token keeps its own box.
///
/// Lines break before a token that begins with a space, so that words made of several tokens stay whole; a word that is
/// longer than a line breaks between its tokens. The space that a line begins with is not drawn.
///
/// Worked example, eight pixels a letter, 64 pixels a line: `The`, ` old`, ` cot`, `tage` gives the rows `The old` and
/// `cottage`.
public record TokenFlow(List<Row> rows, double height) {

    /// A token to be laid out.
    ///
    /// @param mask a position that holds no token yet
    public record Item(TokenPiece piece, boolean mask) {}

    /// How a token is shown.
    public enum Shape {
        TEXT,
        /// A control token, by its name.
        CHIP,
        /// Bytes that are part of a character, as hex; `character` stands over a complete group.
        BYTES, MASK
    }

    /// A token's box in its row.
    ///
    /// @param item  index of the token in the list that was laid out
    /// @param first first of a group of bytes; true for every other shape
    /// @param last  last of a group of bytes; true for every other shape
    /// @param group width of the whole group of bytes; of the first of a complete one, which carries the character
    public record Box(int item, Shape shape, String text, String character, double x, double width, boolean first,
            boolean last, double group) {
        Box at(double newX) {
            return new Box(item, shape, text, character, newX, width, first, last, group);
        }

        /// Whether it is a byte of no character, as far as the text goes.
        public boolean lonely() {
            return group == 0;
        }
    }

    /// A line.
    public record Row(double y, List<Box> boxes) {}

    private static final double MASK_LETTERS = 3;
    /// Share of the letters' size that hex has.
    public static final double HEX = 0.6;
    /// Share of the letters' size that the character over hex has.
    public static final double OVER_HEX = 0.87;
    /// Joins an Arabic letter to its neighbour in another token.
    static final String JOINER = "\u200d";

    public TokenFlow {
        rows = List.copyOf(rows);
    }

    /// @param size      of the token face, in pixels as painted
    /// @param rowHeight from line to line
    public static TokenFlow of(List<Item> items, TextMeasure measure, double size, double lineWidth,
            double rowHeight) {
        return new Flow(items, measure, size, lineWidth, rowHeight).lay();
    }

    /// The row and box of a token, or `null`.
    public Row rowOf(int item) {
        for (Row row : rows) {
            for (Box box : row.boxes) {
                if (box.item == item)
                    return row;
            }
        }
        return null;
    }

    /// The token under a point, or -1.
    public int at(double x, double y, double rowHeight) {
        int index = (int) Math.floor(y / rowHeight);
        if (index < 0 || index >= rows.size())
            return -1;
        for (Box box : rows.get(index).boxes) {
            if (x >= box.x && x < box.x + box.width)
                return box.item;
        }
        return -1;
    }

    /// The token above or below another one, by the middle of its box; the same when there is none.
    public int vertical(int item, int rowsDown) {
        for (int r = 0; r < rows.size(); r++) {
            for (Box box : rows.get(r).boxes) {
                if (box.item != item)
                    continue;
                int to = r + rowsDown;
                if (to < 0 || to >= rows.size() || rows.get(to).boxes.isEmpty())
                    return item;
                double middle = box.x + box.width / 2;
                Box best = rows.get(to).boxes.getFirst();
                for (Box other : rows.get(to).boxes) {
                    if (Math.abs(other.x + other.width / 2 - middle) < Math.abs(best.x + best.width / 2 - middle))
                        best = other;
                }
                return best.item;
            }
        }
        return item;
    }

    /// A line for each row, for goldens.
    public String dump() {
        StringBuilder out = new StringBuilder();
        for (Row row : rows) {
            out.append(String.format("%4.0f ", row.y));
            for (Box box : row.boxes) {
                out.append(switch (box.shape) {
                    case TEXT -> '|' + box.text;
                    case CHIP -> "|<" + box.text + '>';
                    case BYTES -> (box.first ? "|[" + box.character + ' ' : " ") + box.text + (box.last ? "]" : "");
                    case MASK -> "|#";
                });
            }
            out.append("|\n");
        }
        return out.toString();
    }

    private static final class Flow {
        private final List<Item> items;
        private final TextMeasure measure;
        private final double size;
        private final double lineWidth;
        private final double rowHeight;
        private final Map<TokenPiece, Optional<String>> plain = new IdentityHashMap<>();
        private final List<Row> rows = new ArrayList<>();
        private List<Box> line = new ArrayList<>();
        private List<Box> word = new ArrayList<>();
        private double lineEnd;
        private double wordWidth;

        Flow(List<Item> items, TextMeasure measure, double size, double lineWidth, double rowHeight) {
            this.items = items;
            this.measure = measure;
            this.size = size;
            this.lineWidth = lineWidth;
            this.rowHeight = rowHeight;
        }

        TokenFlow lay() {
            for (int i = 0; i < items.size(); i++)
                i = item(i);
            endWord();
            if (!line.isEmpty())
                endLine();
            return new TokenFlow(rows, rows.size() * rowHeight);
        }

        /// Lays out the item, or the group of bytes that it begins, and gives the last index used.
        private int item(int i) {
            Item item = items.get(i);
            if (item.mask) {
                endWord();
                add(new Box(i, Shape.MASK, "", "", 0, MASK_LETTERS * measure.width("m", size), true, true, 0));
                endWord();
                return i;
            }
            TokenPiece piece = item.piece;
            if (piece.special() || piece.bytes().length == 0) {
                endWord();
                add(new Box(i, Shape.CHIP, piece.piece(), "", 0,
                        measure.width(piece.piece(), size * 0.8) + size * 0.9, true, true, 0));
                endWord();
                return i;
            }
            Optional<String> text = plain(piece);
            if (text.isEmpty())
                return bytes(i);
            text(i, text.get());
            return i;
        }

        /// Asked for again and again, for a few thousand pieces.
        private Optional<String> plain(TokenPiece piece) {
            return plain.computeIfAbsent(piece, p -> Optional.ofNullable(TokenText.plain(p)));
        }

        private void text(int i, String text) {
            if (Character.isWhitespace(text.charAt(0)))
                endWord();
            String shown = joined(i, TokenText.running(text));
            add(new Box(i, Shape.TEXT, shown, "", 0, measure.width(shown, size), true, true, 0));
            int breaks = 0;
            for (int c = 0; c < text.length(); c++)
                breaks += text.charAt(c) == '\n' ? 1 : 0;
            if (breaks > 0) {
                endWord();
                for (int b = 0; b < breaks; b++)
                    endLine();
            }
        }

        /// An Arabic letter has the form that its neighbour asks for, also when that is another token's.
        private String joined(int i, String text) {
            String before = i > 0 && joins(text.codePointAt(0)) ? text(i - 1) : "";
            String after = i + 1 < items.size() && joins(text.codePointBefore(text.length())) ? text(i + 1) : "";
            boolean left = !before.isEmpty() && joins(before.codePointBefore(before.length()));
            boolean right = !after.isEmpty() && joins(after.codePointAt(0));
            return (left ? JOINER : "") + text + (right ? JOINER : "");
        }

        private String text(int i) {
            return items.get(i).mask ? "" : plain(items.get(i).piece).orElse("");
        }

        private static boolean joins(int c) {
            Character.UnicodeScript script = c < 0x600 ? Character.UnicodeScript.LATIN : Character.UnicodeScript.of(c);
            return script == Character.UnicodeScript.ARABIC || script == Character.UnicodeScript.SYRIAC;
        }

        /// Groups the pieces from `start` on that make up whole characters; what never becomes one stands by itself.
        private int bytes(int start) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            int end = start;
            String character = "";
            for (int i = start; i < items.size() && !items.get(i).mask; i++) {
                TokenPiece piece = items.get(i).piece;
                if (piece.special() || piece.bytes().length == 0)
                    break;
                all.writeBytes(piece.bytes());
                TokenText.Wholeness whole = TokenText.wholeness(all.toByteArray());
                if (whole == TokenText.Wholeness.BROKEN) {
                    if (i == start)
                        return lone(start);
                    break;
                }
                end = i;
                if (whole == TokenText.Wholeness.WHOLE) {
                    character = TokenText.running(TokenText.decoded(all.toByteArray()));
                    break;
                }
            }
            group(start, end, character);
            return end;
        }

        private int lone(int i) {
            group(i, i, "");
            return i;
        }

        private void group(int start, int end, String character) {
            double over = character.isEmpty() ? 0 : measure.width(character, size * OVER_HEX) + size * 0.5;
            double[] widths = new double[end - start + 1];
            double sum = 0;
            for (int i = start; i <= end; i++) {
                widths[i - start] = measure.width(TokenText.hex(items.get(i).piece), size * HEX) + size * 0.35
                        + (i == start || i == end ? size * 0.2 : 0);
                sum += widths[i - start];
            }
            double more = Math.max(0, over - sum) / widths.length;
            double whole = character.isEmpty() ? 0 : sum + more * widths.length;
            for (int i = start; i <= end; i++)
                add(new Box(i, Shape.BYTES, TokenText.hex(items.get(i).piece), i == start ? character : "", 0,
                        widths[i - start] + more, i == start, i == end, whole));
        }

        private void add(Box box) {
            word.add(box);
            wordWidth += box.width;
        }

        private void endWord() {
            if (word.isEmpty())
                return;
            if (lineEnd > 0 && lineEnd + wordWidth > lineWidth)
                endLine();
            for (Box box : word) {
                if (lineEnd > 0 && lineEnd + box.width > lineWidth)
                    endLine();
                Box placed = lineEnd == 0 && !rows.isEmpty() ? withoutLeadingSpace(box) : box;
                line.add(placed.at(lineEnd));
                lineEnd += placed.width;
            }
            word = new ArrayList<>();
            wordWidth = 0;
        }

        private Box withoutLeadingSpace(Box box) {
            if (box.shape != Shape.TEXT || box.text.length() < 2 || box.text.charAt(0) != ' ')
                return box;
            String text = box.text.substring(1);
            return new Box(box.item, box.shape, text, "", 0, measure.width(text, size), true, true, 0);
        }

        private void endLine() {
            rows.add(new Row(rows.size() * rowHeight, ReadingOrder.of(line)));
            line = new ArrayList<>();
            lineEnd = 0;
        }
    }
}
