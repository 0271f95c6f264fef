package draftscope.decode.diffusion;

import draftscope.decode.DecodingMethod;
import draftscope.decode.DiffusionComposition;
import draftscope.decode.Family;
import draftscope.decode.Ingredients;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import draftscope.decode.ParameterValues;
import draftscope.trace.UnmaskChoice;
import draftscope.trace.UnmaskChoice.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Dream's sampler: no blocks, and a count for each step that follows the time of the diffusion.
///
/// Time runs from 1 to `epsilon` in equal steps. From time t to s, of the m masks that are left floor(m (1 - s/t)) are taken,
/// in the last step all of them. Steps that would take nothing are left out: nothing but the count depends on the time,
/// so only a forward is saved. The order is that of confidence, margin or entropy, after temperature and cuts, or, with luck
/// above 0, drawn without replacement from softmax(score / luck).
///
/// Source: Ye et al. 2025, arXiv 2508.15487, and the code published with it.
public final class Dream implements UnmaskPolicy {
    private static final double EPSILON = 1e-3;

    public static final DecodingMethod METHOD = new DecodingMethod("dream", "Dream", Family.DIFFUSION,
            "Fills the whole canvas without blocks, in an order that can follow confidence, margin or entropy.",
            new Paper("Ye, Xie, Zheng et al.", 2025, "Dream 7B: diffusion large language models", "2508.15487"),
            "Several positions are filled at once, each from its own marginal law, as if they did not depend on each other.",
            Set.of(Need.MASKED_DIFFUSION_MODEL),
            List.of(LowConfidence.LENGTH,
                    new Parameter.Whole("steps", "Steps", "Steps of time; those that would fill nothing are left out.",
                            "steps", 1,
                            4096, 64),
                    new Parameter.Choice("order", "Order",
                            "confidence: the likeliest proposals first. margin: those farthest ahead of the second. entropy: those whose law is least spread.",
                            "", List.of("confidence", "margin", "entropy"), "entropy"),
                    new Parameter.Real("luck", "Luck",
                            "0 keeps the order strictly; more lets worse positions come first now and then.",
                            "", 0, 10, 0),
                    LowConfidence.end(LowConfidence.LAST)),
            new DiffusionComposition(Dream::parts));

    private final int steps;
    private final Order order;
    private final double luck;

    Dream(int steps, Order order, double luck) {
        this.steps = steps;
        this.order = order;
        this.luck = luck;
    }

    private static DiffusionParts parts(ParameterValues values, Ingredients ingredients) {
        int length = values.whole("length");
        return new DiffusionParts(length, new FixedBlocks(length),
                LowConfidence.ending(values, ingredients, new Dream(values.whole("steps"),
                        Order.valueOf(values.text("order").toUpperCase(Locale.ROOT)), values.real("luck"))))
                .scoringWhatIsDrawn();
    }

    @Override
    public List<UnmaskChoice> choose(BlockProgress progress, List<Proposal> eligible) {
        List<Integer> counts = counts(progress.masks(), steps);
        int count = progress.step() < counts.size() ? counts.get(progress.step()) : eligible.size();
        if (luck == 0) {
            return QuotaUnmask.best(eligible, count, order);
        }
        // The largest of score / luck + Gumbel noise are a draw without replacement from softmax(score / luck).
        List<Proposal> drawn = eligible.stream().sorted(Comparator.comparingDouble((Proposal p) -> -order.of(p) / luck
                + Math.log(-Math.log(Math.max(p.chance(), Double.MIN_NORMAL))))).limit(count).toList();
        List<Proposal> ranked = order.ranked(eligible);
        return drawn.stream().map(proposal -> new UnmaskChoice(proposal.position(), proposal.token(), Reason.QUOTA,
                order.of(proposal), drawn.size(), ranked.indexOf(proposal), order.score(), UnmaskChoice.NO_ANCHOR))
                .toList();
    }

    /// How many positions each step takes, those that take none left out.
    static List<Integer> counts(int masks, int steps) {
        List<Integer> counts = new ArrayList<>();
        int left = masks;
        for (int j = 0; j < steps && left > 0; j++) {
            double t = 1 - j * (1 - EPSILON) / steps;
            double s = 1 - (j + 1) * (1 - EPSILON) / steps;
            int count = j == steps - 1 ? left : (int) (left * (1 - s / t));
            if (count > 0) {
                counts.add(count);
            }
            left -= count;
        }
        return counts;
    }
}
