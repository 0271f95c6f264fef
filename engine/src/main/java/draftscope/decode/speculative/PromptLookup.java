package draftscope.decode.speculative;

import draftscope.decode.CausalComposition;
import draftscope.decode.DecodingMethod;
import draftscope.decode.Family;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import java.util.List;
import java.util.Set;

/// Prompt lookup decoding: what followed an earlier occurrence of the last tokens is copied as the draft.
public final class PromptLookup {
    public static final DecodingMethod METHOD = new DecodingMethod("prompt-lookup", "Prompt lookup",
            Family.SPECULATIVE,
            "Copies what followed the same words earlier in the text, and lets the target check the copy.",
            new Paper("Saxena", 2023, "Prompt lookup decoding", ""), "", Set.of(Need.CAUSAL_MODEL),
            List.of(new Parameter.Whole("max-ngram", "Longest match",
                    "How many of the last tokens are looked up at first; shorter endings are tried when that finds nothing.",
                    "tokens", 1, 16, 3),
                    new Parameter.Whole("min-ngram", "Shortest match",
                            "Endings shorter than this are not looked up.", "tokens", 1, 16, 1),
                    new Parameter.Whole("max-draft", "Draft length", "Most tokens copied in each round.", "tokens", 1,
                            64, 10),
                    new Parameter.Choice("pick", "Which match",
                            "Which occurrence is copied when there are several: the first, as published, or the latest, which is"
                                    + " often closer to the topic.",
                            "", List.of("first", "latest"), "first")),
            new CausalComposition((values, ingredients) -> {
                throw new UnsupportedOperationException("in progress");
            }));

    private PromptLookup() {}
}
