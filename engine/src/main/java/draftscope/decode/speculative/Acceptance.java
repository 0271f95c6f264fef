package draftscope.decode.speculative;

import java.util.List;

/// How a round ended, for proposers and length policies that learn from it.
///
/// @param tree     what was proposed
/// @param accepted indices of the accepted nodes, from the root down; empty when none was
/// @param judged   how many nodes were tested
public record Acceptance(DraftTree tree, List<Integer> accepted, int judged) {
    public Acceptance {
        accepted = List.copyOf(accepted);
    }
}
