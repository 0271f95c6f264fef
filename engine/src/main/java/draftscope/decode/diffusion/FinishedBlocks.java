package draftscope.decode.diffusion;

import java.util.stream.IntStream;

/// The cache of a model that sees no further than the end of a block: keys and values of finished blocks are exact and stay.
///
/// When a block begins, one forward reads the blocks that were finished since the last time, without masks, and leaves them in the
/// cache; what was computed while they still held masks is overwritten. Where scores are for the next position, the last row of that
/// forward gives the scores of the new block's first position, so that this one is written at once. All later steps compute the
/// block that is being filled.
///
/// With [Kept#SUB_BLOCKS] only the positions that are being filled are computed, once the block was computed as a whole. What is
/// kept of the rest of the block is then as old as that. Where scores are for the next position, a forward over those positions
/// gives none for the first of them, so the whole block is computed as long as that one is a mask.
///
/// Sources: BD3-LM (Arriola et al. 2025, arXiv 2503.09573); the sub-block cache is that of Fast-dLLM v2 (Wu et al. 2025, arXiv
/// 2509.26328). The last block of a run is never read without masks, since nothing comes after it.
public final class FinishedBlocks implements CachePolicy {
    /// What is not computed again.
    public enum Kept {
        /// Everything is computed in every step, as far as it can be seen: the reference that the cache is held to.
        NOTHING,
        /// Finished blocks.
        BLOCKS,
        /// Finished blocks and, within the block, what is not being filled.
        SUB_BLOCKS
    }

    private final int block;
    private final Kept kept;
    private int finished; // positions that were read without masks
    private int whole; // end of the block that was last computed as a whole while it was filled

    /// @param block positions that the model sees as a block, counted from the first of the canvas; at least 1
    public FinishedBlocks(int block, Kept kept) {
        this.block = block;
        this.kept = kept;
    }

    @Override
    public int[] rows(BlockProgress progress, int from, int needed, int canvasLength) {
        int shift = progress.span().from() - from;
        int start = (needed + shift) / block * block; // of the model's block with the first mask that is left
        int keep = kept == Kept.NOTHING ? 0 : finished;
        if (finished < start) {
            finished = start;
            return range(keep, start);
        }
        int end = Math.min(canvasLength, start + block);
        boolean part = kept == Kept.SUB_BLOCKS && whole == end && needed >= progress.span().from()
                && progress.span().to() <= end;
        whole = end;
        return part
                ? range(progress.span().from(), progress.span().to())
                : range(keep, end);
    }

    @Override
    public int exact() {
        return kept == Kept.NOTHING ? 0 : finished;
    }

    private static int[] range(int from, int to) {
        return IntStream.range(from, to).toArray();
    }
}
