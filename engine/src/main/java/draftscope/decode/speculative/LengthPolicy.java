package draftscope.decode.speculative;

import java.util.Optional;

/// How far and how wide a draft grows that grows level by level.
///
/// The decision may use earlier draws and laws but never the token about to be drawn, nor drop a drawn one: else the ratio
/// tests would no longer keep the target's distribution.
public interface LengthPolicy {
    /// Deepest level it ever asks for.
    int maxDepth();

    /// Most nodes it ever asks for.
    int maxNodes();

    /// Prepares for a run. Called once, after the draft model has read the prompt.
    default void begin(DraftContext context) {}

    /// How many children the node `index` is to get; 0 makes it a leaf. Asked before the node is read.
    int children(DraftTree tree, int index);

    /// Why no level follows the one just drawn; empty while one may.
    ///
    /// @param last the law that the last node was drawn from
    default Optional<DraftStop> stop(DraftTree tree, DraftLaw last) {
        return Optional.empty();
    }

    /// Learns how a round ended.
    default void observe(Acceptance acceptance) {}
}
