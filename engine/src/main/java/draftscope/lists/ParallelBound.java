package draftscope.lists;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/// What it costs a perfect model to write an answer in groups, the tokens of a group all at once.
///
/// It draws each token of a group from that token's own law, given the groups before. The loss is the divergence of what it writes
/// from the law of right answers: the conditional total correlation of the groups, summed. No model that writes in these groups
/// loses less, and a perfect one loses no more; so right answers have at least the share 2 to the power of minus the loss.
///
/// Source: ParallelBench (Kang et al., 2025, arXiv 2510.04767), there as a lower bound. The share of right answers is ours, by counting.
///
/// @param right    share of right answers
/// @param lossBits divergence
public record ParallelBound(double right, double lossBits) {
    /// Of groups in a fixed order.
    ///
    /// @param groups positions, each in one group
    public static ParallelBound of(AnswerLaw law, List<int[]> groups) {
        if (groups.isEmpty()) {
            return new ParallelBound(1, 0);
        }
        int[] group = groups.getFirst();
        double right = 0;
        double loss = law.dependenceBits(group);
        for (Map.Entry<List<Integer>, AnswerLaw> part : law.parts(group).entrySet()) {
            ParallelBound rest = of(part.getValue(), groups.subList(1, groups.size()));
            right += law.chance(group, part.getKey()) * rest.right;
            loss += (double) part.getValue().size() / law.size() * rest.lossBits;
        }
        return new ParallelBound(right, loss);
    }

    /// Of so many positions at once in a random order: the mean over orders drawn with `seed`. Where all positions are alike, as in a
    /// shuffle, each order gives the same and the mean is exact.
    public static ParallelBound ofRandomOrder(AnswerLaw law, int atOnce, int orders, long seed) {
        Random random = new Random(seed);
        double right = 0;
        double loss = 0;
        for (int i = 0; i < orders; i++) {
            List<Integer> order = new ArrayList<>(IntStream.range(0, law.length()).boxed().toList());
            Collections.shuffle(order, random);
            ParallelBound bound = of(law, groups(order, atOnce));
            right += bound.right;
            loss += bound.lossBits;
        }
        return new ParallelBound(right / orders, loss / orders);
    }

    private static List<int[]> groups(List<Integer> order, int atOnce) {
        List<int[]> groups = new ArrayList<>();
        for (int from = 0; from < order.size(); from += atOnce) {
            groups.add(order.subList(from, Math.min(from + atOnce, order.size())).stream().mapToInt(i -> i).toArray());
        }
        return groups;
    }
}
