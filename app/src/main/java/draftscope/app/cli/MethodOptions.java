package draftscope.app.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/// Which method, with what; shared by the verbs that carry one out.
final class MethodOptions {
    private static final int MOST_BYTES = 1 << 20;

    @Option(names = "--draft", paramLabel = "D", description = "The draft model, for methods that need one.")
    String draft;

    @Option(names = "--method", required = true, paramLabel = "ID", description = "A method's id; 'methods' lists them.")
    String id;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A parameter of the method; may be repeated. KEY=@FILE takes the value from a UTF-8 file; for a value that begins with @ itself, write @@.")
    private Map<String, String> given = new LinkedHashMap<>();

    private Map<String, String> parameters; // null until they are asked for

    /// The parameters by name. A file is read once, however often this is asked.
    ///
    /// @throws WrongUseException one sentence when a file cannot be used
    Map<String, String> parameters() {
        if (parameters == null) {
            Map<String, String> values = new LinkedHashMap<>();
            given.forEach((name, value) -> values.put(name,
                    value.startsWith("@@") ? value.substring(1) : value.startsWith("@") ? read(name, value) : value));
            parameters = values;
        }
        return parameters;
    }

    private static String read(String name, String value) {
        String file = value.substring(1);
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES)
                throw new WrongUseException("The file " + file + " for '" + name
                        + "' is too long; accepted: at most " + MOST_BYTES + " bytes.");
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new WrongUseException("The file " + file + " for '" + name + "' is no text; accepted: UTF-8.");
        } catch (NoSuchFileException e) {
            throw new WrongUseException("The file " + file + " for '" + name
                    + "' is not there; accepted: a UTF-8 file, or @@ for a value that begins with @.");
        } catch (IOException | InvalidPathException e) {
            throw new WrongUseException("The file " + file + " for '" + name + "' cannot be read ("
                    + e.getMessage() + "); accepted: a UTF-8 file, or @@ for a value that begins with @.");
        }
    }
}
