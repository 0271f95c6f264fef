package draftscope.app.cli;

import draftscope.app.library.KnownModels;
import draftscope.format.GgufConversion;
import draftscope.format.GgufWriter;
import draftscope.format.ModelFile;
import draftscope.format.QuantFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Writes any model that can be read as a GGUF file.
@Command(name = "convert", description = "Writes a model (GGUF, a Hugging Face folder, llama2.c) as a GGUF file.")
final class ConvertCommand extends Verb {
    private static final long TELL_EVERY_NANOS = 200_000_000;

    @Parameters(index = "0", paramLabel = "IN", description = "A model file or folder, or the name of a sample model.")
    private String in;

    @Parameters(index = "1", paramLabel = "OUT", description = "The GGUF file to write.")
    private Path out;

    @Option(names = "--type", paramLabel = "TYPE", defaultValue = "F16", description = "How matrices are stored: F32, F16, BF16, Q8_0, Q4_0, Q4_K or Q6_K (default: ${DEFAULT-VALUE}).")
    private QuantFormat type;

    @Override
    public Integer call() throws IOException {
        if (!GgufConversion.formats().contains(type)) {
            throw new WrongUseException("A model cannot be converted to " + type + "; to " + GgufConversion.formats()
                    + " it can.");
        }
        Path source = KnownModels.resolve(in);
        if (Files.exists(out) && Files.isSameFile(source, out)) {
            throw new WrongUseException(
                    "The model cannot be written over itself; choose another file than " + out + ".");
        }
        long start = System.nanoTime();
        try (ModelFile file = ModelFile.open(source)) {
            List<String> notes = GgufConversion.convert(file, type, out, progress());
            notes.forEach(note -> err().println("Note: " + note + "."));
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("in", source.toString());
            result.put("out", out.toString());
            result.put("type", type.toString());
            result.put("bytes", Files.size(out));
            result.put("seconds", (System.nanoTime() - start) / 1e9);
            result.put("notes", notes);
            if (json)
                Json.print(out(), result);
            else
                out().printf("%s: %,d bytes as %s.%n", out, Files.size(out), type);
            return DraftscopeCommand.DONE;
        }
    }

    private GgufWriter.Progress progress() {
        long[] told = {System.nanoTime()};
        return (bytes, total) -> {
            long now = System.nanoTime();
            if (now - told[0] > TELL_EVERY_NANOS) {
                told[0] = now;
                err().printf("%,d of %,d bytes written%n", bytes, total);
                err().flush();
            }
        };
    }
}
