package draftscope.decode.diffusion;

import draftscope.decode.DecodingMethod;
import draftscope.decode.DiffusionComposition;
import draftscope.decode.Family;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import draftscope.decode.ParameterValues;
import draftscope.trace.SecondLook;
import draftscope.trace.UnmaskChoice;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Fills most of a block, then takes the least confident tokens back and fills them again, some times over, before the rest
/// follows: what was written early gets a second look with more context.
///
/// The first 7/8 of a block's steps fill as [QuotaUnmask] does. Then come `corrections` steps; before each, the `reopen`
/// tentative tokens that were taken at the lowest confidence become masks again, and the step fills as many of the best. Then
/// the remaining steps. With 0 corrections nothing is taken back.
///
/// Source: the port of ReMDM (Wang, Schiff et al. 2025, arXiv 2503.00307) to LLaDA by its authors. At temperature 0 a token whose
/// surroundings have not changed comes back as it was.
///
/// @param steps for the whole canvas, corrections not counted
public record SecondThoughts(int steps, int corrections, int reopen) implements UnmaskPolicy, RemaskPolicy {
    public static final DecodingMethod METHOD = new DecodingMethod("remdm", "ReMDM", Family.DIFFUSION,
            "Takes its least certain words back once most of a block stands, and writes them again.",
            new Paper("Wang, Schiff, Sahoo, Kuleshov", 2025,
                    "Remasking discrete diffusion models with inference-time scaling", "2503.00307"),
            "Several positions are filled at once, each from its own marginal law, and some are taken back and filled again.",
            Set.of(Need.MASKED_DIFFUSION_MODEL),
            List.of(LowConfidence.LENGTH, LowConfidence.BLOCK, LowConfidence.STEPS,
                    new Parameter.Whole("corrections", "Corrections",
                            "Steps in each block that write again what was taken back.",
                            "steps", 0, 256, 4),
                    new Parameter.Whole("reopen", "Taken back", "Positions that each correction opens.", "positions", 1,
                            64, 2)),
            new DiffusionComposition((values, ingredients) -> parts(values)));

    private static DiffusionParts parts(ParameterValues values) {
        SecondThoughts both = new SecondThoughts(values.whole("steps"), values.whole("corrections"),
                values.whole("reopen"));
        return new DiffusionParts(values.whole("length"), new FixedBlocks(values.whole("block")), both).remasking(both);
    }

    @Override
    public List<UnmaskChoice> choose(BlockProgress progress, List<Proposal> eligible) {
        int before = before(progress);
        if (progress.step() >= before && progress.step() < before + corrections) {
            return QuotaUnmask.best(eligible, reopen, Order.CONFIDENCE);
        }
        int step = progress.step() < before ? progress.step() : progress.step() - corrections;
        return new QuotaUnmask(steps, Order.CONFIDENCE).choose(progress.at(step), eligible);
    }

    @Override
    public List<Integer> remask(BlockProgress progress, List<Proposal> tentative, List<Proposal> looked,
            Consumer<SecondLook> told) {
        int next = progress.step() + 1;
        int before = before(progress);
        if (next < before || next >= before + corrections) {
            return List.of();
        }
        return tentative.stream().sorted(Comparator.comparingDouble(Proposal::confidence).thenComparingInt(
                Proposal::position)).limit(reopen).map(Proposal::position).sorted().toList();
    }

    /// Steps of the block that come before the corrections: 7 of 8, at least one.
    private int before(BlockProgress progress) {
        return Math.max(1, QuotaUnmask.stepsOf(steps, progress) * 7 / 8);
    }
}
