package draftscope.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.export.Picture;
import java.nio.file.Path;
import javafx.scene.Scene;
import javafx.scene.image.Image;
import org.testfx.util.WaitForAsyncUtils;

/// Pictures of the window to be looked at, in the build's own folder.
final class Screenshot {
    static final Path FOLDER = Path.of("target", "screenshots");

    private Screenshot() {}

    static void save(Scene scene, String name) throws Exception {
        WaitForAsyncUtils.waitForFxEvents();
        Image image = WaitForAsyncUtils.waitForAsyncFx(60_000, () -> Pictures.settled(scene));
        Picture.save(image, FOLDER.resolve(name));
        assertThat(FOLDER.resolve(name)).isNotEmptyFile();
    }
}
