package draftscope.decode.diffusion;

import draftscope.trace.UnmaskChoice;
import java.util.ArrayList;
import java.util.List;

/// Takes every position whose confidence is at least the threshold, and the single best one where none is.
///
/// Source: Fast-dLLM (Wu et al. 2025, arXiv 2505.22618), its first version, whose paper says "exceeding" where its code
/// compares with >=; so do we.
///
/// @param threshold confidence; above 1 nothing qualifies and one position is taken a step
public record ThresholdUnmask(double threshold) implements UnmaskPolicy {
    @Override
    public List<UnmaskChoice> choose(BlockProgress progress, List<Proposal> eligible) {
        List<Proposal> ranked = Order.CONFIDENCE.ranked(eligible);
        List<UnmaskChoice> choices = new ArrayList<>();
        for (int rank = 0; rank < ranked.size() && ranked.get(rank).confidence() >= threshold; rank++) {
            choices.add(choice(ranked.get(rank), UnmaskChoice.Reason.THRESHOLD, rank));
        }
        if (choices.isEmpty()) {
            choices.add(choice(ranked.getFirst(), UnmaskChoice.Reason.FORCED, 0));
        }
        return choices;
    }

    private UnmaskChoice choice(Proposal proposal, UnmaskChoice.Reason reason, int rank) {
        return new UnmaskChoice(proposal.position(), proposal.token(), reason, proposal.confidence(), threshold, rank);
    }
}
