package draftscope.app.window;

import draftscope.app.export.Picture;
import draftscope.app.session.ModelShelf;
import draftscope.app.session.Session;
import draftscope.decode.CannotRunException;
import draftscope.decode.MethodCatalog;
import draftscope.styles.Fonts;
import draftscope.styles.Theme;
import draftscope.trace.Trace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.image.Image;

/// The whole window as a picture, laid out off screen, so that no display is needed.
public final class WindowPicture {
    private WindowPicture() {}

    /// Writes a PNG of the window as it shows `trace` at its end. Starts the toolkit where it is not running; choose its
    /// platform before, with `-Dglass.platform=Headless -Dprism.order=sw`.
    ///
    /// @throws UncheckedIOException when the file cannot be written
    public static void save(Trace trace, Theme theme, int width, int height, Path png) {
        save(trace, "", theme, width, height, png);
    }

    /// As [#save(Trace, Theme, int, int, Path)], at a moment and in a view.
    ///
    /// @param view as [draftscope.app.marks.ExactView] says it; empty for what the sender of a recording saw, else the end
    public static void save(Trace trace, String view, Theme theme, int width, int height, Path png) {
        CompletableFuture<Image> picture = new CompletableFuture<>();
        Runnable take = () -> {
            try (Session session = new Session(ModelShelf.withSamples(), Platform::runLater)) {
                picture.complete(take(session, trace, view, theme, width, height));
            } catch (Throwable failure) {
                picture.completeExceptionally(failure);
            }
        };
        try {
            Platform.startup(take);
        } catch (IllegalStateException running) {
            Platform.runLater(take);
        }
        try {
            Picture.save(picture.join(), png);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Image take(Session session, Trace trace, String view, Theme theme, int width, int height) {
        Fonts.load();
        trace.settings().ifPresent(settings -> {
            session.setup().promptProperty().set(settings.prompt());
            try {
                session.setup().methodProperty().set(MethodCatalog.byId(settings.methodId()));
            } catch (CannotRunException unknown) {
                // A trace of another engine may name a method that is not in the catalog; its events are drawn all the same.
            }
        });
        MainWindow window = new MainWindow(session, owner -> Optional.empty(), address -> {});
        window.themeProperty().set(theme);
        Scene scene = window.newScene(width, height);
        window.marks().openAt(view);
        session.show(trace);
        window.marks().arrive();
        return Pictures.settled(scene);
    }
}
