package draftscope.decode;

import java.util.Optional;

/// The parts that make a method, put together for one run. Which kind it is decides which driver runs it.
public sealed interface Composition
        permits CausalComposition, RaggedComposition, DiffusionComposition, EditingComposition {
    /// Why such a method cannot go on with a canvas, as the end of a sentence that begins with its name; empty where it can.
    default Optional<String> refuses(CanvasBeginning canvas, int promptLength) {
        return Optional.of(
                "writes from left to right and cannot go on with a canvas; accepted: a diffusion method, or one that"
                        + " edits a text");
    }
}
