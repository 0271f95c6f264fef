package draftscope.app.window;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javafx.stage.DirectoryChooser;
import javafx.stage.FileChooser;
import javafx.stage.Window;

/// Asks the person for a file or a folder. An interface, because a platform without a display has no dialog to show.
@FunctionalInterface
public interface FileChoice {
    /// The model file that was chosen; empty when the person thought better of it.
    Optional<Path> modelFile(Window owner);

    /// The folder that was chosen; empty when the person thought better of it, or nobody can be asked.
    default Optional<Path> folder(Window owner) {
        return Optional.empty();
    }

    /// The recording that was chosen; empty when the person thought better of it, or nobody can be asked.
    ///
    /// @param folder where to look first
    default Optional<Path> recording(Window owner, Optional<Path> folder) {
        return Optional.empty();
    }

    /// The file that something is to be written to; empty when the person thought better of it, or nobody can be asked.
    ///
    /// @param title what is to be written
    /// @param name  that it may have
    default Optional<Path> newFile(Window owner, String title, String name) {
        return Optional.empty();
    }

    /// The platform's own dialogs.
    static FileChoice dialog() {
        return new FileChoice() {
            @Override
            public Optional<Path> modelFile(Window owner) {
                FileChooser chooser = new FileChooser();
                chooser.setTitle("Open a model file");
                chooser.getExtensionFilters().addAll(
                        new FileChooser.ExtensionFilter("Models (*.gguf, *.safetensors, *.bin)", "*.gguf",
                                "*.safetensors", "*.bin"),
                        new FileChooser.ExtensionFilter("All files", "*"));
                return Optional.ofNullable(chooser.showOpenDialog(owner)).map(File::toPath);
            }

            @Override
            public Optional<Path> recording(Window owner, Optional<Path> folder) {
                FileChooser chooser = new FileChooser();
                chooser.setTitle("Open a recording");
                folder.filter(Files::isDirectory).map(Path::toFile).ifPresent(chooser::setInitialDirectory);
                chooser.getExtensionFilters().addAll(
                        new FileChooser.ExtensionFilter("Recordings (*.dscope, *.dscope.gz, *.jsonl, *.json)",
                                "*.dscope", "*.dscope.gz", "*.jsonl", "*.json"),
                        new FileChooser.ExtensionFilter("All files", "*"));
                return Optional.ofNullable(chooser.showOpenDialog(owner)).map(File::toPath);
            }

            @Override
            public Optional<Path> newFile(Window owner, String title, String name) {
                FileChooser chooser = new FileChooser();
                chooser.setTitle(title);
                chooser.setInitialFileName(name);
                return Optional.ofNullable(chooser.showSaveDialog(owner)).map(File::toPath);
            }

            @Override
            public Optional<Path> folder(Window owner) {
                DirectoryChooser chooser = new DirectoryChooser();
                chooser.setTitle("Watch a folder of models");
                return Optional.ofNullable(chooser.showDialog(owner)).map(File::toPath);
            }
        };
    }
}
