package draftscope.decode.speculative;

import draftscope.decode.CausalComposition;
import draftscope.decode.DecodingMethod;
import draftscope.decode.Family;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import draftscope.decode.speculative.LevelByLevel.Siblings;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Self-verification length policy: a chain ends with the token at which the draft model itself was unsure.
///
/// Pinsker's inequality bounds the acceptance from below by 1 - sqrt(KL(draft || target) / 2). With the divergence
/// replaced by a constant times the draft's entropy H, that is 1 - sqrt(c H): a rule of thumb, no longer a bound. A chain ends
/// when sqrt(c H) exceeds a limit, H in nats over the draft's law before the sampler chain. The unsure token is still sent, so a
/// draft has at least one token.
/// Example: c = .15, limit .3: (.5, .3, .2) has H = 1.03 nats and ends the chain, (.9, .05, .05) has .39 and does not.
///
/// Source: Zhang, Xu, Liang, Chen, He, 2024, arXiv 2411.18462, with the constants of the published code.
public final class Svip implements LengthPolicy {
    public static final DecodingMethod METHOD = new DecodingMethod("svip", "SVIP: stop when unsure", Family.SPECULATIVE,
            "A small model guesses ahead until its own entropy says that it no longer knows; easy text gets long drafts.",
            new Paper("Zhang, Xu, Liang et al.", 2024,
                    "Draft model knows when to stop: a self-verification length policy for speculative decoding",
                    "2411.18462"),
            "", Set.of(Need.CAUSAL_MODEL, Need.DRAFT_MODEL),
            List.of(new Parameter.Real("limit", "Doubt allowed",
                    "A chain ends with the token at which the root of (constant x entropy) exceeds this. 0 drafts one token"
                            + " a round, 3 hardly ever stops.",
                    "", 0, 3, .3),
                    new Parameter.Real("constant", "Constant",
                            "How much one nat of the draft model's entropy counts.", "per nat", 0, 1, .15),
                    new Parameter.Whole("cap", "Longest draft", "Tokens after which a chain ends in any case.",
                            "tokens",
                            1, 64, 40)),
            new CausalComposition((values, ingredients) -> new CausalParts(
                    ingredients.draftWith(new LevelByLevel(new Svip(values.real("constant"), values.real("limit"),
                            values.whole("cap")), Siblings.DISTINCT)),
                    ingredients.greedy() ? new GreedyMatch() : new RatioTest())));

    private static final double NATS_PER_BIT = Math.log(2);

    private final double constant;
    private final double limit;
    private final int cap;

    Svip(double constant, double limit, int cap) {
        this.constant = constant;
        this.limit = limit;
        this.cap = cap;
    }

    @Override
    public int maxDepth() {
        return cap;
    }

    @Override
    public int maxNodes() {
        return cap;
    }

    @Override
    public int children(DraftTree tree, int index) {
        return 1;
    }

    @Override
    public Optional<DraftStop> stop(DraftTree tree, DraftLaw last) {
        double doubt = doubt(constant, last.rawEntropyBits());
        return doubt > limit
                ? Optional.of(new DraftStop("the draft's entropy says that it is unsure", doubt, limit))
                : Optional.empty();
    }

    /// sqrt(constant x entropy in nats).
    static double doubt(double constant, double entropyBits) {
        return Math.sqrt(constant * entropyBits * NATS_PER_BIT);
    }
}
