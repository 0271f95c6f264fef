package draftscope.app.window;

import draftscope.app.library.KnownModels;
import draftscope.app.session.Session;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javafx.scene.input.TransferMode;

/// What is dropped on the window: a model or a recording is opened; any other folder is watched from then on.
final class FileDrop {
    private final Session session;
    private final MainWindow window;

    FileDrop(Session session, MainWindow window) {
        this.session = session;
        this.window = window;
        window.setOnDragOver(event -> {
            if (event.getDragboard().hasFiles() && event.getDragboard().getFiles().stream().anyMatch(this::takes))
                event.acceptTransferModes(TransferMode.COPY);
            event.consume();
        });
        window.setOnDragDropped(event -> {
            List<File> files = event.getDragboard().getFiles().stream().filter(this::takes).toList();
            take(files.stream().map(File::toPath).toList());
            event.setDropCompleted(!files.isEmpty());
            event.consume();
        });
    }

    private boolean takes(File file) {
        return KnownModels.looksLikeModel(file.toPath()) || Words.isNamedAsRecording(file.toPath())
                ? !session.activity().live()
                : file.isDirectory();
    }

    /// Watches folders, and opens the first recording, and the first model: as the draft where the library is open to choose
    /// one, else as the target.
    void take(List<Path> paths) {
        paths.stream().filter(path -> !KnownModels.looksLikeModel(path)).filter(Files::isDirectory)
                .forEach(this::watch);
        paths.stream().filter(Words::isNamedAsRecording).findFirst().ifPresent(session::openRecording);
        paths.stream().filter(KnownModels::looksLikeModel).findFirst()
                .ifPresent(model -> session.openFile(model, window.choosingDraft()));
    }

    void watch(Path folder) {
        session.shelf().library().addFolder(folder);
        if (!window.libraryOpen().get())
            window.openLibrary(false);
    }
}
