package draftscope.decode.diffusion;

import draftscope.trace.UnmaskChoice;
import java.util.List;
import java.util.stream.IntStream;

/// Takes a fixed number of positions in each step, the best ones.
///
/// The steps are shared out evenly over the blocks and the masks of a block evenly over its steps; where that does not divide,
/// the earlier ones get one more. Example: 10 masks in 4 steps: 3, 3, 2, 2.
///
/// Source: LLaDA's low-confidence remasking (Nie et al. 2025, arXiv 2502.09992; the schedule from its code). We differ: steps
/// that would take nothing are left out, which changes no token, because nothing depends on the number of the step.
///
/// @param steps for the whole canvas, at least 1
/// @param order what the best are told by
public record QuotaUnmask(int steps, Order order) implements UnmaskPolicy {
    public QuotaUnmask {
        if (steps < 1) {
            throw new IllegalArgumentException("a canvas takes at least 1 step; got " + steps);
        }
    }

    /// The best position of each step, whatever the blocks.
    static QuotaUnmask oneAStep(Order order) {
        return new QuotaUnmask(Integer.MAX_VALUE, order);
    }

    @Override
    public List<UnmaskChoice> choose(BlockProgress progress, List<Proposal> eligible) {
        int blockSteps = stepsOf(steps, progress);
        int quota = progress.step() < blockSteps - 1
                ? Math.max(1, share(progress.masks(), blockSteps, progress.step()))
                // Also cleans up after a policy that masked positions again.
                : Math.max(eligible.size(), 1);
        return best(eligible, quota, order);
    }

    /// The `quota` best of the eligible, or all where there are fewer.
    static List<UnmaskChoice> best(List<Proposal> eligible, int quota, Order order) {
        int taken = Math.min(quota, eligible.size());
        List<Proposal> ranked = order.ranked(eligible);
        return IntStream.range(0, taken).mapToObj(rank -> new UnmaskChoice(ranked.get(rank).position(),
                ranked.get(rank).token(), UnmaskChoice.Reason.QUOTA, order.of(ranked.get(rank)), taken, rank,
                order.score(), UnmaskChoice.NO_ANCHOR)).toList();
    }

    /// The current block's share of the steps, at least 1.
    static int stepsOf(int steps, BlockProgress progress) {
        return Math.max(1, share(steps, progress.blocks(), progress.block()));
    }

    /// Size of part `index` when `whole` things are shared out over `parts`, the earlier parts getting what is left over.
    static int share(int whole, int parts, int index) {
        return whole / parts + (index < whole % parts ? 1 : 0);
    }
}
