package draftscope.decode.speculative;

import draftscope.sampling.TokenDistribution;

/// How far and how wide a draft grows.
///
/// The decision may use earlier draws and laws but never the token about to be drawn, nor drop a drawn one: else the ratio
/// tests would no longer keep the target's distribution.
public interface LengthPolicy {
    /// Deepest level it ever asks for.
    int maxDepth();

    /// Most nodes it ever asks for.
    int maxNodes();

    /// How many children the node `index` gets; 0 makes it a leaf.
    ///
    /// @param level depth of the children, 1 for those of the root
    /// @param law   the draft's law after the node
    int children(DraftTree tree, int index, int level, TokenDistribution law);

    /// Learns how a round ended.
    default void observe(Acceptance acceptance) {}
}
