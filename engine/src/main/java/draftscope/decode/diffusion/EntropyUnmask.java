package draftscope.decode.diffusion;

import draftscope.trace.UnmaskChoice;
import java.util.List;

/// Takes every position whose law has at most so much entropy, and the one with the least where none has.
///
/// Source: dParallel (Chen et al. 2025, arXiv 2509.26488).
///
/// @param nats most entropy of the whole law; below 0 nothing qualifies and one position is taken a step
public record EntropyUnmask(double nats) implements UnmaskPolicy {
    @Override
    public List<UnmaskChoice> choose(BlockProgress progress, List<Proposal> eligible) {
        return ThresholdUnmask.choose(eligible, Order.ENTROPY, -nats / Math.log(2), false);
    }
}
