package draftscope.decode.speculative;

import draftscope.sampling.TokenDistribution;
import draftscope.trace.Rule;
import java.util.List;
import java.util.Optional;

/// Decides about the children of one node: which of them, if any, becomes output.
///
/// A pure function of laws, children and random numbers. It keeps no state, tells nothing and knows nothing of the end of a
/// text; [Walk] leads it down the tree.
public interface Verifier {
    /// Names the rule in the trace.
    Rule rule();

    /// @param target   the target's law after the node
    /// @param draft    the law that the children were drawn from; empty for copies
    /// @param children tokens of the children, in draw order; not empty. All different, except where they are drawn with
    ///                 replacement: there a token that came up again stands again
    /// @param draws    this node's random numbers
    Judgement judge(TokenDistribution target, Optional<TokenDistribution> draft, List<Integer> children, Draws draws);

    /// The random numbers for one node's children, each in [0, 1).
    @FunctionalInterface
    interface Draws {
        /// Number for the test of the `sibling`-th child, 0, 1, ...; the match rules use number 0 for the target's own draw.
        double uniform(int sibling);
    }
}
