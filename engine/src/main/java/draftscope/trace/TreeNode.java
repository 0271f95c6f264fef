package draftscope.trace;

import java.util.Optional;

/// A draft node with all that became of it so far.
///
/// @param row       the target's law after this node, once verified
/// @param verdict   once judged
/// @param cut       left out before verification
/// @param committed its token became output
/// @param targetProbability the target's probability of this token after its parent: from the verdict, else from the
///                  parent's row, else `NaN`
public record TreeNode(DraftNode node, Optional<TargetRow> row, Optional<Verdict> verdict, boolean cut,
        boolean committed, double targetProbability) {

    /// A node whose parent's row is not at hand: the target's probability comes from the verdict or is `NaN`.
    public TreeNode(DraftNode node, Optional<TargetRow> row, Optional<Verdict> verdict, boolean cut,
            boolean committed) {
        this(node, row, verdict, cut, committed, verdict.map(Verdict::targetProbability).orElse(Double.NaN));
    }
}
