package draftscope.decode.speculative;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Stops after a token whose probability in the draft lies below a threshold, and keeps that token.
///
/// To keep it is what makes this exact: whether a token was drawn must not depend on which one it is. Dropped instead, a draft
/// of the target's own law (.5, .3, .2) under threshold .25 would write (.6, .36, .04).
///
/// A threshold that learns holds the probabilities of judged tokens against their fate: once more than five were judged
/// and both fates occurred, it is the one of them with the least cost, where a token that a chain ended on and that would have
/// been accepted costs three times what one costs that was sent in vain.
///
/// Source: dynamic speculation (Mamou, Pereg, Korat et al. 2024, arXiv 2405.04304) in the form of Hugging Face's assisted
/// generation. We differ: the learning form considers the whole run, and a tie takes the lower threshold.
final class ConfidenceStop implements LengthPolicy {
    private static final int ENOUGH = 5;

    private final int gamma;
    private final boolean learns;
    private double threshold;
    private final List<Judged> history = new ArrayList<>();

    private record Judged(double probability, boolean accepted) {}

    /// @param gamma     longest chain
    /// @param threshold in 0 to 1; 0 never stops
    /// @param learns    whether the threshold moves
    ConfidenceStop(int gamma, double threshold, boolean learns) {
        this.gamma = gamma;
        this.threshold = threshold;
        this.learns = learns;
    }

    @Override
    public int maxDepth() {
        return gamma;
    }

    @Override
    public int maxNodes() {
        return gamma;
    }

    @Override
    public int children(DraftTree tree, int index) {
        return 1;
    }

    @Override
    public Optional<DraftStop> stop(DraftTree tree, DraftLaw last) {
        double probability = tree.node(tree.size()).probability();
        return probability < threshold
                ? Optional.of(new DraftStop("the draft was unsure of its last token", probability, threshold))
                : Optional.empty();
    }

    @Override
    public void observe(Acceptance acceptance) {
        if (!learns) {
            return;
        }
        for (int i = 0; i < acceptance.judged(); i++) {
            history.add(new Judged(acceptance.tree().node(i + 1).probability(), i < acceptance.accepted().size()));
        }
        boolean both = history.stream().anyMatch(Judged::accepted)
                && !history.stream().allMatch(Judged::accepted);
        if (history.size() > ENOUGH && both) {
            threshold = cheapest();
        }
    }

    double threshold() {
        return threshold;
    }

    /// The threshold of the least cost: share of rejected tokens at or above it, plus three times that of accepted ones below.
    private double cheapest() {
        double good = history.stream().filter(Judged::accepted).count();
        double bad = history.size() - good;
        double best = 0;
        double least = Double.POSITIVE_INFINITY;
        TreeSet<Double> candidates = new TreeSet<>(List.of(0.0));
        history.forEach(judged -> candidates.add(judged.probability()));
        for (double candidate : candidates) {
            double sentInVain = 0;
            double endedTooSoon = 0;
            for (Judged judged : history) {
                sentInVain += !judged.accepted() && judged.probability() >= candidate ? 1 : 0;
                endedTooSoon += judged.accepted() && judged.probability() < candidate ? 1 : 0;
            }
            double cost = sentInVain / bad + 3 * endedTooSoon / good;
            if (cost < least) {
                least = cost;
                best = candidate;
            }
        }
        return best;
    }
}
