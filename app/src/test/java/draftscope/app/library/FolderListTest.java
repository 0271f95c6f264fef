package draftscope.app.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderListTest {
    @TempDir
    Path folder;

    @Test
    void keepsFoldersInTheirOrder() throws IOException {
        List<Path> folders = List.of(Path.of("/models/ö \"x\""), Path.of("/a"));
        new FolderList(folder.resolve("settings")).save(folders);
        FolderList.Loaded loaded = new FolderList(folder.resolve("settings")).load();
        assertThat(loaded.folders()).isEqualTo(folders);
        assertThat(loaded.problem()).isEmpty();
        try (var files = Files.list(folder.resolve("settings"))) {
            assertThat(files).as("nothing but the list is left").hasSize(1);
        }
    }

    @Test
    void beginsWithoutFoldersAndWithoutAWord() {
        assertThat(new FolderList(folder.resolve("none")).load()).isEqualTo(new FolderList.Loaded(List.of(),
                java.util.Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "\"x\"", "{\"version\": 1}", "{\"version\": 2, \"folders\": []}",
            "{\"version\": 1, \"folders\": [1]}", "{\"version\": 1, \"folders\": [\"a\\u0000b\"]}",
            "{\"version\": 1, \"folders\": [\"/a\"]} trailing"})
    void setsADamagedListAsideAndLosesNothing(String damaged) throws IOException {
        FolderList list = new FolderList(folder);
        Files.writeString(list.file(), damaged);
        FolderList.Loaded loaded = list.load();
        assertThat(loaded.folders()).isEmpty();
        assertThat(loaded.problem().orElseThrow()).contains(list.file().toString(), "library.json.damaged")
                .endsWith(".");
        assertThat(Files.readString(folder.resolve("library.json.damaged"))).isEqualTo(damaged);
        assertThat(list.file()).doesNotExist();
    }

    @Test
    void aSecondDamagedListDoesNotOverwriteTheFirst() throws IOException {
        FolderList list = new FolderList(folder);
        for (String damaged : List.of("first", "second")) {
            Files.writeString(list.file(), damaged);
            assertThat(list.load().problem()).isPresent();
        }
        assertThat(Files.readString(folder.resolve("library.json.damaged"))).isEqualTo("first");
        assertThat(Files.readString(folder.resolve("library.json.damaged-2"))).isEqualTo("second");
    }
}
