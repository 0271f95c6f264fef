package draftscope.decode.diffusion;

import draftscope.trace.BlockSpan;

/// How far a run has come.
///
/// @param block  index of the current block, 0, 1, ...
/// @param blocks how many there are as far as they are cut
/// @param span   its positions
/// @param step   0, 1, ... within the block
/// @param masks  positions of it that were masks when it began
public record BlockProgress(int block, int blocks, BlockSpan span, int step, int masks) {
    /// In a block that began with nothing but masks.
    public BlockProgress(int block, int blocks, BlockSpan span, int step) {
        this(block, blocks, span, step, span.to() - span.from());
    }

    /// The same block so many steps later.
    public BlockProgress later(int steps) {
        return at(step + steps);
    }

    /// The same block in another of its steps.
    public BlockProgress at(int other) {
        return new BlockProgress(block, blocks, span, other, masks);
    }
}
