package draftscope.model;

import java.util.function.Function;

/// A family of models as a file names it in `general.architecture`. The list of all is in [Architectures].
///
/// @param id         GGUF's name
/// @param arithmetic what its layers do, from the file's metadata
/// @param causal     a position sees only itself and the past, unless the file says otherwise
/// @param shifted    although attention is bidirectional, logits after a position are for the next one, unless the file
///                   says otherwise
record Architecture(String id, Function<Metadata, Arithmetic> arithmetic, boolean causal, boolean shifted) {
    /// A causal family.
    Architecture(String id, Function<Metadata, Arithmetic> arithmetic) {
        this(id, arithmetic, true, false);
    }
}
