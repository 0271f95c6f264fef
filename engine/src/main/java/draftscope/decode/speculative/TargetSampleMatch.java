package draftscope.decode.speculative;

import draftscope.sampling.TokenDistribution;
import draftscope.trace.Rule;
import java.util.List;
import java.util.Optional;

/// The target draws once from its own law, and the child that equals the draw is accepted.
///
/// Keeps the target's distribution for any way of choosing children, because the children have no influence on the draw.
/// Accepts with the probability that the target gives to all children together. The sequential form in the sampling code
/// of EAGLE and Lookahead has the same law; one draw shows better what happens.
public record TargetSampleMatch() implements SiblingVerifier {
    @Override
    public Rule rule() {
        return Rule.TARGET_SAMPLE_MATCH;
    }

    @Override
    public Judgement judge(TokenDistribution target, Optional<TokenDistribution> draft, List<Integer> children,
            Draws draws) {
        double draw = draws.uniform(0);
        return GreedyMatch.match(target, children, target.draw(draw), draw);
    }
}
