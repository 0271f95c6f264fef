package draftscope.views.layout;

import java.text.Bidi;
import java.util.ArrayList;
import java.util.List;

/// Puts the boxes of a line where a reader looks for them: tokens of a script that runs from right to left stand from right to
/// left among themselves, by the bidirectional algorithm (Unicode Standard Annex 9), within a line that begins at the left.
final class ReadingOrder {
    private ReadingOrder() {}

    /// @param line in the order of the text, each box behind the one before
    /// @return the same boxes in the order of the text, at their places
    static List<TokenFlow.Box> of(List<TokenFlow.Box> line) {
        StringBuilder text = new StringBuilder();
        int[] starts = new int[line.size()];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = text.length();
            text.append(letters(line.get(i)));
        }
        char[] letters = text.toString().toCharArray();
        if (!Bidi.requiresBidi(letters, 0, letters.length))
            return line;
        Bidi bidi = new Bidi(text.toString(), Bidi.DIRECTION_LEFT_TO_RIGHT);
        byte[] levels = new byte[line.size()];
        Integer[] order = new Integer[line.size()];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (byte) level(bidi, letters(line.get(i)), starts[i]);
            order[i] = i;
        }
        Bidi.reorderVisually(levels, 0, order, 0, order.length);
        double[] places = new double[order.length];
        double x = line.isEmpty() ? 0 : line.getFirst().x();
        for (int at : order) {
            places[at] = x;
            x += line.get(at).width();
        }
        List<TokenFlow.Box> placed = new ArrayList<>(line.size());
        for (int i = 0; i < places.length; i++)
            placed.add(line.get(i).at(places[i]));
        return placed;
    }

    /// Hex and names of control tokens run from left to right, whatever they stand for.
    private static String letters(TokenFlow.Box box) {
        return switch (box.shape()) {
            case TEXT -> box.text();
            case CHIP, BYTES, MASK -> "x";
        };
    }

    /// Of its first letter that is no space: a leading space belongs to the word behind it.
    private static int level(Bidi bidi, String text, int start) {
        int at = 0;
        while (at < text.length() - 1 && text.charAt(at) == ' ')
            at++;
        return bidi.getLevelAt(start + at);
    }
}
