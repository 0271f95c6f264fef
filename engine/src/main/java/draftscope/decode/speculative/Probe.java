package draftscope.decode.speculative;

import draftscope.trace.DraftNode;

/// A row that the target reads beside the draft because somebody wants its law. It is no guess: it is never judged and never
/// becomes output. Probes hang from the root in trees of their own and see what their ancestors see.
///
/// @param parent number 1, 2, ... of an earlier probe of the round, or [DraftNode#ROOT]
public record Probe(int parent, int token) {
    public Probe {
        if (parent < DraftNode.ROOT) {
            throw new IllegalArgumentException(
                    "a probe hangs from the root, 0, or from an earlier probe; got " + parent);
        }
    }
}
