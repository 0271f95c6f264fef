package draftscope.decode.speculative;

import draftscope.decode.CausalComposition;
import draftscope.decode.DecodingMethod;
import draftscope.decode.Family;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import java.util.List;
import java.util.Set;

/// Plain decoding: one token for each forward of the target. The measure of every other method.
public final class Autoregressive {
    public static final DecodingMethod METHOD = new DecodingMethod("autoregressive", "Plain decoding", Family.PLAIN,
            "The target writes one token at a time, each drawn from its own law.",
            new Paper("Bengio, Ducharme, Vincent, Jauvin", 2003, "A neural probabilistic language model", ""), "",
            Set.of(Need.CAUSAL_MODEL), List.of(),
            // With no draft there is nothing to judge: any verifier would do.
            new CausalComposition((values, ingredients) -> new CausalParts(new NoProposer(), new GreedyMatch())));

    private Autoregressive() {}
}
