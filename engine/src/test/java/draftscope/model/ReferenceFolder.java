package draftscope.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Real models and the numbers that other engines computed with them, in the folder that the environment variable
/// `DRAFTSCOPE_REFERENCE` names. They are not part of the project; without them these checks are skipped, loudly.
public final class ReferenceFolder {
    private static final String VARIABLE = "DRAFTSCOPE_REFERENCE";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static boolean told;

    private ReferenceFolder() {}

    /// The file at `path` in the folder; skips the calling test where there is no folder. A folder without the file fails.
    public static Path file(String path) {
        Path file = root().resolve(path);
        if (!Files.exists(file)) {
            throw new IllegalStateException(file + " is missing from the reference folder");
        }
        return file;
    }

    /// The names in a folder at `path`, sorted.
    public static List<String> list(String path) {
        String[] names = file(path).toFile().list();
        Arrays.sort(names);
        return List.of(names);
    }

    /// A JSON file in the folder.
    public static JsonNode json(String path) {
        return JSON.readTree(file(path).toFile());
    }

    /// A file in the folder with one JSON object a line.
    public static List<JsonNode> jsonLines(String path) {
        return lines(file(path)).stream().filter(line -> !line.isBlank()).map(JSON::readTree).toList();
    }

    /// A file of little-endian float32 numbers in the folder.
    public static float[] floats(String path) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file(path))).order(ByteOrder.LITTLE_ENDIAN);
            float[] out = new float[bytes.remaining() / Float.BYTES];
            bytes.asFloatBuffer().get(out);
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A JSON array of ids.
    public static int[] ints(JsonNode array) {
        int[] out = new int[array.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = array.get(i).asInt();
        }
        return out;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static synchronized Path root() {
        String folder = System.getenv(VARIABLE);
        boolean there = folder != null && Files.isDirectory(Path.of(folder));
        if (!there && !told) {
            told = true;
            System.err.println("""

                    ******************************************************************************
                    *  REFERENCE CHECKS SKIPPED: set %s to the folder with the
                    *  reference models and expected values to compare with other engines.
                    ******************************************************************************
                    """.formatted(VARIABLE));
        }
        Assumptions.assumeTrue(there, VARIABLE + " names no folder, so the comparison with other engines is skipped");
        return Path.of(folder);
    }
}
