package draftscope.decode.diffusion;

import draftscope.decode.DecodingMethod;
import draftscope.decode.DiffusionComposition;
import draftscope.decode.Family;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import draftscope.trace.DraftNode;
import draftscope.trace.Note;
import draftscope.trace.UnmaskChoice;
import draftscope.trace.UnmaskChoice.Reason;
import draftscope.trace.UnmaskChoice.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Fills all that is left once the model is far ahead with its first choices, on average over all masks.
///
/// What it looks at is how far the raw score of the first choice lies above the second's. The average must reach a limit that
/// falls in three stairs as the steps go by. The paper's code averages over a template's answer, filled positions included, whose
/// scores mean nothing to a model that learned masks only; here the masks of the whole canvas count.
///
/// Source: Prophet (Li et al., 2025, arXiv 2508.19982). The limits are the code's; what fits depends on the scale of a model's scores.
public final class Prophet implements EarlyExit {
    public static final DecodingMethod METHOD = new DecodingMethod("prophet", "Prophet", Family.DIFFUSION,
            "Stops asking and fills everything once its first guesses are far enough ahead.",
            new Paper("Li, Zhou, Muhtar et al.", 2025, "Diffusion language models know the answer before decoding",
                    "2508.19982"),
            "At the end all masks are filled at once, each from its own marginal law, as if they did not depend on each other.",
            Set.of(Need.MASKED_DIFFUSION_MODEL),
            List.of(LowConfidence.LENGTH, LowConfidence.BLOCK,
                    new Parameter.Whole("steps", "Steps",
                            "Forwards for the whole canvas if it never stops early. As many as the length: one token a step.",
                            "steps", 1, 4096, 64),
                    limit("early", "Lead at first", "the first third of the steps", 7.5),
                    limit("middle", "Lead later", "the second third", 5),
                    limit("late", "Lead at last", "the last third", 2.5)),
            new DiffusionComposition((values, ingredients) -> LowConfidence
                    .parts(values, new QuotaUnmask(values.whole("steps"), Order.CONFIDENCE))
                    .leaving(new Prophet(values.whole("steps"),
                            List.of(values.real("early"), values.real("middle"), values.real("late"))))));

    private final int steps;
    private final List<Double> limits;
    private int asked;

    /// @param steps  of the whole run
    /// @param limits for each equal part of the steps, in nats
    Prophet(int steps, List<Double> limits) {
        this.steps = steps;
        this.limits = List.copyOf(limits);
    }

    private static Parameter limit(String name, String label, String when, double standard) {
        return new Parameter.Real(name, label, "How far the first choices must be ahead of the second in " + when + ".",
                "nats", 0, 1000, standard);
    }

    @Override
    public boolean readsAll() {
        return true;
    }

    @Override
    public Optional<List<UnmaskChoice>> fill(List<Proposal> masks, Consumer<Note> notes) {
        double limit = limits.get(Math.min(limits.size() - 1, asked++ * limits.size() / steps));
        double lead = masks.stream().mapToDouble(Proposal::lead).average().orElse(0);
        notes.accept(
                new Note("lead", "of first choices, on average; %.2f is enough to stop".formatted(limit), List.of(),
                        Note.NOWHERE, DraftNode.NONE, lead));
        if (lead < limit) {
            return Optional.empty();
        }
        List<UnmaskChoice> all = new ArrayList<>();
        for (Proposal proposal : Order.CONFIDENCE.ranked(masks)) {
            all.add(new UnmaskChoice(proposal.position(), proposal.token(), Reason.ALL_IN, lead, limit, all.size(),
                    Score.MEAN_LEAD, UnmaskChoice.NO_ANCHOR));
        }
        return Optional.of(all);
    }
}
