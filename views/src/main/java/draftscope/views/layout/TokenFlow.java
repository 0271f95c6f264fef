package draftscope.views.layout;

import draftscope.trace.TokenPiece;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

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
        /// Bytes that are part of a character, as hex; `character` stands before the first of a complete group.
        BYTES, MASK
    }

    /// A token's box in its row.
    ///
    /// @param item  index of the token in the list that was laid out
    /// @param first first of a group of bytes; true for every other shape
    /// @param last  last of a group of bytes; true for every other shape
    public record Box(int item, Shape shape, String text, String character, double x, double width, boolean first,
            boolean last) {
        Box at(double newX) {
            return new Box(item, shape, text, character, newX, width, first, last);
        }
    }

    /// A line.
    public record Row(double y, List<Box> boxes) {}

    private static final double MASK_LETTERS = 3;

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
                add(new Box(i, Shape.MASK, "", "", 0, MASK_LETTERS * measure.width("m", size), true, true));
                endWord();
                return i;
            }
            TokenPiece piece = item.piece;
            if (piece.special() || piece.bytes().length == 0) {
                endWord();
                add(new Box(i, Shape.CHIP, piece.piece(), "", 0,
                        measure.width(piece.piece(), size * 0.8) + size * 0.9, true, true));
                endWord();
                return i;
            }
            String text = TokenText.plain(piece);
            if (text == null)
                return bytes(i);
            text(i, text);
            return i;
        }

        private void text(int i, String text) {
            if (Character.isWhitespace(text.charAt(0)))
                endWord();
            String shown = text.indexOf('\n') < 0 && text.indexOf('\t') < 0
                    ? text
                    : text.replace("\n", "↵").replace("\t", "→");
            add(new Box(i, Shape.TEXT, shown, "", 0, measure.width(shown, size), true, true));
            int breaks = 0;
            for (int c = 0; c < text.length(); c++)
                breaks += text.charAt(c) == '\n' ? 1 : 0;
            if (breaks > 0) {
                endWord();
                for (int b = 0; b < breaks; b++)
                    endLine();
            }
        }

        private int bytes(int start) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            int end = start;
            String character = "";
            for (int i = start; i < items.size() && !items.get(i).mask; i++) {
                TokenPiece piece = items.get(i).piece;
                if (piece.special() || i > start && TokenText.plain(piece) != null)
                    break;
                all.writeBytes(piece.bytes());
                end = i;
                String decoded = TokenText.decoded(all.toByteArray());
                if (decoded != null) {
                    character = decoded;
                    break;
                }
                // No character is longer than four bytes: what did not decode by then never will.
                if (all.size() >= 4)
                    break;
            }
            for (int i = start; i <= end; i++) {
                String hex = TokenText.hex(items.get(i).piece);
                double width = measure.width(hex, size * 0.7) + size * 0.5
                        + (i == start && !character.isEmpty() ? measure.width(character, size) + size * 0.3 : 0)
                        + (i == start || i == end ? size * 0.25 : 0);
                add(new Box(i, Shape.BYTES, hex, i == start ? character : "", 0, width, i == start, i == end));
            }
            return end;
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
            return new Box(box.item, box.shape, text, "", 0, measure.width(text, size), true, true);
        }

        private void endLine() {
            rows.add(new Row(rows.size() * rowHeight, line));
            line = new ArrayList<>();
            lineEnd = 0;
        }
    }
}
