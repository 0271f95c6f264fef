package draftscope.decode.diffusion;

import draftscope.decode.DecodingMethod;
import draftscope.decode.DiffusionComposition;
import draftscope.decode.Family;
import draftscope.decode.Ingredients;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import draftscope.decode.ParameterValues;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// LLaDA's block sampler: in each step the most confident few positions of the current block are unmasked.
///
/// Source: Nie et al., 2025, arXiv 2502.09992.
public final class LowConfidence {
    static final Parameter LENGTH = new Parameter.Whole("length", "Canvas length",
            "Masks after the prompt; never more than the tokens asked for.", "tokens", 1, 4096, 64);
    static final Parameter BLOCK = new Parameter.Whole("block", "Block length",
            "Masks that are filled before the next block is begun; the whole length for one block.", "tokens", 1, 4096,
            32);
    static final Parameter STEPS = new Parameter.Whole("steps", "Steps",
            "Forwards for the whole canvas, shared out over the blocks. As many as the length: one token a step.",
            "steps", 1,
            4096, 32);
    static final String FREE = "free";
    static final String LAST = "last";

    public static final DecodingMethod METHOD = new DecodingMethod("diffusion-low-confidence",
            "Low confidence", Family.DIFFUSION,
            "Fills a canvas of masks; each step keeps the model's most confident guesses and asks again for the rest.",
            new Paper("Nie, Zhu, You et al.", 2025, "Large language diffusion models", "2502.09992"),
            "Several positions are filled at once, each from its own marginal law, as if they did not depend on each other;"
                    + " with one token per step it is the reference that lossless diffusion methods are held to.",
            Set.of(Need.MASKED_DIFFUSION_MODEL),
            List.of(LENGTH, BLOCK, STEPS,
                    new Parameter.Choice("order", "Order",
                            "confidence: the guesses that the model is surest of are kept. chance: any are kept, by luck.",
                            "", List.of("confidence", "chance"), "confidence"),
                    end(FREE)),
            new DiffusionComposition((values, ingredients) -> parts(values, ending(values, ingredients,
                    new QuotaUnmask(values.whole("steps"),
                            Order.valueOf(values.text("order").toUpperCase(Locale.ROOT)))))));

    private LowConfidence() {}

    static Parameter end(String standard) {
        return new Parameter.Choice("end", "End of text",
                "free: written like any other token. last: only where nothing else is left to write, which keeps a model that is surest of the end from stopping at once.",
                "", List.of(FREE, LAST), standard);
    }

    /// The policy, held back from ending the text where the parameter asks for that.
    static UnmaskPolicy ending(ParameterValues values, Ingredients ingredients, UnmaskPolicy unmask) {
        return values.text("end").equals(LAST) ? new EndLast(unmask, ingredients.lexicon()::isEnd) : unmask;
    }

    /// Fixed blocks, nothing remasked, nothing cached.
    static DiffusionParts parts(ParameterValues values, UnmaskPolicy unmask) {
        return new DiffusionParts(values.whole("length"), new FixedBlocks(values.whole("block")), unmask);
    }
}
