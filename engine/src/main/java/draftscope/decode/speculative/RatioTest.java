package draftscope.decode.speculative;

import draftscope.sampling.TokenDistribution;
import draftscope.trace.Rule;
import java.util.List;
import java.util.Optional;

/// The ratio test of speculative sampling, for chains: accept when u < target / draft, else draw from what is left of the
/// target where it exceeds the draft.
///
/// Source: Leviathan, Kalman, Matias 2023, arXiv 2211.17192, algorithm 1; Chen et al. 2023, arXiv 2302.01318. We differ where
/// rounding leaves nothing of the target: see [RecursiveWithoutReplacement], of which this is the case of one child.
public record RatioTest() implements SiblingVerifier {
    private static final RecursiveWithoutReplacement GENERAL = new RecursiveWithoutReplacement();

    @Override
    public Rule rule() {
        return Rule.RATIO;
    }

    @Override
    public Judgement judge(TokenDistribution target, Optional<TokenDistribution> draft, List<Integer> children,
            Draws draws) {
        if (children.size() != 1) {
            throw new IllegalArgumentException("the ratio test judges a chain; got " + children.size() + " siblings");
        }
        return GENERAL.judge(target, draft, children, draws);
    }
}
