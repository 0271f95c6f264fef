package draftscope.styles;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.scene.text.Font;

/// The two faces that come with Draftscope, so that no text depends on what the machine has.
///
/// Inter (UI) and JetBrains Mono (tokens) are under the SIL Open Font License; the licence texts lie beside the files.
public final class Fonts {
    /// Family of all text that is not a token.
    public static final String UI = "Inter";
    /// Family of tokens, ids and hexadecimal bytes.
    public static final String MONO = "JetBrains Mono";

    static final List<String> FILES = List.of("Inter-Regular.ttf", "Inter-SemiBold.ttf", "Inter-Bold.ttf",
            "JetBrainsMono-Regular.ttf", "JetBrainsMono-Bold.ttf");

    /// Our files by the full name of the face in them, as [Font#getName()] tells it.
    private static final Map<String, String> FILE_OF = new HashMap<>();

    private static boolean loaded;

    private Fonts() {}

    /// Makes the faces known to the toolkit. Call it before the first scene; later calls do nothing.
    public static synchronized void load() {
        if (loaded)
            return;
        for (String file : FILES) {
            try (InputStream in = Fonts.class.getResourceAsStream("fonts/" + file)) {
                Font face = in == null ? null : Font.loadFont(in, 13);
                if (face == null)
                    throw new IllegalStateException("the font " + file + " cannot be loaded");
                FILE_OF.put(face.getName(), file);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        loaded = true;
    }

    /// The TrueType file behind a font, for documents that bring their faces with them; empty for a face that is not ours.
    public static synchronized Optional<byte[]> file(Font font) {
        load();
        String file = FILE_OF.get(font.getName());
        if (file == null)
            return Optional.empty();
        try (InputStream in = Fonts.class.getResourceAsStream("fonts/" + file)) {
            return Optional.of(in.readAllBytes());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
