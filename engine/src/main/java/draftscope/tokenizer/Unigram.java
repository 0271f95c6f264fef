package draftscope.tokenizer;

import draftscope.tokenizer.Vocabulary.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The most probable split of a text when pieces are drawn independently (Kudo, 2018, arXiv 1804.10959), by Viterbi search.
///
/// As in the SentencePiece library, path scores are float32, the path found first
/// stays on a tie, a character that is no piece costs 10 more than the rarest piece, and user-defined pieces always win.
///
/// n characters take O(n times the longest piece).
final class Unigram implements Segmenter {
    private static final int NONE = -1;
    private static final float UNKNOWN_PENALTY = 10;
    private static final double USER_DEFINED_COST = 0.1;

    private final Vocabulary vocabulary;
    private final float[] scores; // (vocab)
    private final PieceTrie trie = new PieceTrie();
    private final float maxScore;
    private final float unknownScore;
    private final Spelling spelling;

    Unigram(Vocabulary vocabulary, float[] scores, Spelling spelling) {
        this.vocabulary = vocabulary;
        this.scores = scores;
        this.spelling = spelling;
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (int id = 0; id < vocabulary.size(); id++) {
            Kind kind = vocabulary.kind(id);
            if (kind == Kind.NORMAL) {
                min = Math.min(min, scores[id]);
                max = Math.max(max, scores[id]);
            }
            if (kind == Kind.NORMAL || kind == Kind.USER_DEFINED) {
                trie.add(vocabulary.piece(id), id);
            }
        }
        maxScore = max > Float.NEGATIVE_INFINITY ? max : 0;
        unknownScore = (min < Float.POSITIVE_INFINITY ? min : 0) - UNKNOWN_PENALTY;
    }

    @Override
    public void segment(String text, IdList ids) {
        int length = text.length();
        float[] best = new float[length + 1]; // score of the best path that ends here
        int[] from = new int[length + 1]; // where that path's last piece begins; NONE where no path ends
        int[] piece = new int[length + 1]; // that piece; NONE for a character that is none
        Arrays.fill(from, NONE);
        for (int at = 0; at < length;) {
            int next = at + Character.charCount(text.codePointAt(at));
            boolean hasCharacter = false;
            int node = PieceTrie.ROOT;
            for (int end = at + 1; end <= length; end++) {
                node = trie.next(node, text.charAt(end - 1));
                if (node == PieceTrie.NONE) {
                    break;
                }
                int id = trie.id(node);
                if (id != PieceTrie.NONE) {
                    float candidate = score(id, text, at, end) + best[at];
                    if (from[end] == NONE || candidate > best[end]) {
                        best[end] = candidate;
                        from[end] = at;
                        piece[end] = id;
                    }
                    hasCharacter |= end == next;
                }
            }
            if (!hasCharacter) {
                float candidate = unknownScore + best[at];
                if (from[next] == NONE || candidate > best[next]) {
                    best[next] = candidate;
                    from[next] = at;
                    piece[next] = NONE;
                }
            }
            at = next;
        }
        append(text, from, piece, ids);
    }

    private float score(int id, String text, int from, int to) {
        if (vocabulary.kind(id) != Kind.USER_DEFINED) {
            return scores[id];
        }
        int bytes = text.substring(from, to).getBytes(StandardCharsets.UTF_8).length;
        return (float) (bytes * maxScore - USER_DEFINED_COST);
    }

    private void append(String text, int[] from, int[] piece, IdList ids) {
        int pieces = 0;
        for (int end = text.length(); end > 0; end = from[end]) {
            pieces++;
        }
        int[] ends = new int[pieces];
        for (int end = text.length(); end > 0; end = from[end]) {
            ends[--pieces] = end;
        }
        int first = ids.size();
        for (int end : ends) {
            if (piece[end] == NONE) {
                spelling.spell(text.substring(from[end], end), ids, first);
            } else {
                ids.add(piece[end]);
            }
        }
    }
}
