package draftscope.tokenizer;

import draftscope.format.ModelFormatException;
import draftscope.tokenizer.Vocabulary.Kind;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Byte-pair encoding by a list of merges (Sennrich, Haddow and Birch, 2016, arXiv 1508.07909): each character is a symbol;
/// again and again the two neighbours whose merge stands first in the list are joined, the leftmost first on a tie. For
/// byte-level vocabularies a character is a byte, spelt as [ByteLevel] says.
///
/// n characters take O(n log n).
final class RankMerges implements Segmenter {
    private static final int NONE = -1;
    private static final int END = -1;

    private final PairTable rankOf = new PairTable(); // (left symbol, right symbol)
    private final int[] joined; // (merges) the symbol that a merge makes
    private final Map<String, Integer> symbolOf = new HashMap<>();
    private final int[] symbolOfCharacter = new int[512]; // the symbols that bytes are spelt with, without a look-up
    private final int[] idOf; // (symbols) the piece, or NONE
    private final boolean byteLevel;
    private final boolean wholeFirst;
    private final Spelling spelling;

    /// @param merges     each "left right", the first the most wanted
    /// @param byteLevel  whether pieces spell bytes, see [ByteLevel]
    /// @param wholeFirst whether a word that is a piece is taken as it is, whatever the merges make of it
    /// @throws ModelFormatException if a merge is not two parts; the message begins with `origin`
    RankMerges(Vocabulary vocabulary, List<String> merges, boolean byteLevel, boolean wholeFirst, Spelling spelling,
            String origin) {
        this.byteLevel = byteLevel;
        this.wholeFirst = wholeFirst;
        this.spelling = spelling;
        joined = new int[merges.size()];
        for (int id = 0; id < vocabulary.size(); id++) {
            symbol(vocabulary.piece(id));
        }
        for (int rank = 0; rank < joined.length; rank++) {
            String merge = merges.get(rank);
            int space = merge.indexOf(' ', 1); // a part may itself begin with a space
            if (space < 0 || space == merge.length() - 1) {
                throw new ModelFormatException(origin + ": merge " + rank + " is '" + merge
                        + "'; two parts with a space between them are accepted.");
            }
            String left = merge.substring(0, space);
            String right = merge.substring(space + 1);
            joined[rank] = symbol(left + right);
            rankOf.putIfAbsent(symbol(left), symbol(right), rank);
        }
        for (int c = 0; c < symbolOfCharacter.length; c++) {
            symbolOfCharacter[c] = symbolOf.getOrDefault(String.valueOf((char) c), NONE);
        }
        idOf = new int[symbolOf.size()];
        Arrays.fill(idOf, NONE);
        for (int id = vocabulary.size() - 1; id >= 0; id--) { // downwards: of two pieces alike the first counts
            Kind kind = vocabulary.kind(id);
            if (kind == Kind.NORMAL || kind == Kind.USER_DEFINED) {
                idOf[symbolOf.get(vocabulary.piece(id))] = id;
            }
        }
    }

    private int symbol(String text) {
        return symbolOf.computeIfAbsent(text, t -> symbolOf.size());
    }

    @Override
    public void segment(String text, IdList ids) {
        String word = byteLevel ? ByteLevel.spell(text) : text;
        if (wholeFirst) {
            Integer symbol = symbolOf.get(word);
            if (symbol != null && idOf[symbol] != NONE) {
                ids.add(idOf[symbol]);
                return;
            }
        }
        new Merging(word).run(ids);
    }

    /// The symbols of one word while they are being joined: a linked list over arrays, and a heap of the merges at hand.
    private final class Merging {
        private final String word;
        private final int[] start; // (symbols) place in the word
        private final int[] symbol; // (symbols) NONE for a character that neither piece nor merge knows
        private final int[] previous; // (symbols)
        private final int[] next; // (symbols)
        private final long[] heap; // rank in the upper half, place in `symbol` in the lower
        private int size; // of the heap

        Merging(String word) {
            this.word = word;
            int length = word.length();
            start = new int[length + 1];
            symbol = new int[length];
            previous = new int[length];
            next = new int[length];
            heap = new long[3 * length]; // each of n-1 joins takes one merge away and offers two
        }

        void run(IdList ids) {
            int symbols = 0;
            for (int at = 0; at < word.length();) {
                int end = at + Character.charCount(word.codePointAt(at));
                start[symbols] = at;
                symbol[symbols] = word.charAt(at) < symbolOfCharacter.length
                        ? symbolOfCharacter[word.charAt(at)]
                        : symbolOf.getOrDefault(word.substring(at, end), NONE);
                previous[symbols] = symbols - 1; // END for the first
                next[symbols] = symbols + 1;
                symbols++;
                at = end;
            }
            next[symbols - 1] = END;
            for (int s = 1; s < symbols; s++) {
                offer(s - 1);
            }
            while (size > 0) {
                long best = take();
                int left = (int) best;
                // Stale, unless the two symbols are still those of this merge. A rank names one pair.
                if (symbol[left] != NONE && rank(left) == (int) (best >>> 32)) {
                    join(left, (int) (best >>> 32));
                }
            }
            int first = ids.size();
            for (int s = 0; s != END; s = next[s]) {
                int end = next[s] == END ? word.length() : start[next[s]];
                append(s, end, ids, first);
            }
        }

        private int rank(int left) {
            int right = next[left];
            return right == END || symbol[left] == NONE || symbol[right] == NONE
                    ? NONE
                    : rankOf.get(symbol[left], symbol[right]);
        }

        private void join(int left, int rank) {
            int right = next[left];
            symbol[left] = joined[rank];
            symbol[right] = NONE;
            next[left] = next[right];
            if (next[right] != END) {
                previous[next[right]] = left;
            }
            if (previous[left] != END) {
                offer(previous[left]);
            }
            offer(left);
        }

        private void append(int s, int end, IdList ids, int first) {
            if (symbol[s] != NONE && idOf[symbol[s]] != NONE) {
                ids.add(idOf[symbol[s]]);
                return;
            }
            // A merge made what is no piece, or the character is strange to the vocabulary: character by character.
            for (int at = start[s]; at < end;) {
                int to = at + Character.charCount(word.codePointAt(at));
                String character = word.substring(at, to);
                Integer known = symbolOf.get(character);
                if (known != null && idOf[known] != NONE) {
                    ids.add(idOf[known]);
                } else {
                    spelling.spell(character, ids, first);
                }
                at = to;
            }
        }

        private void offer(int left) {
            int rank = rank(left);
            if (rank == NONE) {
                return;
            }
            long item = (long) rank << 32 | left;
            int at = size++;
            while (at > 0 && heap[(at - 1) / 2] > item) {
                heap[at] = heap[(at - 1) / 2];
                at = (at - 1) / 2;
            }
            heap[at] = item;
        }

        private long take() {
            long top = heap[0];
            long item = heap[--size];
            int at = 0;
            while (2 * at + 1 < size) {
                int child = 2 * at + 1;
                if (child + 1 < size && heap[child + 1] < heap[child]) {
                    child++;
                }
                if (heap[child] >= item) {
                    break;
                }
                heap[at] = heap[child];
                at = child;
            }
            heap[at] = item;
            return top;
        }
    }
}
