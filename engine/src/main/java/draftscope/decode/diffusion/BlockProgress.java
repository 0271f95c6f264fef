package draftscope.decode.diffusion;

import draftscope.trace.BlockSpan;

/// How far a run has come.
///
/// @param block  index of the current block, 0, 1, ...
/// @param blocks how many there are as far as they are cut
/// @param span   its positions, all of them masks when it began
/// @param step   0, 1, ... within the block
public record BlockProgress(int block, int blocks, BlockSpan span, int step) {
    /// The same block so many steps later.
    public BlockProgress later(int steps) {
        return new BlockProgress(block, blocks, span, step + steps);
    }

    /// Masks that the block began with.
    public int masks() {
        return span.to() - span.from();
    }
}
