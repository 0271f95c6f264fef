package draftscope.app.window;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.stage.Window;

/// A person who chooses what a test says, without a dialog.
///
/// @param recording asked when a recording is to be opened
/// @param newFile   asked when something is to be saved
record ChosenFiles(Supplier<Optional<Path>> recording, Supplier<Optional<Path>> newFile) implements FileChoice {
    @Override
    public Optional<Path> modelFile(Window owner) {
        return Optional.empty();
    }

    @Override
    public Optional<Path> recording(Window owner, Optional<Path> folder) {
        return recording.get();
    }

    @Override
    public Optional<Path> newFile(Window owner, String title, String name) {
        return newFile.get();
    }
}
