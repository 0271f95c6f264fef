package draftscope.trace;

/// A token of the output, in the order in which tokens were committed.
///
/// @param index    0, 1, 2, ... over the run, prompt excluded
/// @param position index in the whole sequence, prompt included
/// @param step     the step that committed it; -1 for a person's token before the first step
/// @param node     the draft node it came from, or [DraftNode#NONE]
/// @param logRatio log2 of the target's probability of the token over the draft's, after the sampler chain, where it came from a
///                 draft; `NaN` when it did not or one of the two was not captured
/// @param event    index of its [TraceEvent.Committed] in the trace
public record CommittedToken(int index, int position, int token, Provenance provenance, int step, int node,
        TokenMeasures measures, double logRatio, int event) {}
