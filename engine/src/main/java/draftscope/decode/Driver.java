package draftscope.decode;

import draftscope.decode.speculative.CommittedTokens;
import draftscope.trace.StopReason;

/// Carries a run out, from the prompt to the last token.
sealed interface Driver permits CausalDriver, RaggedDriver, DiffusionDriver, EditingDriver {
    /// Runs to the end on the caller's thread.
    ///
    /// @throws Pacer.Cancelled where a person cancelled
    StopReason drive();

    /// Slots of the target's cache, of several texts those of the first, or length of the canvas.
    int capacity();

    /// Prompt and output so far, of several texts those of the first.
    CommittedTokens committed();
}
