package draftscope.app.window;

import java.io.File;
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
            public Optional<Path> folder(Window owner) {
                DirectoryChooser chooser = new DirectoryChooser();
                chooser.setTitle("Watch a folder of models");
                return Optional.ofNullable(chooser.showDialog(owner)).map(File::toPath);
            }
        };
    }
}
