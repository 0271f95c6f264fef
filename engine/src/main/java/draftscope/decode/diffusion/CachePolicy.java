package draftscope.decode.diffusion;

import java.util.stream.IntStream;

/// Chooses which positions of the canvas are computed in a step. The others keep the keys and values of an earlier step, which
/// is faster and no longer what the model would say.
///
/// The first step of each block computes everything, so that what is kept is never older than its block.
///
/// Source: Fast-dLLM (Wu et al. 2025, arXiv 2505.22618), section on key-value caches.
public interface CachePolicy {
    /// Positions to compute, in order; at least those from `from` to the end of the current block.
    ///
    /// @param from         the first row whose scores are needed: the block's first position, or the one before it where scores are
    ///                     for the next position
    /// @param canvasLength positions of the canvas
    int[] rows(BlockProgress progress, int from, int canvasLength);

    /// Computes everything in every step.
    record None() implements CachePolicy {
        @Override
        public int[] rows(BlockProgress progress, int from, int canvasLength) {
            return IntStream.range(0, canvasLength).toArray();
        }
    }

    /// Keeps what lies before the block while the block is filled.
    record Prefix() implements CachePolicy {
        @Override
        public int[] rows(BlockProgress progress, int from, int canvasLength) {
            return IntStream.range(progress.step() == 0 ? 0 : from, canvasLength).toArray();
        }
    }

    /// Keeps what lies before the block and behind it while the block is filled.
    record Dual() implements CachePolicy {
        @Override
        public int[] rows(BlockProgress progress, int from, int canvasLength) {
            return progress.step() == 0
                    ? IntStream.range(0, canvasLength).toArray()
                    : IntStream.range(from, progress.span().to()).toArray();
        }
    }
}
