package draftscope.decode.speculative;

import java.util.List;
import java.util.Optional;

/// How a draft tree grows from the laws of a draft model: which nodes the model reads next, and which children they get.
///
/// The decision whether to draw may use earlier draws and laws, but a token that was drawn stays in the tree whatever it is,
/// and siblings stay in the order of their draws: else the ratio tests would no longer keep the target's distribution.
/// Serves one run; a tree without nodes begins a round.
public interface Growth {
    /// Deepest level it ever asks for.
    int maxDepth();

    /// Most nodes it ever asks for in a round.
    int maxNodes();

    /// Prepares for a run. Called once, after the draft model has read the prompt.
    default void begin(DraftContext context) {}

    /// Why the draft model is not asked again; empty when [#next] names nodes.
    Optional<DraftStop> full(DraftTree tree);

    /// The nodes that the draft model reads in the next pass, rising: the root in an empty tree, later nodes of the tree that
    /// it has not read.
    List<Integer> next(DraftTree tree);

    /// Draws children from the laws after those nodes, given in the same order. At least one child is added.
    void grow(DraftTree tree, List<DraftLaw> laws);

    /// Learns how a round ended.
    default void observe(Acceptance acceptance) {}
}
