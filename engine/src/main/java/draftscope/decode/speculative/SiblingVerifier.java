package draftscope.decode.speculative;

import draftscope.sampling.TokenDistribution;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/// A verifier that looks at one node and its children, and at nothing that hangs below them.
public interface SiblingVerifier extends Verifier {
    /// @param target   the target's law after the node
    /// @param draft    the law that the children were drawn from; empty for copies
    /// @param children tokens of the children, in draw order; not empty. All different, except where they are drawn with
    ///                 replacement: there a token that came up again stands again
    /// @param draws    this node's random numbers
    Judgement judge(TokenDistribution target, Optional<TokenDistribution> draft, List<Integer> children, Draws draws);

    @Override
    default Judgement judge(DraftTree tree, int node, IntFunction<TokenDistribution> target, Draws draws) {
        return judge(target.apply(node), tree.law(node), tree.drawn(node).stream().map(tree::token).toList(), draws);
    }
}
