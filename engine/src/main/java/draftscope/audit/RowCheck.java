package draftscope.audit;

import draftscope.sampling.RawLaw;
import draftscope.trace.TokenProbability;
import draftscope.trace.TopTokens;
import draftscope.trace.TraceEvent;
import java.util.Optional;

/// Compares the law that the run saw where it chose a token with the law that the target has there alone.
///
/// The engine is batch invariant, so the two are the same to the bit. Other engines are allowed to round.
final class RowCheck {
    /// Laws that differ less than this differ by rounding.
    static final double SAME_LAW_BITS = 1e-6;
    private static final int SHIFTS = 8;

    private RowCheck() {}

    /// Why the captured law is not `alone`; empty when it is, or when nothing was captured.
    ///
    /// @param previous the token whose row decides, not yet kept by `shadow`
    static Optional<Finding> check(TraceEvent.Committed commit, RawLaw alone, Shadow shadow, int previous) {
        TopTokens captured = commit.measures().top();
        double bits = klBits(captured, alone);
        if (!(bits > SAME_LAW_BITS)) {
            return Optional.empty();
        }
        int place = commit.position() - 1;
        String where = "Round %d: token %d was chosen from a law %.3g bits away from the target's alone"
                .formatted(commit.step() + 1, commit.position(), bits);
        for (int distance = 1; distance <= SHIFTS; distance++) {
            for (int shift : new int[]{distance, -distance}) {
                if (place + shift >= 0
                        && klBits(captured, shadow.after(previous, place + shift)) <= SAME_LAW_BITS) {
                    return Optional.of(new Finding(Fault.POSITION, commit.step(), commit.position(), commit.node(),
                            where + ": its row was read at position %d instead of %d.".formatted(place + shift,
                                    place)));
                }
            }
        }
        return Optional.of(new Finding(Fault.ROW, commit.step(), commit.position(), commit.node(),
                where + ", and no shift of its row's position explains that."));
    }

    /// KL(captured || alone) over the captured tokens and one cell for all others; `NaN` when nothing was captured.
    static double klBits(TopTokens captured, RawLaw alone) {
        if (captured.tokens().isEmpty()) {
            return Double.NaN;
        }
        double sum = 0;
        double rest = 1;
        for (TokenProbability token : captured.tokens()) {
            double other = alone.probability(token.token());
            sum += term(token.probability(), other);
            rest -= other;
        }
        return Math.max(0, sum + term(captured.tailMass(), rest));
    }

    private static double term(double p, double q) {
        return p <= 0 ? 0 : p * Math.log(p / Math.max(q, Double.MIN_NORMAL)) / Math.log(2);
    }
}
