package draftscope.decode;

import draftscope.decode.diffusion.DiffusionParts;
import java.util.Optional;

/// A method for masked diffusion models.
///
/// @param assembly makes the parts of one run
public record DiffusionComposition(Assembly assembly) implements Composition {
    /// Makes the parts of one run.
    @FunctionalInterface
    public interface Assembly {
        DiffusionParts assemble(ParameterValues values, Ingredients ingredients);
    }

    @Override
    public Optional<String> refuses(CanvasBeginning canvas, int promptLength) {
        return Optional.empty();
    }
}
