package draftscope.app.library;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The file in which the library keeps its folders: `{"version": 1, "folders": ["/models"]}`.
///
/// A file that cannot be understood is set aside under another name, never overwritten and never deleted.
final class FolderList {
    private static final int VERSION = 1;
    private static final String NAME = "library.json";
    private static final JsonMapper MAPPER = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Path file;

    /// @param settings the folder in which it lies; made when there is something to keep
    FolderList(Path settings) {
        file = settings.resolve(NAME);
    }

    /// What was kept.
    ///
    /// @param problem one sentence where it could not be read
    record Loaded(List<Path> folders, Optional<String> problem) {}

    Loaded load() {
        try {
            return new Loaded(folders(MAPPER.readTree(Files.readAllBytes(file))), Optional.empty());
        } catch (NoSuchFileException none) {
            return new Loaded(List.of(), Optional.empty());
        } catch (IOException e) {
            return new Loaded(List.of(),
                    Optional.of("The library's folders in " + file + " cannot be read: " + e.getMessage() + "."));
        } catch (JacksonException | IllegalArgumentException damaged) {
            return new Loaded(List.of(), Optional.of(setAside()));
        }
    }

    void save(List<Path> folders) throws IOException {
        Files.createDirectories(file.getParent());
        Path part = Files.createTempFile(file.getParent(), NAME, ".part");
        try {
            Files.write(part, MAPPER.writeValueAsBytes(
                    Map.of("version", VERSION, "folders", folders.stream().map(Path::toString).toList())));
            try {
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /// Where the list is kept.
    Path file() {
        return file;
    }

    private static List<Path> folders(JsonNode root) {
        JsonNode list = root.path("folders");
        if (root.path("version").asInt(0) != VERSION || !list.isArray())
            throw new IllegalArgumentException("no list of folders of version " + VERSION);
        List<Path> folders = new ArrayList<>();
        for (JsonNode entry : list) {
            if (!entry.isString())
                throw new IllegalArgumentException("a folder that is no text");
            try {
                folders.add(Path.of(entry.asString()));
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException("a folder that this system cannot name", e);
            }
        }
        return List.copyOf(folders);
    }

    private String setAside() {
        String what = "The list of the library's folders, " + file + ", is damaged or of another version; ";
        try {
            Path aside = file.resolveSibling(NAME + ".damaged");
            for (int n = 2; Files.exists(aside); n++) {
                aside = file.resolveSibling(NAME + ".damaged-" + n);
            }
            Files.move(file, aside);
            return what + "it was set aside as " + aside.getFileName() + ", and the library begins without folders.";
        } catch (IOException e) {
            return what + "it could not be set aside (" + e.getMessage() + "), so folders are not kept.";
        }
    }
}
