package draftscope.decode.diffusion;

import java.util.stream.IntStream;

/// Chooses which positions of the canvas are computed in a step. The others keep the keys and values of an earlier step, which
/// is faster and no longer what the model would say.
public interface CachePolicy {
    /// Positions to compute, in order; at least all masks of the current block.
    int[] rows(BlockProgress progress, int canvasLength);

    /// Computes everything in every step.
    record None() implements CachePolicy {
        @Override
        public int[] rows(BlockProgress progress, int canvasLength) {
            return IntStream.range(0, canvasLength).toArray();
        }
    }
}
