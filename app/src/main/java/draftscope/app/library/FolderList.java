package draftscope.app.library;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The file in which the library keeps its folders: `{"version": 1, "folders": ["/models"]}`.
final class FolderList {
    private final SettingsFile file;

    /// @param settings the folder in which it lies; made when there is something to keep
    FolderList(Path settings) {
        file = new SettingsFile(settings, "library.json", "The list of the library's folders");
    }

    /// What was kept.
    ///
    /// @param problem one sentence where it could not be read
    record Loaded(List<Path> folders, Optional<String> problem) {}

    Loaded load() {
        SettingsFile.Loaded<List<Path>> loaded = file.load(
                root -> SettingsFile.paths(root.get("folders")), List.of(),
                "the library begins without folders");
        return new Loaded(loaded.kept(), loaded.problem());
    }

    void save(List<Path> folders) throws IOException {
        file.save(Map.of("folders", folders.stream().map(Path::toString).toList()));
    }

    /// Where the list is kept.
    Path file() {
        return file.path();
    }
}
