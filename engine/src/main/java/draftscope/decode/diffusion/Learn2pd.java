package draftscope.decode.diffusion;

import draftscope.decode.DecodingMethod;
import draftscope.decode.DiffusionComposition;
import draftscope.decode.Family;
import draftscope.decode.Ingredients;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import draftscope.decode.ParameterValues;
import draftscope.trace.DraftNode;
import draftscope.trace.Note;
import draftscope.trace.UnmaskChoice;
import draftscope.trace.UnmaskChoice.Reason;
import draftscope.trace.UnmaskChoice.Score;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/// A small network that was trained on finished runs looks at the confidences of the block and says which guesses will stay; those
/// are written, and the best one in any case. The canvas is cut where the text is expected to end.
///
/// What stands already counts as confidence 1, in training as here, because a masked model's scores at visible places mean nothing.
///
/// Source: Learn2PD with end-of-text prediction (Bao et al., 2025, arXiv 2509.25188), whose code cuts behind the surest end of text however
/// unsure it is; the standard here waits until that place is the first mask or more than 0.99 sure.
///
/// @param threshold probability of the filter above which a guess is written
/// @param end       tells the tokens that end a text
public record Learn2pd(BlockFilter filter, double threshold, Cut cut, IntPredicate end)
        implements
            UnmaskPolicy,
            EndPolicy {
    /// When the canvas is cut behind a guessed end of text.
    enum Cut {
        /// Never.
        OFF,
        /// When everything before it stands, or it is more than [#SURE] sure.
        SURE,
        /// As the paper's code does: behind the first that the filter accepts in the block, else behind the surest of the canvas.
        PUBLISHED
    }

    private static final double SURE = 0.99;
    private static final double STANDING = 1;

    public static final DecodingMethod METHOD = new DecodingMethod("learn2pd", "Learn2PD", Family.DIFFUSION,
            "A small trained filter tells which guesses will stay, and the canvas is cut where the text will end.",
            new Paper("Bao, Chen, Xu, Zhou", 2025,
                    "Learning to parallel: accelerating diffusion large language models via"
                            + " learnable parallel decoding",
                    "2509.25188"),
            "Positions that the filter accepts are filled at once, each from its own marginal law, as if they did not depend on"
                    + " each other; a threshold of 1 and no cut is one a step, which is the reference.",
            Set.of(Need.MASKED_DIFFUSION_MODEL),
            List.of(LowConfidence.LENGTH,
                    new Parameter.Whole("block", "Block length",
                            "Masks that are filled before the next block is begun; no more than the filter is wide.",
                            "tokens", 1, 256, 32),
                    new Parameter.Real("threshold", "Threshold",
                            "Probability of the filter above which a guess is written; the best one is in any case.",
                            "",
                            0, 1, 0.96),
                    new Parameter.Choice("cut", "Cut",
                            "Behind a guessed end of text the canvas is cut. sure: when all before it stands or it is more than 0.99 sure. published: as the paper's code has it, behind the surest, however unsure. off: never.",
                            "", List.of("sure", "published", "off"), "sure"),
                    new Parameter.Text("filter", "Filter file",
                            "A filter trained for another model or block length; empty for the one that is shipped, which was trained on tales-diffusion.",
                            4096, "the name of a filter's file", "")),
            new DiffusionComposition(Learn2pd::parts));

    private static DiffusionParts parts(ParameterValues values, Ingredients ingredients) {
        String name = values.text("filter");
        BlockFilter filter = name.isBlank() ? BlockFilter.shipped() : BlockFilter.read(name);
        if (values.whole("block") > filter.width()) {
            throw new IllegalArgumentException("the block length is " + values.whole("block") + " and the filter "
                    + filter.width() + " wide; accepted: a block of at most that");
        }
        Learn2pd both = new Learn2pd(filter, values.real("threshold"),
                Cut.valueOf(values.text("cut").toUpperCase(Locale.ROOT)),
                ingredients.lexicon()::isEnd);
        return LowConfidence.parts(values, both).ending(both);
    }

    @Override
    public List<UnmaskChoice> choose(BlockProgress progress, List<Proposal> eligible) {
        double[] kept = probabilities(progress, eligible);
        int from = progress.span().from();
        List<Proposal> ranked = Order.CONFIDENCE.ranked(eligible);
        List<UnmaskChoice> choices = new ArrayList<>();
        for (int rank = 0; rank < ranked.size(); rank++) {
            Proposal guess = ranked.get(rank);
            if (kept[guess.position() - from] > threshold) {
                choices.add(new UnmaskChoice(guess.position(), guess.token(), Reason.FILTER,
                        kept[guess.position() - from], threshold, rank, Score.FILTER, UnmaskChoice.NO_ANCHOR));
            } else if (rank == 0) {
                choices.addAll(QuotaUnmask.best(ranked, 1, Order.CONFIDENCE));
            }
        }
        return choices;
    }

    private double[] probabilities(BlockProgress progress, List<Proposal> eligible) {
        double[] confidences = new double[progress.span().to() - progress.span().from()];
        Arrays.fill(confidences, STANDING);
        eligible.forEach(guess -> confidences[guess.position() - progress.span().from()] = guess.confidence());
        return filter.probabilities(confidences);
    }

    @Override
    public boolean readsAll() {
        return cut != Cut.OFF;
    }

    @Override
    public OptionalInt cut(BlockProgress progress, int least, int length, List<Proposal> masks,
            List<UnmaskChoice> choices,
            Consumer<Note> notes) {
        List<Proposal> eligible = masks.stream().filter(guess -> guess.position() < progress.span().to()).toList();
        double[] kept = probabilities(progress, eligible);
        eligible.forEach(guess -> notes.accept(new Note("filter",
                "raw confidence %.3f; probability that this guess stays".formatted(guess.confidence()),
                List.of(guess.token()), guess.position(), DraftNode.NONE,
                kept[guess.position() - progress.span().from()])));
        Optional<Proposal> last = last(masks, choices)
                .filter(guess -> guess.position() + 1 < length && guess.position() + 1 >= least);
        last.ifPresent(guess -> notes.accept(new Note("end of text",
                "the canvas is cut behind this position; confidence", List.of(guess.token()), guess.position(),
                DraftNode.NONE, guess.confidence())));
        return last.map(guess -> OptionalInt.of(guess.position() + 1)).orElse(OptionalInt.empty());
    }

    /// The end of text that the canvas is to be cut behind.
    private Optional<Proposal> last(List<Proposal> masks, List<UnmaskChoice> choices) {
        return switch (cut) {
            case OFF -> Optional.empty();
            case SURE -> masks.stream().filter(guess -> end.test(guess.token()))
                    .filter(guess -> guess == masks.getFirst() || guess.confidence() > SURE).findFirst();
            case PUBLISHED -> accepted(choices, masks).or(() -> masks.stream().filter(guess -> end.test(guess.token()))
                    .max(Comparator.comparingDouble(Proposal::confidence)
                            .thenComparing(Comparator.comparingInt(Proposal::position).reversed())));
        };
    }

    /// The first end of text that the filter accepted.
    private Optional<Proposal> accepted(List<UnmaskChoice> choices, List<Proposal> masks) {
        return masks.stream().filter(guess -> end.test(guess.token()))
                .filter(guess -> choices.stream().anyMatch(
                        choice -> choice.position() == guess.position() && choice.reason() == Reason.FILTER))
                .findFirst();
    }
}
