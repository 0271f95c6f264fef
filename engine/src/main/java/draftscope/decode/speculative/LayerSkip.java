package draftscope.decode.speculative;

import draftscope.decode.CausalComposition;
import draftscope.decode.DecodingMethod;
import draftscope.decode.Family;
import draftscope.decode.Ingredients;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import draftscope.decode.ParameterValues;
import draftscope.decode.speculative.LevelByLevel.Siblings;
import draftscope.model.LayerPlan;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Self-speculation: the target drafts for itself with some of its layers left out, and checks with all of them.
///
/// Which halves of which layers are left out is fixed for the run. The reduced network has a cache of its own: a layer whose
/// attention is left out writes no keys, and the others write what the whole network would not.
///
/// Source: Zhang, Wang, Li, Shou, Chen, Chen, Mehrotra 2023, arXiv 2309.08168. We differ: the parts are named or follow a rule
/// instead of being searched for; the confidence that ends a chain is constant; drafts above temperature 0 are drawn from the
/// reduced network's law, where the released code takes its likeliest token and tests it against that law; and the draft pass
/// reads keys of its own instead of the whole network's.
///
/// The standard set is a rule of thumb: on an earlier `tales-target` leaving out layers 4 to 6 had more guesses accepted at temperature 0
/// than any other three layers that were tried.
public final class LayerSkip {
    public static final DecodingMethod METHOD = new DecodingMethod("layer-skip", "Layer skipping", Family.SPECULATIVE,
            "The target drafts for itself with some of its layers left out, and checks with all of them. Needs no draft model.",
            new Paper("Zhang, Wang, Li et al.", 2023,
                    "Draft & verify: lossless large language model acceleration via self-speculative decoding",
                    "2309.08168"),
            "", Set.of(Need.CAUSAL_MODEL),
            List.of(parts("attention", "Attention left out"), parts("feed-forward", "Feed-forward left out"),
                    new Parameter.Whole("gamma", "Draft length", "Most tokens that are guessed in each round.",
                            "tokens", 1, 32, 4),
                    new Parameter.Real("confidence", "Confidence",
                            "A token that the reduced network gives less than this ends the chain; it is still sent. With 0"
                                    + " every chain has its full length.",
                            "", 0, 1, .6)),
            new CausalComposition(LayerSkip::assemble));

    private static final String AUTO = "auto";
    private static final String NONE = "none";
    private static final int LONGEST = 2_000;

    private LayerSkip() {}

    private static Parameter parts(String name, String label) {
        return new Parameter.Text(name, label,
                "The layers whose " + name + " part is left out while drafting, counted from 0, such as 1,3-5. "
                        + AUTO + " leaves out the second half but the last layer; " + NONE + " leaves out none.",
                LONGEST, "layers", AUTO);
    }

    private static CausalParts assemble(ParameterValues values, Ingredients ingredients) {
        int[] attention = layers(values, "attention", ingredients.model().layers());
        int[] feedForward = layers(values, "feed-forward", ingredients.model().layers());
        LayerPlan plan = LayerPlan.all(ingredients.model().layers()).withoutAttention(attention)
                .withoutFeedForward(feedForward);
        Growth growth = new LevelByLevel(new ConfidenceStop(values.whole("gamma"), values.real("confidence"), false),
                Siblings.DISTINCT);
        return new CausalParts(ingredients.draftWith(growth, plan, source(attention, feedForward)),
                ingredients.greedy() ? new GreedyMatch() : new RatioTest());
    }

    /// The layers that a parameter names, rising.
    ///
    /// @throws IllegalArgumentException one sentence
    private static int[] layers(ParameterValues values, String name, int layers) {
        String text = values.text(name).strip();
        return switch (text) {
            case AUTO -> IntStream.range((layers + 1) / 2, layers - 1).toArray();
            case NONE -> new int[0];
            default -> {
                TreeSet<Integer> named = new TreeSet<>();
                for (String part : text.split(",", -1)) {
                    if (!part.strip().matches("\\d{1,9}(\\s*-\\s*\\d{1,9})?")) {
                        throw refusal(name, text, layers);
                    }
                    String[] ends = part.strip().split("\\s*-\\s*");
                    int from = Integer.parseInt(ends[0]);
                    int to = Integer.parseInt(ends[ends.length - 1]);
                    if (from > to || to >= layers) {
                        throw refusal(name, text, layers);
                    }
                    IntStream.rangeClosed(from, to).forEach(named::add);
                }
                yield named.stream().mapToInt(Integer::intValue).toArray();
            }
        };
    }

    private static IllegalArgumentException refusal(String name, String text, int layers) {
        return new IllegalArgumentException("parameter '" + name + "' is '" + text + "'; accepted: " + AUTO + ", "
                + NONE
                + ", or layers from 0 to " + (layers - 1) + " and ranges of them joined by commas, such as 1,3-5");
    }

    /// What the nodes of the tree come from, in words.
    private static String source(int[] attention, int[] feedForward) {
        if (attention.length == 0 && feedForward.length == 0) {
            return "the whole target";
        }
        String without = attention.length == 0 ? "" : "attention " + list(attention);
        String and = attention.length > 0 && feedForward.length > 0 ? " and " : "";
        return "the target without " + without + and
                + (feedForward.length == 0 ? "" : "feed-forward " + list(feedForward));
    }

    private static String list(int[] layers) {
        return IntStream.of(layers).mapToObj(String::valueOf).collect(Collectors.joining(", "));
    }
}
