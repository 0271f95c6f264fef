package draftscope.trace;

/// A token that stands on a canvas before its run has done anything, because another run was left for it.
///
/// @param confidence at which the other run took it; `NaN` for a person's, and where it was not told
/// @param provenance [Provenance#TAKEN_OVER] or, put there by a person, [Provenance#FORCED]
/// @param locked     whether a person said that it stays: no method masks it again
public record StandingToken(int position, int token, double confidence, Provenance provenance, boolean locked) {
    /// What another run wrote.
    public static StandingToken takenOver(int position, int token, double confidence) {
        return new StandingToken(position, token, confidence, Provenance.TAKEN_OVER, false);
    }

    /// What a person puts there; it stays.
    public static StandingToken forced(int position, int token) {
        return new StandingToken(position, token, Double.NaN, Provenance.FORCED, true);
    }

    /// The same at another position.
    public StandingToken at(int newPosition) {
        return new StandingToken(newPosition, token, confidence, provenance, locked);
    }

    /// The same, to stay.
    public StandingToken lock() {
        return new StandingToken(position, token, confidence, provenance, true);
    }
}
