package draftscope.app.window;

import java.util.Locale;

/// How well a text fits what a person typed: every word of it must be found, at the start of a word best, anywhere in it next, or
/// with its letters in their order among others. So `nx rej` finds *Next rejection*.
final class Fuzzy {
    private static final int WORD_START = 100;
    private static final int INSIDE = 40;
    private static final int SCATTERED = 10;

    private Fuzzy() {}

    /// More is better; -1 where some word is not found at all, 0 where nothing was typed.
    static int score(String typed, String text) {
        String where = text.toLowerCase(Locale.ROOT);
        int sum = 0;
        for (String word : typed.strip().toLowerCase(Locale.ROOT).split("\\s+")) {
            if (word.isEmpty())
                continue;
            int score = wordScore(word, where);
            if (score < 0)
                return -1;
            sum += score;
        }
        return sum;
    }

    private static int wordScore(String word, String text) {
        int found = -1;
        for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
            if (at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1)))
                return WORD_START + (at == 0 ? 1 : 0);
            found = at;
        }
        if (found >= 0)
            return INSIDE;
        // Scattered letters must begin a word, or nearly everything would fit.
        for (int start = 0; start < text.length(); start++) {
            boolean begins = start == 0 || !Character.isLetterOrDigit(text.charAt(start - 1));
            if (begins && text.charAt(start) == word.charAt(0) && inOrder(word, text, start))
                return SCATTERED;
        }
        return -1;
    }

    /// Within the one word that begins at `start`.
    private static boolean inOrder(String word, String text, int start) {
        int at = start;
        for (int i = 0; i < word.length(); i++) {
            while (at < text.length() && text.charAt(at) != word.charAt(i)) {
                if (!Character.isLetterOrDigit(text.charAt(at)))
                    return false;
                at++;
            }
            if (at == text.length())
                return false;
            at++;
        }
        return true;
    }
}
