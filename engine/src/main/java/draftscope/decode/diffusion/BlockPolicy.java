package draftscope.decode.diffusion;

import draftscope.trace.BlockSpan;
import draftscope.trace.Note;
import java.util.List;
import java.util.function.Consumer;

/// Cuts the masked part of a canvas into blocks, which are filled one after the other.
public interface BlockPolicy {
    /// Blocks that cover the positions `from` (inclusive) to `to` (exclusive), in order, without gaps, none empty.
    List<BlockSpan> plan(int from, int to);

    /// Asked in the first step of each block, once the model was read: how much of the block to fill before the rest, which then
    /// is the next block.
    ///
    /// @param planned   the block
    /// @param proposals for each of its positions, in order
    /// @param notes     takes what is worth telling
    /// @return the block, or its beginning; not empty
    default BlockSpan cut(BlockSpan planned, List<Proposal> proposals, Consumer<Note> notes) {
        return planned;
    }
}
