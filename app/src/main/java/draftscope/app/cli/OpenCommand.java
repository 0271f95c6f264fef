package draftscope.app.cli;

import draftscope.app.window.WindowApp;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Opens the window; where there is none to be had, makes the same first run without it.
@Command(name = "open", mixinStandardHelpOptions = true, description = "Opens the window, with a model file if one is given. Without a display: the first run as text and picture.")
final class OpenCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "FILE", description = "A model file or folder.")
    private Path file;

    @Override
    public Integer call() {
        Optional<String> missing = Display.missing();
        if (missing.isEmpty()) {
            WindowApp.open(Optional.ofNullable(file));
            return DraftscopeCommand.DONE;
        }
        PrintWriter messages = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        messages.println(missing.get());
        WithoutDisplay.run(Optional.ofNullable(file), Path.of("draftscope.png").toAbsolutePath(),
                new PrintWriter(System.out, true, StandardCharsets.UTF_8), messages);
        return DraftscopeCommand.DONE;
    }
}
