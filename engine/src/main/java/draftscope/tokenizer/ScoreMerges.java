package draftscope.tokenizer;

import draftscope.tokenizer.Vocabulary.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/// Byte-pair encoding as SentencePiece does it (Kudo and Richardson, 2018, arXiv 1808.06226): each character is a symbol;
/// again and again the two neighbours whose joint piece has the highest score are joined, the leftmost first on a tie. A
/// joint piece that is not for use is taken apart again at the end. User-defined pieces are symbols that stay whole.
///
/// n characters take O(n log n) joins.
final class ScoreMerges implements Segmenter {
    private static final int END = -1;

    private final Vocabulary vocabulary;
    private final float[] scores; // (vocab)
    private final Map<String, Integer> idOf = new HashMap<>(); // pieces that text can become
    private final PieceTrie userDefined = new PieceTrie();
    private final Spelling spelling;
    private final boolean splitsAtSpaces;

    ScoreMerges(Vocabulary vocabulary, float[] scores, Spelling spelling) {
        this.vocabulary = vocabulary;
        this.scores = scores;
        this.spelling = spelling;
        boolean crossesSpace = false;
        for (int id = 0; id < vocabulary.size(); id++) {
            Kind kind = vocabulary.kind(id);
            if (kind == Kind.NORMAL || kind == Kind.USER_DEFINED || kind == Kind.UNUSED) {
                idOf.putIfAbsent(vocabulary.piece(id), id);
            }
            if (kind != Kind.CONTROL && kind != Kind.UNKNOWN && kind != Kind.BYTE) {
                crossesSpace |= nextWord(vocabulary.piece(id), 0) < vocabulary.piece(id).length();
            }
            if (kind == Kind.USER_DEFINED) {
                userDefined.add(vocabulary.piece(id), id);
            }
        }
        splitsAtSpaces = !crossesSpace;
    }

    /// Where no piece goes on past a space, words are joined one by one: the ids are the same and it is much faster.
    @Override
    public void segment(String text, IdList ids) {
        int first = ids.size();
        for (int from = 0; from < text.length();) {
            int to = splitsAtSpaces ? nextWord(text, from) : text.length();
            new Merging(text.substring(from, to)).run(ids, first);
            from = to;
        }
    }

    /// The next place after `from` where a `▁` follows something else, or the end.
    private static int nextWord(String text, int from) {
        for (int at = from + 1; at < text.length(); at++) {
            if (text.charAt(at) == '▁' && text.charAt(at - 1) != '▁') {
                return at;
            }
        }
        return text.length();
    }

    /// Two neighbours that could be joined: symbol `left` and its successor, together `length` characters.
    private record Pair(float score, int left, int right, int length) implements Comparable<Pair> {
        @Override
        public int compareTo(Pair other) {
            int byScore = Float.compare(other.score, score);
            return byScore != 0 ? byScore : Integer.compare(left, other.left);
        }
    }

    /// The symbols of one text while they are being joined: a linked list over arrays.
    private final class Merging {
        private final String text;
        private final int[] start; // (symbols) place in the text
        private final int[] length; // (symbols) 0 once joined to the left neighbour
        private final int[] previous; // (symbols)
        private final int[] next; // (symbols)
        private final boolean[] frozen; // (symbols) user-defined: one token, come what may
        private final PriorityQueue<Pair> pairs = new PriorityQueue<>();
        private final Map<String, Integer> firstPart = new HashMap<>(); // length of an unused piece's left half
        private int symbols;

        Merging(String text) {
            this.text = text;
            start = new int[text.length()];
            length = new int[text.length()];
            previous = new int[text.length()];
            next = new int[text.length()];
            frozen = new boolean[text.length()];
        }

        void run(IdList ids, int first) {
            split();
            for (int s = 1; s < symbols; s++) {
                consider(s - 1, s);
            }
            while (!pairs.isEmpty()) {
                Pair pair = pairs.poll();
                // Stale: one of the two was joined with another in the meantime.
                if (length[pair.left] == 0 || length[pair.right] == 0
                        || length[pair.left] + length[pair.right] != pair.length) {
                    continue;
                }
                length[pair.left] = pair.length;
                length[pair.right] = 0;
                next[pair.left] = next[pair.right];
                if (next[pair.right] != END) {
                    previous[next[pair.right]] = pair.left;
                }
                consider(previous[pair.left], pair.left);
                consider(pair.left, next[pair.left]);
            }
            for (int s = 0; s != END; s = next[s]) {
                append(text.substring(start[s], start[s] + length[s]), ids, first);
            }
        }

        private void split() {
            for (int at = 0; at < text.length(); at += length[symbols - 1]) {
                int size = userDefined.longestEnd(text, at) - at;
                frozen[symbols] = size > 0;
                start[symbols] = at;
                length[symbols] = size > 0 ? size : Character.charCount(text.codePointAt(at));
                previous[symbols] = symbols - 1; // END for the first
                next[symbols] = symbols + 1;
                symbols++;
            }
            next[symbols - 1] = END;
        }

        private void consider(int left, int right) {
            if (left == END || right == END || frozen[left] || frozen[right]) {
                return;
            }
            int joint = length[left] + length[right];
            String piece = text.substring(start[left], start[left] + joint);
            Integer id = idOf.get(piece);
            if (id != null) {
                pairs.add(new Pair(scores[id], left, right, joint));
                if (vocabulary.kind(id) == Kind.UNUSED) {
                    firstPart.put(piece, length[left]);
                }
            }
        }

        private void append(String symbol, IdList ids, int first) {
            Integer id = idOf.get(symbol);
            if (id != null && vocabulary.kind(id) != Kind.UNUSED) {
                ids.add(id);
            } else if (firstPart.containsKey(symbol)) {
                append(symbol.substring(0, firstPart.get(symbol)), ids, first);
                append(symbol.substring(firstPart.get(symbol)), ids, first);
            } else {
                spelling.spell(symbol, ids, first);
            }
        }
    }
}
