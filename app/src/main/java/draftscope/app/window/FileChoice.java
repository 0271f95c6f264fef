package draftscope.app.window;

import java.io.File;
import java.nio.file.Path;
import java.util.Optional;
import javafx.stage.FileChooser;
import javafx.stage.Window;

/// Asks the person for a file. An interface, because a platform without a display has no dialog to show.
@FunctionalInterface
public interface FileChoice {
    /// The model file that was chosen; empty when the person thought better of it.
    Optional<Path> modelFile(Window owner);

    /// The platform's own dialog.
    static FileChoice dialog() {
        return owner -> {
            FileChooser chooser = new FileChooser();
            chooser.setTitle("Open a model file");
            chooser.getExtensionFilters().addAll(new FileChooser.ExtensionFilter("Models (*.gguf)", "*.gguf"),
                    new FileChooser.ExtensionFilter("All files", "*"));
            return Optional.ofNullable(chooser.showOpenDialog(owner)).map(File::toPath);
        };
    }
}
