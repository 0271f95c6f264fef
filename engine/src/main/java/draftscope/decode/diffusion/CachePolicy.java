package draftscope.decode.diffusion;

import java.util.stream.IntStream;

/// Chooses which positions of the canvas are computed in a step. The others keep the keys and values of an earlier step. May have
/// a memory; one for each run.
///
/// Where a position sees what comes behind it, kept keys and values are no longer what the model would say: see [Prefix] and
/// [Dual], whose first step of each block computes everything, so that what is kept is never older than its block. Where it sees no
/// further than its block they stay exact: see [FinishedBlocks].
///
/// Source of both: Fast-dLLM (Wu et al. 2025, arXiv 2505.22618), section on key-value caches.
public interface CachePolicy {
    /// Positions to compute, in order, not empty. What they do not give scores for is asked again in the next step.
    ///
    /// @param from         the first row whose scores the block needs: its first position, or the one before it where scores are
    ///                     for the next position
    /// @param needed       the first row whose scores are needed still: that of the first mask that is left in the block
    /// @param canvasLength positions of the canvas
    int[] rows(BlockProgress progress, int from, int needed, int canvasLength);

    /// Positions at the beginning of the canvas whose kept keys and values are those of a forward without a cache, once the rows
    /// last asked for are computed.
    default int exact() {
        return 0;
    }

    /// Computes everything in every step.
    record None() implements CachePolicy {
        @Override
        public int[] rows(BlockProgress progress, int from, int needed, int canvasLength) {
            return IntStream.range(0, canvasLength).toArray();
        }
    }

    /// Keeps what lies before the block while the block is filled.
    record Prefix() implements CachePolicy {
        @Override
        public int[] rows(BlockProgress progress, int from, int needed, int canvasLength) {
            return IntStream.range(progress.step() == 0 ? 0 : from, canvasLength).toArray();
        }
    }

    /// Keeps what lies before the block and behind it while the block is filled.
    record Dual() implements CachePolicy {
        @Override
        public int[] rows(BlockProgress progress, int from, int needed, int canvasLength) {
            return progress.step() == 0
                    ? IntStream.range(0, canvasLength).toArray()
                    : IntStream.range(from, progress.span().to()).toArray();
        }
    }
}
