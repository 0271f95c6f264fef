package draftscope.audit;

import draftscope.sampling.RawLaw;
import draftscope.trace.TraceEvent;
import java.util.List;

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
/// @param finding      its class, with the evidence
public record Divergence(int step, int position, int token, int targetToken, double margin, double targetMargin,
        double klBits, Finding finding) {
    /// Two choices closer than this, in probability, may change places by rounding.
    private static final double TIE = 1e-6;

    /// @param alone  the target's law at this place
    /// @param known  what was found in the run so far, in order
    /// @param lossy  why the method does not promise the target's tokens; empty when it does
    static Divergence of(TraceEvent.Committed commit, RawLaw alone, List<Finding> known, String lossy) {
        double margin = commit.measures().marginRaw();
        double targetMargin = alone.margin();
        double kl = RowCheck.klBits(commit.measures().top(), alone);
        Fault fault;
        String reason;
        List<Finding> before = known.stream().filter(f -> f.position() <= commit.position()).toList();
        if (targetMargin < TIE) {
            fault = Fault.TIE;
            reason = "both are as good";
        } else if (!before.isEmpty()) {
            fault = before.getLast().fault();
            reason = before.getLast().sentence();
        } else if (!lossy.isEmpty()) {
            fault = Fault.NON_STRICT;
            reason = lossy;
        } else {
            fault = Fault.CHOICE;
            reason = "nothing in the recorded facts explains it";
        }
        String sentence = "Round %d: the run's token at position %d is %d, the target's alone %d (margins %.2g and %.2g): %s"
                .formatted(commit.step() + 1, commit.position(), commit.token(), alone.mode(), margin, targetMargin,
                        reason);
        return new Divergence(commit.step(), commit.position(), commit.token(), alone.mode(), margin, targetMargin, kl,
                new Finding(fault, commit.step(), commit.position(), commit.node(),
                        sentence.endsWith(".") ? sentence : sentence + "."));
    }
}
