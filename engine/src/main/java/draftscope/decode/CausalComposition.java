package draftscope.decode;

import draftscope.decode.speculative.CausalParts;

/// A method for causal models.
///
/// @param assembly makes the parts of one run
public record CausalComposition(Assembly assembly) implements Composition {
    /// Makes the parts of one run.
    @FunctionalInterface
    public interface Assembly {
        CausalParts assemble(ParameterValues values, Ingredients ingredients);
    }
}
