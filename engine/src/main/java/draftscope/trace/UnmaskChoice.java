package draftscope.trace;

/// Why a masked position was taken in this step.
///
/// @param score what the rule compared, such as the confidence
/// @param limit what it was compared with: the threshold, or for [Reason#QUOTA] the number of positions taken
/// @param rank  0 for the best score among the eligible positions
public record UnmaskChoice(int position, int token, Reason reason, double score, double limit, int rank) {
    public enum Reason {
        /// Among the best of a fixed number a step.
        QUOTA,
        /// At or above a threshold.
        THRESHOLD,
        /// Nothing qualified, so the single best was taken to make progress.
        FORCED
    }
}
