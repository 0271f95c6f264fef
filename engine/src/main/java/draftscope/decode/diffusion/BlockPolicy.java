package draftscope.decode.diffusion;

import draftscope.trace.BlockSpan;
import java.util.List;

/// Cuts the masked part of a canvas into blocks, which are filled one after the other.
public interface BlockPolicy {
    /// Blocks that cover the positions `from` (inclusive) to `to` (exclusive), in order, without gaps, none empty.
    List<BlockSpan> plan(int from, int to);
}
