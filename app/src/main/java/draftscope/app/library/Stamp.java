package draftscope.app.library;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// A model on disk at a moment. What was read of it holds as long as its stamp stays the same.
///
/// @param path     a file, or a folder with weights in it
/// @param bytes    its size; of a folder, that of the weights in it
/// @param modified milliseconds since 1970 of its last change
public record Stamp(Path path, long bytes, long modified) {
    private static final List<String> ENDINGS = List.of(".gguf", ".safetensors", ".bin");

    /// @throws IOException if it is not there or may not be looked at
    static Stamp of(Path path) throws IOException {
        if (!Files.isDirectory(path))
            return new Stamp(path, Files.size(path), Files.getLastModifiedTime(path).toMillis());
        long bytes = 0;
        long modified = 0;
        try (Stream<Path> inside = Files.list(path)) {
            for (Path file : (Iterable<Path>) inside.filter(Files::isRegularFile)::iterator) {
                bytes += isWeights(file) ? Files.size(file) : 0;
                modified = Math.max(modified, Files.getLastModifiedTime(file).toMillis());
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return new Stamp(path, bytes, modified);
    }

    static boolean isWeights(Path file) {
        return lower(file).endsWith(".safetensors");
    }

    static boolean isModelFile(Path file) {
        return ENDINGS.stream().anyMatch(lower(file)::endsWith);
    }

    /// The name without the ending that tells the format.
    static String nameOf(Path path) {
        String name = String.valueOf(path.getFileName());
        return ENDINGS.stream().filter(lower(path)::endsWith).findFirst()
                .map(ending -> name.substring(0, name.length() - ending.length())).filter(bare -> !bare.isEmpty())
                .orElse(name);
    }

    static String lower(Path path) {
        return String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    }
}
