package draftscope.decode.diffusion;

import draftscope.trace.BlockSpan;
import java.util.ArrayList;
import java.util.List;

/// Blocks that begin where a model's own do, counted from the first position of the canvas, prompt included; each is filled in
/// parts of one length. A prompt that ends inside a block leaves the rest of it.
///
/// Source: Fast-dLLM v2 (Wu et al. 2025, arXiv 2509.26328).
///
/// @param block positions of the model's blocks, at least 1
/// @param part  positions that are filled before the next are begun, at least 1; the last part of a block is shorter where that does
///              not divide it
public record AlignedBlocks(int block, int part) implements BlockPolicy {
    public AlignedBlocks {
        if (block < 1 || part < 1) {
            throw new IllegalArgumentException(
                    "a block and its parts have at least 1 position; got " + block + " and " + part);
        }
    }

    @Override
    public List<BlockSpan> plan(int from, int to) {
        List<BlockSpan> parts = new ArrayList<>();
        for (int start = from; start < to; start = parts.getLast().to()) {
            int blockStart = start / block * block;
            int partEnd = blockStart + (start - blockStart) / part * part + part;
            parts.add(new BlockSpan(start, Math.min(to, Math.min(partEnd, blockStart + block))));
        }
        return parts;
    }
}
