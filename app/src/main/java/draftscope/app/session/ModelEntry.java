package draftscope.app.session;

import draftscope.app.library.KnownModels;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// A model that a person can choose: a shipped sample, or a file of their own.
///
/// @param name    as chips and menus show it
/// @param summary one line about it; empty when nothing is known before it is opened
/// @param file    empty for a sample, which is found by its name
public record ModelEntry(String name, String summary, Optional<Path> file) {
    /// A file of the person's own.
    static ModelEntry of(Path file) {
        String name = file.getFileName().toString();
        String bare = name.toLowerCase(Locale.ROOT).endsWith(".gguf")
                ? name.substring(0, name.length() - 5)
                : name;
        return new ModelEntry(bare, file.toAbsolutePath().toString(), Optional.of(file.toAbsolutePath()));
    }

    /// Where the file lies; for a sample this may unpack it first.
    Path locate() {
        return file.orElseGet(() -> KnownModels.resolve(name));
    }
}
