package draftscope.app.cli;

import draftscope.app.Display;
import draftscope.app.FirstRun;
import draftscope.app.window.WindowApp;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Opens the window; where there is none to be had, makes the same first run without it.
@Command(name = "open", mixinStandardHelpOptions = true, description = "Opens the window, with a model file if one is given. Without a display: the first run as text and picture.")
final class OpenCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "FILE", description = "A GGUF model file.")
    private Path file;

    @Override
    public Integer call() {
        Optional<String> missing = Display.missing();
        if (missing.isEmpty()) {
            WindowApp.open(Optional.ofNullable(file));
            return DraftscopeCommand.DONE;
        }
        System.err.println(missing.get());
        return FirstRun.withoutDisplay(Optional.ofNullable(file), System.out, System.err);
    }
}
