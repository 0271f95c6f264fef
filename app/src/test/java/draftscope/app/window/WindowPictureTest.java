package draftscope.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.export.Picture;
import draftscope.decode.DecodingRun;
import draftscope.decode.Models;
import draftscope.decode.Pacer;
import draftscope.decode.RunRequest;
import draftscope.model.LanguageModel;
import draftscope.styles.Theme;
import draftscope.trace.Observation;
import draftscope.trace.SamplingSettings;
import draftscope.trace.Trace;
import draftscope.trace.TraceLog;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javafx.scene.image.Image;
import javafx.scene.image.WritableImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.framework.junit5.ApplicationExtension;

@ExtendWith(ApplicationExtension.class)
class WindowPictureTest {
    @TempDir
    private Path folder;

    @Test
    void aPictureIsReadBackPixelByPixel() throws IOException {
        WritableImage image = new WritableImage(37, 11);
        for (int y = 0; y < 11; y++) {
            for (int x = 0; x < 37; x++) {
                image.getPixelWriter().setArgb(x, y, 0xff000000 | x * 7 << 16 | y * 23 << 8 | (x * y) % 256);
            }
        }
        Image back = new Image(new ByteArrayInputStream(Picture.png(image)));
        assertThat(back.isError()).isFalse();
        assertThat(back.getWidth()).isEqualTo(37);
        assertThat(back.getHeight()).isEqualTo(11);
        for (int y = 0; y < 11; y++) {
            for (int x = 0; x < 37; x++) {
                assertThat(back.getPixelReader().getArgb(x, y)).isEqualTo(image.getPixelReader().getArgb(x, y));
            }
        }
    }

    @Test
    void theWholeWindowIsDrawnWithoutAWindow() throws IOException {
        Path png = folder.resolve("made/window.png");
        WindowPicture.save(trace(), Theme.DARK, 1440, 900, png);
        Image image = new Image(new ByteArrayInputStream(Files.readAllBytes(png)));
        assertThat(image.getWidth()).isEqualTo(1440);
        assertThat(image.getHeight()).isEqualTo(900);
        Set<Integer> colours = new HashSet<>();
        for (int y = 0; y < 900; y += 3) {
            for (int x = 0; x < 1440; x += 3) {
                colours.add(image.getPixelReader().getArgb(x, y));
            }
        }
        assertThat(colours).as("colours of a window full of marks").hasSizeGreaterThan(100);
    }

    private Trace trace() {
        TraceLog log = new TraceLog();
        try (LanguageModel target = LanguageModel.open(ToyModel.target().write(folder), 1);
                LanguageModel draft = LanguageModel.open(ToyModel.draft().write(folder), 1)) {
            RunRequest request = new RunRequest("draft-tree", Map.of(), "once upon a time", List.of(), 24,
                    new SamplingSettings(0.8, 0, 1, 0), 1, Observation.LIGHT, 1);
            DecodingRun.prepare(request, new Models(target, Optional.of(draft)), log, Pacer.unthrottled()).run();
        }
        Trace trace = Trace.of(log);
        trace.catchUp();
        return trace;
    }
}
