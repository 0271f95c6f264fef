package draftscope.decode.editing;

import draftscope.decode.DecodingMethod;
import draftscope.decode.EditingComposition;
import draftscope.decode.Family;
import draftscope.decode.Ingredients;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import draftscope.decode.ParameterValues;
import java.util.List;
import java.util.Set;

/// Changes a text in place until it reads as the target would have written it around words that have to stay: [TextChain].
///
/// The law is the target's own at the run's temperature, of whole texts up to their end; top-k, top-p and min-p do not count.
public final class MetropolisHastings {
    public static final DecodingMethod METHOD = new DecodingMethod("cgmh", "CGMH", Family.EDITING,
            "Puts words in, swaps them and takes them out, and keeps a change by how much likelier the text becomes.",
            new Paper("Miao, Zhou, Mou, Yan, Li", 2018,
                    "CGMH: constrained sentence generation by Metropolis-Hastings sampling", "1811.10996"),
            "The text follows the target's law after very many steps only; after a few it still shows where it began.",
            Set.of(Need.CAUSAL_MODEL),
            List.of(new Parameter.Text("start", "Start text",
                    "What stands behind the prompt before the first step. Empty: nothing does.", 4_000, "a text",
                    "dog green cat the and ball was"),
                    new Parameter.Choice("words", "Its words",
                            "Whether the words of the start text have to stay, in their order, or may be changed like any other.",
                            "", List.of("free", "stay"), "free"),
                    new Parameter.Whole("steps", "Steps", "Changes that are proposed.", "steps", 1, 100_000, 200),
                    new Parameter.Whole("longest", "Longest text", "Most tokens of the text.", "tokens", 1, 1024, 48),
                    new Parameter.Whole("candidates", "Candidates",
                            "Tokens that are weighed for a place, each with all that stands on both sides.", "tokens",
                            1,
                            64, 12),
                    new Parameter.Real("any", "Any token",
                            "Share of the proposals that is drawn from the whole vocabulary, so that every text can be reached.",
                            "", 0.001, 1, 0.05)),
            new EditingComposition(MetropolisHastings::parts));

    private MetropolisHastings() {}

    private static EditingParts parts(ParameterValues values, Ingredients ingredients) {
        String start = values.text("start").strip();
        return new EditingParts(start.isEmpty() ? new int[0] : ingredients.lexicon().encodeBehind(start),
                values.text("words").equals("stay"), values.whole("steps"), values.whole("longest"),
                new Weighing(values.whole("candidates"), values.real("any"),
                        ingredients.chain().settings().temperature()));
    }
}
