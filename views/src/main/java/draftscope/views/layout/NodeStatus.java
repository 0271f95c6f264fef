package draftscope.views.layout;

import draftscope.trace.DraftNode;
import draftscope.trace.Provenance;
import draftscope.trace.Rule;
import draftscope.trace.TargetDraw;
import draftscope.trace.TreeNode;

/// What has become of a card of the draft tree, as far as it has been told.
public enum NodeStatus {
    ROOT("last committed token"), AWAITING("awaiting its verdict"), ACCEPTED("accepted"), TAKEN(
            "taken unjudged"), REJECTED("rejected"), NOT_JUDGED("never judged"), DROPPED(
                    "dropped"), CUT(
                            "cut by the budget"), CORRECTION(
                                    "correction"), BONUS("bonus"), TARGET("the target's own");

    private final String word;

    NodeStatus(String word) {
        this.word = word;
    }

    /// The word shown beside the glyph.
    public String word() {
        return word;
    }

    /// Written by the target, not by the draft.
    public boolean byTarget() {
        return this == CORRECTION || this == BONUS || this == TARGET;
    }

    /// Part of the path that became output.
    public boolean onSpine() {
        return this == ACCEPTED || this == TAKEN || byTarget();
    }

    public static NodeStatus of(TreeNode node) {
        if (node.cut())
            return CUT;
        return node.verdict().map(verdict -> switch (verdict.outcome()) {
            case ACCEPTED -> verdict.rule() == Rule.BEST_DRAFT ? TAKEN : ACCEPTED;
            case REJECTED -> REJECTED;
            case NOT_REACHED -> verdict.rule() == Rule.BEST_DRAFT ? DROPPED : NOT_JUDGED;
        }).orElse(AWAITING);
    }

    public static NodeStatus of(TargetDraw draw) {
        return of(draw.provenance());
    }

    /// Of a committed token.
    ///
    /// @param unjudged whether the run takes its drafts without judging them
    static NodeStatus of(Provenance provenance, boolean unjudged) {
        return provenance == Provenance.ACCEPTED_DRAFT && unjudged ? TAKEN : of(provenance);
    }

    private static NodeStatus of(Provenance provenance) {
        return switch (provenance) {
            case CORRECTION -> CORRECTION;
            case BONUS -> BONUS;
            case ACCEPTED_DRAFT -> ACCEPTED;
            case TARGET, UNMASKED, FORCED, TAKEN_OVER, PROMPT -> TARGET;
        };
    }

    static boolean isRoot(int node) {
        return node == DraftNode.ROOT;
    }
}
