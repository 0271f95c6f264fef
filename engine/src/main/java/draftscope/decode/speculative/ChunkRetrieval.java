package draftscope.decode.speculative;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Picks the parts of a long prompt that have most to do with its end.
///
/// The first token stays, because a text begins with it, and so do the last `query` tokens, which are the question. What lies
/// between is cut into chunks; each is scored by BM25 (Robertson, Zaragoza 2009; k1 1.2, b 0.75) with the question's different
/// tokens as terms, and the `kept` best that share a token with it stay, in the order of the text. Where everything fits,
/// everything stays.
///
/// @param chunk tokens in a chunk, the last one may be shorter
/// @param kept  most chunks that stay
/// @param query tokens of the question
record ChunkRetrieval(int chunk, int kept, int query) {
    private static final double SATURATION = 1.2;
    private static final double LENGTH_WEIGHT = 0.75;

    /// A part of the prompt.
    ///
    /// @param to    behind its last position
    /// @param score BM25; 0 when it shares no token with the question
    record Chunk(int from, int to, double score) {}

    /// The chunks that stay, in the order of the text.
    List<Chunk> chosen(int[] prompt) {
        int end = Math.max(1, prompt.length - query);
        List<Chunk> chunks = new ArrayList<>();
        int[] terms = Arrays.stream(prompt, end, prompt.length).distinct().toArray();
        List<Map<Integer, Integer>> counts = new ArrayList<>();
        for (int from = 1; from < end; from += chunk) {
            Map<Integer, Integer> count = new HashMap<>();
            for (int i = from; i < Math.min(end, from + chunk); i++) {
                count.merge(prompt[i], 1, Integer::sum);
            }
            counts.add(count);
        }
        for (int c = 0; c < counts.size(); c++) {
            int from = 1 + c * chunk;
            int to = Math.min(end, from + chunk);
            chunks.add(new Chunk(from, to, score(counts, c, terms, to - from, (end - 1.0) / counts.size())));
        }
        if (chunks.size() <= kept) {
            return chunks;
        }
        return chunks.stream().filter(c -> c.score() > 0)
                .sorted(Comparator.comparingDouble(Chunk::score).reversed().thenComparingInt(Chunk::from))
                .limit(kept).sorted(Comparator.comparingInt(Chunk::from)).toList();
    }

    private static double score(List<Map<Integer, Integer>> counts, int chunk, int[] terms, int length,
            double meanLength) {
        double score = 0;
        for (int term : terms) {
            int here = counts.get(chunk).getOrDefault(term, 0);
            if (here > 0) {
                long holders = counts.stream().filter(count -> count.containsKey(term)).count();
                double rarity = Math.log(1 + (counts.size() - holders + 0.5) / (holders + 0.5));
                score += rarity * here * (SATURATION + 1)
                        / (here + SATURATION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * length / meanLength));
            }
        }
        return score;
    }

    /// The prompt without what was not chosen.
    int[] shortened(int[] prompt, List<Chunk> chosen) {
        int end = Math.max(1, prompt.length - query);
        IntStream middle = chosen.stream().flatMapToInt(c -> Arrays.stream(prompt, c.from(), c.to()));
        return IntStream.concat(IntStream.of(prompt[0]), IntStream.concat(middle, Arrays.stream(prompt, end,
                prompt.length))).toArray();
    }
}
