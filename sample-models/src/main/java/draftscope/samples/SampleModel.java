package draftscope.samples;

/// A model that is shipped with the app.
///
/// @param name the model's name, such as `tales-target`
/// @param file the resource's file name
/// @param kind `causal`, `masked-diffusion` or `block-diffusion`
/// @param role what it is there for: `target`, `draft`, `diffusion`, `block` or `parallel`
/// @param bytes the file's size
/// @param sha256 the file's SHA-256 digest in hexadecimal
/// @param summary one line about it
public record SampleModel(
        String name, String file, String kind, String role, long bytes, String sha256, String summary) {}
