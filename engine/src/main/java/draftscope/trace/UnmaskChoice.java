package draftscope.trace;

/// Why a masked position was taken in this step.
///
/// @param score what the rule compared, such as the confidence
/// @param limit what it was compared with: the threshold, or for [Reason#QUOTA] the number of positions taken
/// @param rank  0 for the best score among the eligible positions
/// @param scored what the score is
/// @param anchor for [Reason#RELAXED]: the anchor that it lies near; else [#NO_ANCHOR]
public record UnmaskChoice(int position, int token, Reason reason, double score, double limit, int rank, Score scored,
        int anchor) {
    /// Stands for a position that was not taken because of another.
    public static final int NO_ANCHOR = -1;

    /// A choice by confidence that no other position helped.
    public UnmaskChoice(int position, int token, Reason reason, double score, double limit, int rank) {
        this(position, token, reason, score, limit, rank, Score.CONFIDENCE, NO_ANCHOR);
    }

    /// What a score is. More is better.
    public enum Score {
        /// Probability of the proposed token.
        CONFIDENCE("confidence"),
        /// Probability of the likeliest token less that of the second.
        MARGIN("margin"),
        /// Minus the entropy in bits.
        MINUS_ENTROPY("minus entropy"),
        /// A random number.
        CHANCE("random number"),
        /// How far the raw scores of the first choices lie above the second's, on average over all masks, in nats.
        MEAN_LEAD("mean lead"),
        /// Probability, by a trained filter, that the guess is what the finished text will have.
        FILTER("filter probability");

        private final String label;

        Score(String label) {
            this.label = label;
        }

        /// The words shown to people.
        public String label() {
            return label;
        }
    }

    public enum Reason {
        /// Among the best of a fixed number a step.
        QUOTA,
        /// At or above a threshold.
        THRESHOLD,
        /// At or above what its rank asks for, so that many positions are taken only where all are very sure.
        RANK_LIMIT,
        /// At or above a threshold that makes it an anchor for its neighbours.
        ANCHOR,
        /// Near an anchor, and at or above the lower threshold that holds there.
        RELAXED,
        /// A trained filter expects the guess to stay.
        FILTER,
        /// Every mask is filled in this step, to be judged afterwards.
        ALL,
        /// The run ends here: all masks of the canvas are filled, because the model is far enough ahead with its first choices.
        ALL_IN,
        /// Nothing qualified, so the single best was taken to make progress.
        FORCED
    }
}
