package draftscope.trace;

/// The token that the target itself adds at the end of a round.
///
/// @param after      the node after which it stands, [DraftNode#ROOT] when nothing was accepted
/// @param provenance [Provenance#CORRECTION] after a rejection, [Provenance#BONUS] after a whole path, [Provenance#TARGET] without
///                   any draft
/// @param draw       the uniform number behind it; `NaN` when greedy
/// @param probability its probability under the law it was drawn from
/// @param law        that law's likeliest tokens (the residual after a rejection)
public record TargetDraw(int after, int token, Provenance provenance, double draw, double probability,
        TopTokens law) {}
