package draftscope.decode.speculative;

import draftscope.sampling.TokenDistribution;
import draftscope.trace.Rule;
import java.util.function.IntFunction;

/// Decides about the children of one node: which of them, if any, becomes output.
///
/// A pure function of tree, laws and random numbers. It keeps no state, tells nothing and knows nothing of the end of a
/// text; [Walk] leads it down the tree. Most look at one node's children alone: [SiblingVerifier].
public interface Verifier {
    /// Names the rule in the trace.
    Rule rule();

    /// @param tree   the whole draft
    /// @param node   the node, or 0 for the root; it has children
    /// @param target the target's law after a node, by the node's index; computed when it is asked for
    /// @param draws  this node's random numbers
    Judgement judge(DraftTree tree, int node, IntFunction<TokenDistribution> target, Draws draws);

    /// The random numbers for one node's children, each in [0, 1).
    @FunctionalInterface
    interface Draws {
        /// Number for the test of the `sibling`-th child, 0, 1, ...; the match rules use number 0 for the target's own draw.
        double uniform(int sibling);
    }
}
