package draftscope.audit;

import draftscope.sampling.RawLaw;
import draftscope.trace.TokenMeasures;
import draftscope.trace.TokenProbability;
import draftscope.trace.TopTokens;
import draftscope.trace.TraceEvent;
import java.util.List;
import java.util.Optional;

/// The first place at which a run's token is not the one that the target writes alone at temperature 0.
///
/// @param step         round of the token
/// @param position     its index in the whole text
/// @param token        the run's token
/// @param targetToken  the target's own
/// @param margin       probability of the run's first choice less its second's, as captured; `NaN` when not captured
/// @param targetMargin the same of the target alone
/// @param klBits       divergence of the target's law from the captured one, over the captured tokens and the rest as one; `NaN`
///                     when not captured
public record Divergence(int step, int position, int token, int targetToken, double margin, double targetMargin,
        double klBits, Finding finding) {
    /// Laws of the same row that differ less than this differ by rounding.
    private static final double SAME_LAW_BITS = 1e-6;
    /// Two choices closer than this may change places by rounding.
    private static final double TIE = 1e-4;
    private static final int SHIFTS = 8;

    /// @param known    what the facts of the run already show
    /// @param lossy    why the method does not promise the target's tokens; empty when it does
    /// @param previous the token before, whose row decides
    static Divergence of(TraceEvent.Committed commit, RawLaw alone, Shadow shadow, int previous, List<Finding> known,
            String lossy) {
        TokenMeasures captured = commit.measures();
        int own = alone.mode();
        double margin = captured.marginRaw();
        double targetMargin = alone.margin();
        double kl = klBits(captured.top(), alone);
        String difference = "Token %d at position %d is the run's, %d the target's alone".formatted(commit.token(),
                commit.position(), own)
                + " (margins %.2g and %.2g)".formatted(margin, targetMargin);
        Finding finding = known.stream().filter(f -> f.step() == commit.step()).findFirst()
                .orElseGet(() -> explain(commit, captured, kl, targetMargin, shadow, previous, lossy, difference));
        return new Divergence(commit.step(), commit.position(), commit.token(), own, margin, targetMargin, kl, finding);
    }

    private static Finding explain(TraceEvent.Committed commit, TokenMeasures captured, double kl, double targetMargin,
            Shadow shadow, int previous, String lossy, String difference) {
        if (kl > SAME_LAW_BITS) {
            // The tie comes first: laws that differ by rounding can still change two equal choices.
            if (captured.marginRaw() < TIE && targetMargin < TIE) {
                return found(Fault.TIE, commit, difference + ": both are as good");
            }
            int place = commit.position() - 1;
            Optional<Integer> shift = shiftThatExplains(captured.top(), shadow, previous, place);
            return shift.isPresent()
                    ? found(Fault.POSITION, commit, difference + ": the row was read at position " + (place + shift.get())
                            + " instead of " + place)
                    : found(Fault.ROW, commit,
                            difference + ": the row's law is %.3g bits away from the target's alone".formatted(kl));
        }
        if (targetMargin == 0) {
            return found(Fault.TIE, commit, difference + ": both are as good");
        }
        return lossy.isEmpty()
                ? found(Fault.CHOICE, commit, difference + ": the row's law is right and another token was taken")
                : found(Fault.NON_STRICT, commit, difference + ": " + lossy);
    }

    private static Optional<Integer> shiftThatExplains(TopTokens captured, Shadow shadow, int previous, int place) {
        for (int distance = 1; distance <= SHIFTS; distance++) {
            for (int shift : new int[]{distance, -distance}) {
                if (place + shift >= 0 && klBits(captured, shadow.after(previous, place + shift)) < SAME_LAW_BITS) {
                    return Optional.of(shift);
                }
            }
        }
        return Optional.empty();
    }

    private static Finding found(Fault fault, TraceEvent.Committed commit, String sentence) {
        return new Finding(fault, commit.step(), commit.position(), "Round " + commit.step() + ": " + sentence + ".");
    }

    /// KL(captured || alone) over the captured tokens and one cell for all others.
    private static double klBits(TopTokens captured, RawLaw alone) {
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
