package draftscope.decode.diffusion;

import draftscope.decode.DecodingMethod;
import draftscope.decode.DiffusionComposition;
import draftscope.decode.Family;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.ParameterValues;
import draftscope.trace.SecondLook;
import draftscope.trace.UnmaskChoice;
import draftscope.trace.UnmaskChoice.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Fills every mask of the block in each step and then masks the least confident again, so that as many are left as the
/// schedule wants. A token that was taken early can so be displaced by a surer one elsewhere.
///
/// Each token keeps the confidence at which it was written last. Source: running-confidence remasking of MDPO (He et al. 2025,
/// arXiv 2508.13148), as ParallelBench ships it. There the confidences outlive the block, so that tokens of finished blocks may be
/// masked again; here a finished block is output and stays.
///
/// @param steps for the whole canvas
public record RunningConfidence(int steps) implements UnmaskPolicy, RemaskPolicy {
    public static final DecodingMethod METHOD = new DecodingMethod("rcr", "Running confidence", Family.DIFFUSION,
            "Writes everything in each step and takes back what it was least sure of, also what was written earlier.",
            new Paper("He, Renz, Cao, Geiger", 2025,
                    "MDPO: overcoming the training-inference divide of masked diffusion language models", "2508.13148"),
            "All positions are filled at once, each from its own marginal law, and the least confident are taken back.",
            Set.of(Need.MASKED_DIFFUSION_MODEL),
            List.of(LowConfidence.LENGTH, LowConfidence.BLOCK, LowConfidence.STEPS),
            new DiffusionComposition((values, ingredients) -> parts(values)));

    private static DiffusionParts parts(ParameterValues values) {
        RunningConfidence both = new RunningConfidence(values.whole("steps"));
        return new DiffusionParts(values.whole("length"), new FixedBlocks(values.whole("block")), both).remasking(both);
    }

    @Override
    public List<UnmaskChoice> choose(BlockProgress progress, List<Proposal> eligible) {
        List<Proposal> ranked = Order.CONFIDENCE.ranked(eligible);
        List<UnmaskChoice> choices = new ArrayList<>();
        for (Proposal proposal : ranked) {
            choices.add(new UnmaskChoice(proposal.position(), proposal.token(), Reason.ALL, proposal.confidence(),
                    ranked.size(), choices.size()));
        }
        return choices;
    }

    @Override
    public List<Integer> remask(BlockProgress progress, List<Proposal> tentative, List<Proposal> looked,
            Consumer<SecondLook> told) {
        int blockSteps = QuotaUnmask.stepsOf(steps, progress);
        int masks = 0;
        for (int later = progress.step() + 1; later < blockSteps; later++) {
            masks += QuotaUnmask.share(progress.masks(), blockSteps, later);
        }
        return tentative.stream().sorted(Comparator.comparingDouble(Proposal::confidence).thenComparing(
                Comparator.comparingInt(Proposal::position).reversed())).limit(masks).map(Proposal::position).sorted()
                .toList();
    }
}
