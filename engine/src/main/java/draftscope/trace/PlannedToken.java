package draftscope.trace;

/// A token that is about to be output.
///
/// @param position index in the whole sequence, prompt included
/// @param node     the draft node it comes from, or [DraftNode#NONE]
/// @param measures as [TraceEvent.Committed] will tell them, but without the likeliest tokens: those are [TargetRow#raw()]
public record PlannedToken(int position, int token, Provenance provenance, int node, TokenMeasures measures) {}
