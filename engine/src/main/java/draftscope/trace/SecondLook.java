package draftscope.trace;

/// A second look at a token that an earlier step wrote: what speaks for it now, and what came of it.
///
/// @param written its confidence when it was written; `NaN` where that is not known
/// @param now     its probability with a mask in its place; `NaN` for a rule that does not ask and judges `written` once more
/// @param limit   what the score must reach at least in this step
/// @param drop    how far `now` may lie below `written`
public record SecondLook(int position, int token, double written, double now, double limit, double drop,
        Outcome outcome) {
    public enum Outcome {
        /// It passed both tests.
        STAYS,
        /// Masked again: the score is below the limit.
        BELOW_LIMIT,
        /// Masked again: it fell too far, and is among those that fell furthest.
        DROPPED,
        /// It fell too far and stays all the same, because a step takes back only those that fell furthest.
        SPARED
    }

    /// What is held against the limit.
    public double score() {
        return asked() ? now : written;
    }

    /// Whether the model was asked again.
    public boolean asked() {
        return !Double.isNaN(now);
    }

    /// Whether the position was masked again.
    public boolean takenBack() {
        return outcome == Outcome.BELOW_LIMIT || outcome == Outcome.DROPPED;
    }
}
