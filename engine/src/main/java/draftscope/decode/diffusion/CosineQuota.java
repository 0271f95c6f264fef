package draftscope.decode.diffusion;

import draftscope.trace.UnmaskChoice;
import java.util.List;

/// Takes few positions at first and more as the block fills: after round r of R, a share of 1 - cos(pi r / 2R) of the block stands,
/// the best of each round, rounded up.
///
/// What was masked again in between is made up for by the next round. A round takes one position at least, and the last one all
/// that are left, so a block has as many rounds at most. Example: 8 masks in 4 rounds: 1, 3, 5 and 8 stand.
///
/// Source: the schedule of MaskGIT (Chang et al. 2022, arXiv 2202.04200), as Discrete Diffusion VLA (Liang et al. 2025, arXiv
/// 2508.20072) uses it.
///
/// @param rounds for each block, at least 1
/// @param order  what the best are told by
public record CosineQuota(int rounds, Order order) implements UnmaskPolicy {
    /// Where a whole number comes out, as in round 2 of 3, the cosine may miss it by a rounding error.
    private static final double ROUNDING = 1e-9;

    public CosineQuota {
        if (rounds < 1) {
            throw new IllegalArgumentException("a block takes at least 1 round; got " + rounds);
        }
    }

    @Override
    public List<UnmaskChoice> choose(BlockProgress progress, List<Proposal> eligible) {
        int standing = progress.masks() - eligible.size();
        return QuotaUnmask.best(eligible, Math.max(1, kept(progress.masks(), progress.step() + 1) - standing), order);
    }

    /// Positions that stand after a round.
    ///
    /// @param masks that the block began with
    /// @param round 1, 2, ...
    int kept(int masks, int round) {
        return round >= rounds
                ? masks
                : masks - (int) Math.floor(masks * Math.cos(Math.PI * round / (2.0 * rounds)) + ROUNDING);
    }
}
