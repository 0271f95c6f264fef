package draftscope.audit;

import draftscope.trace.DraftNode;

/// Something that an audit found, with its evidence.
///
/// @param step     round in which it shows, or [#NOWHERE] for what only many rounds show
/// @param position index of the token in the whole text, prompt included, or [#NOWHERE]
/// @param node     the draft node that it is about, [DraftNode#ROOT] for the row of the last committed token, or [DraftNode#NONE]
/// @param sentence the evidence, with its numbers; it counts rounds from 1, as people do
public record Finding(Fault fault, int step, int position, int node, String sentence) {
    public static final int NOWHERE = -1;
}
