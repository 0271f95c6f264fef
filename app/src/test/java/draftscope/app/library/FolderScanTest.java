package draftscope.app.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderScanTest {
    @TempDir
    Path root;

    private Path file(String name) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, name);
    }

    private FolderScan.Result scan() {
        return FolderScan.scan(root, () -> false);
    }

    private static List<String> names(FolderScan.Result result) {
        return result.candidates().stream().map(c -> c.stamp().path().getFileName() + (c.certain() ? "" : "?")).sorted()
                .toList();
    }

    @Test
    void findsModelsOfEveryKindAndNothingElse() throws IOException {
        file("a.gguf");
        file("deep/er/B.GGUF");
        file("hugging/config.json");
        file("hugging/model.safetensors");
        file("sharded/config.json");
        file("sharded/model.safetensors.index.json");
        file("sharded/model-00001-of-00001.safetensors");
        file("lone/adapter.safetensors");
        file("karpathy/stories.bin");
        file("notes.txt");
        file("config/config.json");
        file(".hidden/c.gguf");
        FolderScan.Result result = scan();
        assertThat(names(result)).containsExactly("B.GGUF", "a.gguf", "adapter.safetensors", "hugging", "sharded",
                "stories.bin?");
        assertThat(result.notes()).isEmpty();
        assertThat(result.directories()).contains(root, root.resolve("deep/er"), root.resolve("hugging"))
                .doesNotContain(root.resolve(".hidden"));
    }

    @Test
    void aFolderCountsTheWeightsInIt() throws IOException {
        file("m/config.json");
        file("m/model.safetensors");
        file("m/readme.md");
        assertThat(scan().candidates().getFirst().stamp().bytes()).isEqualTo("m/model.safetensors".length());
    }

    @Test
    void leavesALoopOfLinksOut() throws IOException {
        file("models/a.gguf");
        Files.createSymbolicLink(root.resolve("models/again"), root);
        Files.createSymbolicLink(root.resolve("models/self"), Path.of("self"));
        FolderScan.Result result = scan();
        assertThat(names(result)).containsExactly("a.gguf");
    }

    @Test
    void followsLinksAndListsAFileOnce() throws IOException {
        Path blob = file("blobs/0123");
        Files.createDirectories(root.resolve("snapshots/x"));
        Files.createSymbolicLink(root.resolve("snapshots/x/model.gguf"), blob);
        Files.createSymbolicLink(root.resolve("snapshots/x/second.gguf"), blob);
        assertThat(scan().candidates()).hasSize(1);
    }

    @Test
    void aDanglingLinkIsNothing() throws IOException {
        Files.createSymbolicLink(root.resolve("gone.gguf"), root.resolve("nowhere"));
        FolderScan.Result result = scan();
        assertThat(result.candidates()).isEmpty();
        assertThat(result.notes()).isEmpty();
    }

    @Test
    void saysWhatMayNotBeRead() {
        // Asked directly: a test that runs as root may read everything.
        FolderScan scan = new FolderScan(root, () -> false);
        scan.visitFileFailed(root.resolve("private"), new AccessDeniedException("private"));
        scan.visitFileFailed(root.resolve("odd"), new IOException("the disk is odd"));
        assertThat(scan.result().notes()).containsExactly(root.resolve("private") + " may not be read.",
                root.resolve("odd") + " cannot be looked at: the disk is odd.");
    }

    @Test
    void saysThatAFolderIsNotThereOrNone() throws IOException {
        Path gone = root.resolve("gone");
        assertThat(FolderScan.scan(gone, () -> false).notes())
                .containsExactly("The folder " + gone + " is not there; its models are back when it is.");
        Path file = file("a.gguf");
        assertThat(FolderScan.scan(file, () -> false).notes()).containsExactly(file + " is not a folder.");
    }

    @Test
    void endsSoonWhenItIsCancelled() throws IOException {
        file("a.gguf");
        assertThatThrownBy(() -> FolderScan.scan(root, () -> true)).isInstanceOf(CancellationException.class);
    }
}
