package draftscope.trace;

import java.util.Optional;

/// A draft node with all that became of it so far.
///
/// @param level     the draft level it came with: 1 for the first, which need not be its depth
/// @param row       the target's law after this node, once verified
/// @param verdict   once judged
/// @param cut       left out before verification
/// @param committed its token became output
/// @param targetProbability the target's probability of this token after its parent: from the verdict, else from the
///                  parent's row, else `NaN`
public record TreeNode(DraftNode node, int level, Optional<TargetRow> row, Optional<Verdict> verdict, boolean cut,
        boolean committed, double targetProbability) {}
