package draftscope.trace;

/// A change of one token that a step proposed on a canvas without masks, and what became of it.
///
/// A Metropolis-Hastings step takes it with probability `min(1, exp(gain / temperature) * back / forth)`.
///
/// @param position   the place that is changed; for an [Kind#INSERT] that was taken the number of the new place, which is the
///                   canvas's next free one, and [#NOWHERE] for one that was refused
/// @param before     for an [Kind#INSERT] the place that it is put in front of, or [#NOWHERE] at the end; [#NOWHERE] for the others
/// @param token      what is to stand there; [#NO_TOKEN] for a [Kind#DELETE]
/// @param was        what stood there; [#NO_TOKEN] for an [Kind#INSERT]
/// @param confidence share of `token` among what was weighed for the place, with all that stands on both sides; `NaN` for a
///                   [Kind#DELETE]
/// @param candidates the likeliest of what was weighed for the place
/// @param forth      probability that a step at this place, of this kind, proposes this
/// @param back       probability that the opposite step would propose the way back
/// @param gain       natural logarithm of how much likelier the target finds the changed text than the one that stands
/// @param acceptance probability of taking it
/// @param chance     the random number that decided: it is taken where this is below `acceptance`
public record CanvasEdit(Kind kind, int position, int before, int token, int was, double confidence,
        TopTokens candidates, double forth, double back, double gain, double acceptance, double chance, boolean taken) {
    /// Stands for no place.
    public static final int NOWHERE = -1;
    /// Stands for no token.
    public static final int NO_TOKEN = -1;

    public enum Kind {
        /// A token between two others, or at an end.
        INSERT("put in"),
        /// Another token in the place of one.
        REPLACE("replace"),
        /// A token less.
        DELETE("take out");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /// The words shown to people.
        public String label() {
            return label;
        }
    }

    /// Whether the canvas is another one after it. A token may be proposed to replace itself.
    public boolean changes() {
        return taken && token != was;
    }
}
