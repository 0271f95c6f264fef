package draftscope.lab;

import draftscope.trace.DraftNode;
import java.util.List;
import java.util.Map;

/// One recorded round: what was drafted and sent, how far the walk came, and what it took.
///
/// @param nodes       what was sent to the target, in drafting order; empty when nothing was drafted
/// @param passOf      by node index: the draft pass that it came out of, 1, 2, ...
/// @param accepted    the accepted nodes, from the root down
/// @param passNanos   by draft pass; telling the events excluded
/// @param targetNanos the target's pass over the root and the nodes, with what belongs to it
/// @param restNanos   everything else: ranking, judging, the target's own token, the commit
record Round(int step, List<DraftNode> nodes, Map<Integer, Integer> passOf, List<DraftNode> accepted,
        Map<Integer, Long> passNanos, long targetNanos, long restNanos) {

    /// Tokens that it wrote: the accepted ones and the target's own.
    int tokens() {
        return accepted.size() + 1;
    }

    int rows() {
        return nodes.size() + 1;
    }

    long nanos() {
        return passNanos.values().stream().mapToLong(Long::longValue).sum() + targetNanos + restNanos;
    }
}
