package draftscope.decode.speculative;

import draftscope.sampling.TokenDistribution;
import draftscope.trace.Rule;
import java.util.List;
import java.util.Optional;

/// Draws that are independent of each other are tested in turn: accept when u < R / q, else R becomes norm(max(0, R - q)). R
/// begins as the target's law; the draft's law q stays what it is. A token that came up again is tested again, which never
/// accepts it: its first rejection left nothing of it in R.
///
/// Source: multi-step speculative sampling of SpecInfer (Miao et al. 2024, arXiv 2305.09781). The identity min(R, q) +
/// (1 - sum min(R, q)) norm(max(0, R - q)) = R, draw after draw, keeps the target's law.
///
/// We differ where less than 1e-12 is left of R: see [RecursiveWithoutReplacement].
public record RecursiveWithReplacement() implements SiblingVerifier {
    @Override
    public Rule rule() {
        return Rule.RECURSIVE_WITH_REPLACEMENT;
    }

    @Override
    public Judgement judge(TokenDistribution target, Optional<TokenDistribution> draft, List<Integer> children,
            Draws draws) {
        return RecursiveWithoutReplacement.recursive(target, draft, children, draws, true);
    }
}
