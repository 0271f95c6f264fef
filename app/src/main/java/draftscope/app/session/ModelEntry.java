package draftscope.app.session;

import draftscope.app.library.KnownModels;
import java.nio.file.Path;
import java.util.Optional;

/// A model that a person can choose: a shipped sample, or a file of their own.
///
/// @param name as chips show it
/// @param file empty for a sample, which is found by its name
public record ModelEntry(String name, Optional<Path> file) {
    /// A file of the person's own.
    static ModelEntry of(Path file) {
        Path whole = file.toAbsolutePath().normalize();
        return new ModelEntry(KnownModels.nameOf(whole), Optional.of(whole));
    }

    /// Where the file lies; for a sample this may unpack it first.
    Path locate() {
        return file.orElseGet(() -> KnownModels.resolve(name));
    }
}
