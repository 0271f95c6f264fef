package draftscope.decode.diffusion;

import draftscope.trace.BlockSpan;
import java.util.ArrayList;
import java.util.List;

/// Blocks of one length; the last is shorter where the length does not divide the canvas.
///
/// Source: the semi-autoregressive sampler of LLaDA (Nie et al. 2025, arXiv 2502.09992), whose code insists that the
/// length divides.
///
/// @param length positions of a block, at least 1
public record FixedBlocks(int length) implements BlockPolicy {
    public FixedBlocks {
        if (length < 1) {
            throw new IllegalArgumentException("a block has at least 1 position; got " + length);
        }
    }

    @Override
    public List<BlockSpan> plan(int from, int to) {
        List<BlockSpan> blocks = new ArrayList<>();
        for (int start = from; start < to; start += length) {
            blocks.add(new BlockSpan(start, Math.min(to, start + length)));
        }
        return blocks;
    }
}
