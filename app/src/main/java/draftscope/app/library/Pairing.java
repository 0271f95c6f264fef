package draftscope.app.library;

import draftscope.decode.Need;
import draftscope.format.ModelFormatException;
import java.util.Locale;
import java.util.Optional;

/// Whether a draft model can serve a target, and what is to be expected of the two.
///
/// @param fits        whether methods that need a draft model can run with the two
/// @param reason      why not, in words; empty when they fit
/// @param pays        whether the draft is small enough for drafting to pay, as a rule; false when they do not fit
/// @param advice      what their sizes promise; empty when they do not fit
/// @param memoryBytes what both are expected to need together
public record Pairing(boolean fits, String reason, boolean pays, String advice, long memoryBytes) {
    /// A draft's share of the target's parameters above which it rarely pays: each draft token then costs a third of a
    /// target pass, and most methods draft several for one that is kept.
    private static final double LARGE_SHARE = 1.0 / 3;

    /// Reads both vocabularies where nothing else decides; weights stay untouched.
    public static Pairing of(ModelDescription target, ModelDescription draft) {
        long memory = target.memory().estimate() + draft.memory().estimate();
        Optional<String> reason = reason(target, draft);
        if (reason.isPresent())
            return new Pairing(false, reason.get(), false, "", memory);
        double share = (double) draft.parameters() / Math.max(1, target.parameters());
        return new Pairing(true, "", share <= LARGE_SHARE, advice(target, draft, share), memory);
    }

    private static Optional<String> reason(ModelDescription target, ModelDescription draft) {
        try {
            if (Need.CAUSAL_MODEL.missing(target, Optional.empty()).isPresent())
                return Optional.of("the target is a masked diffusion model, which takes no draft");
            if (!draft.config().causal())
                return Optional.of("a masked diffusion model cannot draft: it does not write from left to right");
            return target.lexicon().difference(draft.lexicon());
        } catch (ModelFormatException unreadable) {
            return Optional.of(unreadable.getMessage());
        }
    }

    private static String advice(ModelDescription target, ModelDescription draft, double share) {
        if (target.path().equals(draft.path()))
            return "The draft would be the target itself, so drafting saves nothing.";
        String size = String.format(Locale.ROOT, "The draft has %.0f %% of the target's parameters", share * 100);
        if (share >= 1)
            return size + ", so a draft token costs as much as a target pass.";
        return share > LARGE_SHARE ? size + "; more than a third rarely pays." : size + ", a good size.";
    }
}
