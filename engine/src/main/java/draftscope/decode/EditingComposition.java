package draftscope.decode;

import draftscope.decode.editing.EditingParts;
import java.util.Optional;

/// A method that changes a text in place, token by token, with a causal model.
///
/// @param assembly makes the parts of one run
public record EditingComposition(Assembly assembly) implements Composition {
    /// Makes the parts of one run.
    @FunctionalInterface
    public interface Assembly {
        /// @throws IllegalArgumentException one sentence for parameters that do not fit each other or the model
        EditingParts assemble(ParameterValues values, Ingredients ingredients);
    }

    @Override
    public Optional<String> refuses(CanvasBeginning canvas, int promptLength) {
        return canvas.masks(promptLength) == 0
                ? Optional.empty()
                : Optional
                        .of("edits whole texts and cannot go on with a canvas that holds masks; accepted: one without");
    }
}
