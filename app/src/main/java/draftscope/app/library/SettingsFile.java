package draftscope.app.library;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// A small file in which something is kept from one start to the next: a JSON object with a version.
///
/// A file that cannot be understood is set aside under another name, never overwritten and never deleted.
public final class SettingsFile {
    private static final int VERSION = 1;
    private static final JsonMapper MAPPER = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Path file;
    private final String what;

    /// @param settings the folder in which it lies; made when there is something to keep
    /// @param name     of the file, such as `library.json`
    /// @param what     it holds, as a sentence begins: `The list of the library's folders`
    public SettingsFile(Path settings, String name, String what) {
        file = settings.resolve(name);
        this.what = what;
    }

    /// What was kept.
    ///
    /// @param problem one sentence where it could not be read
    public record Loaded<T>(T kept, Optional<String> problem) {}

    /// @param read    makes something of the object's values by name; throws an `IllegalArgumentException` where that is not what was saved
    /// @param nothing what there is when nothing was kept
    /// @param without what follows when it cannot be understood, such as `the library begins without folders`
    public <T> Loaded<T> load(Function<Map<?, ?>, T> read, T nothing, String without) {
        try {
            Map<?, ?> root = MAPPER.readValue(Files.readAllBytes(file), Map.class);
            if (root == null || !Integer.valueOf(VERSION).equals(root.get("version")))
                throw new IllegalArgumentException("another version than " + VERSION);
            return new Loaded<>(read.apply(root), Optional.empty());
        } catch (NoSuchFileException none) {
            return new Loaded<>(nothing, Optional.empty());
        } catch (IOException e) {
            return new Loaded<>(nothing,
                    Optional.of(what + " in " + file + " cannot be read: " + e.getMessage() + "."));
        } catch (JacksonException | IllegalArgumentException damaged) {
            return new Loaded<>(nothing, Optional.of(setAside(without)));
        }
    }

    /// The paths in a list of texts.
    ///
    /// @throws IllegalArgumentException when it is no such list
    public static List<Path> paths(Object value) {
        if (!(value instanceof List<?> list))
            throw new IllegalArgumentException("no list");
        List<Path> paths = new ArrayList<>();
        for (Object entry : list) {
            if (!(entry instanceof String text))
                throw new IllegalArgumentException("a path that is no text");
            // One that this system cannot name throws such an exception too.
            paths.add(Path.of(text));
        }
        return paths;
    }

    /// Replaces the file as a whole.
    public void save(Map<String, ?> values) throws IOException {
        Files.createDirectories(file.getParent());
        Path part = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".part");
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("version", VERSION);
        all.putAll(values);
        try {
            Files.write(part, MAPPER.writeValueAsBytes(all));
            try {
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /// Saves what also holds for this start where it cannot be written; the next change that can be brings all of it.
    public void saveIfPossible(Map<String, ?> values) {
        try {
            save(values);
        } catch (IOException notKept) {
            // Nothing is lost before the window closes.
        }
    }

    /// Where it is kept.
    public Path path() {
        return file;
    }

    private String setAside(String without) {
        String sentence = what + ", " + file + ", is damaged or of another version; ";
        String name = file.getFileName() + ".damaged";
        try {
            Path aside = file.resolveSibling(name);
            for (int n = 2; Files.exists(aside); n++) {
                aside = file.resolveSibling(name + "-" + n);
            }
            Files.move(file, aside);
            return sentence + "it was set aside as " + aside.getFileName() + ", and " + without + ".";
        } catch (IOException e) {
            return sentence + "it could not be set aside (" + e.getMessage() + "), so nothing is kept.";
        }
    }
}
