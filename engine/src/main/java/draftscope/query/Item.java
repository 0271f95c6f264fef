package draftscope.query;

import draftscope.trace.DraftNode;

/// What a condition is asked of: a draft node, a token of the output, or both in one where the node became output.
///
/// A number that was not captured is `NaN`; an index, a rank or a token that there is none of is -1.
///
/// @param facts     of the step that it belongs to
/// @param node      the draft node, or [DraftNode#NONE] for a token that nothing drafted
/// @param output    index among the committed tokens, or -1 for a node that did not become output
/// @param position  index in the whole sequence, prompt included
/// @param entropyBits of the target's raw law at this place
/// @param probability the target's raw probability of the token
/// @param margin    raw probability of the first choice at this place less that of the second
/// @param rank      0 for the raw law's first choice
/// @param target    the target's probability of the token after the sampler chain
/// @param draft     the draft's probability of the token
/// @param draftTop  the draft's first choice at this place
/// @param targetTop the target's first choice at this place
/// @param flip      1 when its position held another token before, 0 when not
public record Item(StepFacts facts, int node, int output, int position, int token, State state, int depth, int level,
        double entropyBits, double surprisalBits, double probability, double margin, int rank, double target,
        double draft, int draftTop, int targetTop, boolean control, double flip) {

    /// What holds for all items of a step; `NaN` where the trace does not say.
    ///
    /// @param step  0, 1, 2, ...
    /// @param order 0, 1, 2, ... among the steps that the trace tells of
    /// @param first index of the step's first item
    /// @param end   index behind its last item
    public record StepFacts(int step, int order, int first, int end, double accepted, double rejected, double drafted,
            double judged, double kvUsed, double rolledBack) {

        /// The same facts where its items are known.
        StepFacts at(int from, int to) {
            return new StepFacts(step, order, from, to, accepted, rejected, drafted, judged, kvUsed, rolledBack);
        }
    }

    /// Whether a draft proposed it.
    public boolean drafted() {
        return node != DraftNode.NONE;
    }
}
