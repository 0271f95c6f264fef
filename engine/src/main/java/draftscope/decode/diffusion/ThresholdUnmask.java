package draftscope.decode.diffusion;

import draftscope.trace.UnmaskChoice;
import java.util.ArrayList;
import java.util.List;

/// Takes every position whose confidence is at least the threshold, and the single best one where none is.
///
/// Source: Fast-dLLM (Wu et al. 2025, arXiv 2505.22618), its first version, whose paper says "exceeding" where its code
/// compares with >=; so do we. The code of its second version (arXiv 2509.26328) compares with >.
///
/// @param threshold confidence; above 1 nothing qualifies and one position is taken a step
/// @param beyond    whether a position has to lie above the threshold, instead of reaching it
public record ThresholdUnmask(double threshold, boolean beyond) implements UnmaskPolicy {
    public ThresholdUnmask(double threshold) {
        this(threshold, false);
    }

    @Override
    public List<UnmaskChoice> choose(BlockProgress progress, List<Proposal> eligible) {
        return choose(eligible, Order.CONFIDENCE, threshold, beyond);
    }

    /// Those whose score is at least the limit, or above it; the best where none is.
    static List<UnmaskChoice> choose(List<Proposal> eligible, Order order, double limit, boolean beyond) {
        List<Proposal> ranked = order.ranked(eligible);
        List<UnmaskChoice> choices = new ArrayList<>();
        for (int rank = 0; rank < ranked.size() && qualifies(order.of(ranked.get(rank)), limit, beyond); rank++) {
            choices.add(choice(ranked.get(rank), UnmaskChoice.Reason.THRESHOLD, order, limit, rank));
        }
        return choices.isEmpty()
                ? List.of(choice(ranked.getFirst(), UnmaskChoice.Reason.FORCED, order, limit, 0))
                : choices;
    }

    private static boolean qualifies(double score, double limit, boolean beyond) {
        return beyond ? score > limit : score >= limit;
    }

    private static UnmaskChoice choice(Proposal proposal, UnmaskChoice.Reason reason, Order order, double limit,
            int rank) {
        return new UnmaskChoice(proposal.position(), proposal.token(), reason, order.of(proposal), limit, rank,
                order.score(), UnmaskChoice.NO_ANCHOR);
    }
}
