package draftscope.decode.diffusion;

import draftscope.decode.DecodingMethod;
import draftscope.decode.DiffusionComposition;
import draftscope.decode.Family;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import draftscope.trace.UnmaskChoice;
import draftscope.trace.UnmaskChoice.Reason;
import draftscope.trace.UnmaskChoice.Score;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Positions that the model is very sure of are anchors; near an anchor a lower confidence is enough.
///
/// Anchors are found anew in each step among the masks of the block; distance counts positions, filled ones included.
/// Without an anchor the best position alone is taken.
///
/// Source: LocalLeap (Kong et al. 2025, arXiv 2510.07081), whose code was read in a copy kept by others.
///
/// @param anchor  confidence from which a position is an anchor
/// @param relaxed confidence from which a position near an anchor is taken
/// @param radius  how far an anchor reaches, in positions
public record LocalLeap(double anchor, double relaxed, int radius) implements UnmaskPolicy {
    public static final DecodingMethod METHOD = new DecodingMethod("localleap", "LocalLeap", Family.DIFFUSION,
            "Where the model is very sure of a token, its neighbours are filled with less.",
            new Paper("Kong, Zhang, Liu et al.", 2025,
                    "Accelerating diffusion LLM inference via local determinism propagation", "2510.07081"),
            "Neighbours are filled at once, each from its own marginal law and before the anchor can be seen; with both thresholds"
                    + " above 1 one is filled a step, which is the reference.",
            Set.of(Need.MASKED_DIFFUSION_MODEL),
            List.of(LowConfidence.LENGTH, LowConfidence.BLOCK,
                    new Parameter.Real("anchor", "Anchor",
                            "Confidence from which a position is filled and helps its neighbours.",
                            "", 0, 1.1, 0.9),
                    new Parameter.Real("relaxed", "Near an anchor", "Confidence that is enough near an anchor.", "", 0,
                            1.1,
                            0.75),
                    new Parameter.Whole("radius", "Radius", "How far an anchor reaches.", "positions", 0, 64, 4)),
            new DiffusionComposition((values, ingredients) -> LowConfidence.parts(values,
                    new LocalLeap(values.real("anchor"), values.real("relaxed"), values.whole("radius")))));

    @Override
    public List<UnmaskChoice> choose(BlockProgress progress, List<Proposal> eligible) {
        List<Integer> anchors = eligible.stream().filter(proposal -> proposal.confidence() >= anchor)
                .map(Proposal::position).toList();
        List<Proposal> ranked = Order.CONFIDENCE.ranked(eligible);
        List<UnmaskChoice> choices = new ArrayList<>();
        for (int rank = 0; rank < ranked.size(); rank++) {
            Proposal proposal = ranked.get(rank);
            if (proposal.confidence() >= anchor) {
                choices.add(choice(proposal, Reason.ANCHOR, anchor, rank, UnmaskChoice.NO_ANCHOR));
            } else if (proposal.confidence() >= relaxed) {
                int place = rank;
                nearest(proposal, anchors)
                        .ifPresent(near -> choices.add(choice(proposal, Reason.RELAXED, relaxed, place,
                                near)));
            }
        }
        return choices.isEmpty()
                ? List.of(choice(ranked.getFirst(), Reason.FORCED, anchor, 0, UnmaskChoice.NO_ANCHOR))
                : choices;
    }

    private Optional<Integer> nearest(Proposal proposal, List<Integer> anchors) {
        return anchors.stream().filter(at -> Math.abs(at - proposal.position()) <= radius)
                .min(Comparator.comparingInt(at -> Math.abs(at - proposal.position())));
    }

    private static UnmaskChoice choice(Proposal proposal, Reason reason, double limit, int rank, int anchor) {
        return new UnmaskChoice(proposal.position(), proposal.token(), reason, proposal.confidence(), limit, rank,
                Score.CONFIDENCE, anchor);
    }
}
