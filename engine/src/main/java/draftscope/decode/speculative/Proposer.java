package draftscope.decode.speculative;

import draftscope.cache.KvCache;
import java.util.List;
import java.util.Optional;

/// Makes the draft of each round, pass by pass. Owns the cache of its model where it has one. Serves one run and is called
/// on its thread.
///
/// Guesses are a function of the context: the same context, step and seed give the same draft.
public interface Proposer {
    /// Deepest level it ever drafts; 0 for a proposer that never drafts.
    int maxDepth();

    /// Most nodes it ever drafts in a round.
    int maxNodes();

    /// Reads the prompt. Called once, before the first round.
    default void begin(DraftContext context) {}

    /// Makes one pass and adds the nodes that come of it; a draft model runs once. Parents come before children, and siblings
    /// in the order in which they are to be judged. Called only while [#full] has nothing to say.
    ///
    /// @return why this was the last pass, or why it brought nothing; empty when at least one node was added and another
    ///         pass may follow
    Optional<DraftStop> extend(DraftTree tree, DraftContext context);

    /// Why no further pass is made; empty while one may be. Asked before every pass, and after the last.
    default Optional<DraftStop> full(DraftTree tree) {
        return tree.full();
    }

    /// Lets the target read the draft. A proposer that works ahead meanwhile, on a thread of its own, is at rest again when this
    /// returns or throws. It may then add children of what was read; they are judged by what the target said after their
    /// parents, and an accepted one is the next root.
    ///
    /// @param reading the target's forward
    /// @return the passes that its model made meanwhile, in order
    default List<AsidePass> during(Runnable reading, DraftTree tree, DraftContext context) {
        reading.run();
        return List.of();
    }

    /// Learns how a round ended, and brings its cache into line. Called after every round in which it drafted.
    default void observe(Acceptance acceptance) {}

    /// Most probes it ever asks for in a round.
    default int maxProbes() {
        return 0;
    }

    /// Rows that the target is to read beside a finished draft, parents before children. None may lie beyond the context.
    default List<Probe> probes(DraftTree tree, DraftContext context) {
        return List.of();
    }

    /// Whether it learns from the target's laws over the prompt, which cost an output matrix each.
    default boolean learnsFromPrompt() {
        return false;
    }

    /// Learns from what the target said, after [#observe(Acceptance)] and also in rounds without a draft; where
    /// [#learnsFromPrompt()], before [#begin(DraftContext)] also from each piece of the prompt.
    default void learn(TargetReading reading, DraftContext context) {}

    /// The cache of its model, for those who watch; there from [#begin(DraftContext)] on.
    default Optional<KvCache> cache() {
        return Optional.empty();
    }

    /// How often its model ran after the prompt was read.
    default int forwards() {
        return 0;
    }
}
