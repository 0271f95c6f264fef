package draftscope.app.cli;

import draftscope.samples.tales.Corpus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Writes the corpus that the sample models learn from; the first step of their recipe.
@Command(name = "tales", description = "Writes tales and small tasks, the corpus of the sample models.")
final class TalesCommand extends Verb {
    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where the documents go, separated by blank lines.")
    private Path file;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--first", paramLabel = "N", defaultValue = "0", description = "The first document's number; default ${DEFAULT-VALUE}.")
    private long first;

    @Option(names = "--count", paramLabel = "N", defaultValue = "1000", description = "How many documents; default ${DEFAULT-VALUE}.")
    private long count;

    @Option(names = "--tasks", paramLabel = "PERCENT", defaultValue = "35", description = "How many of a hundred documents are tasks; default ${DEFAULT-VALUE}.")
    private int tasks;

    @Override
    public Integer call() throws IOException {
        if (count < 1 || first < 0)
            throw new WrongUseException(
                    "--first is " + first + " and --count is " + count + "; accepted: 0 or more, and 1 or more.");
        if (tasks < 0 || tasks > 100)
            throw new WrongUseException("--tasks is " + tasks + "; accepted: 0 to 100.");
        Corpus.write(file, seed, first, count, tasks);
        if (json) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("file", file.toString());
            result.put("documents", count);
            result.put("seed", seed);
            Json.print(out(), result);
        } else {
            out().println(count + " documents in " + file);
        }
        return DraftscopeCommand.DONE;
    }
}
