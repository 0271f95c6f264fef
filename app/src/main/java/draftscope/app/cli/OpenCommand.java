package draftscope.app.cli;

import draftscope.app.marks.ExactView;
import draftscope.app.session.Copies;
import draftscope.app.window.StartTimes;
import draftscope.app.window.WindowApp;
import draftscope.trace.Recording;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceRecorder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Opens the window; where there is none to be had, shows the same without it.
@Command(name = "open", mixinStandardHelpOptions = true, description = "Opens the window, with a model or a recording if a file is given. Without a display: the run as text and picture.")
final class OpenCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "A model file or folder, or a run: a recording (.dscope, .dscope.gz), events of another engine, or a llama.cpp server's answer with probabilities. With #step=42&node=7&view=tree behind it: at that moment.")
    private String place;

    private Path file; // null when none is given

    @Option(names = "--scrub", paramLabel = "OUT", description = "Opens nothing: writes the recording FILE to OUT without its text, for sharing.")
    private Path scrubbed;

    @Option(names = "--measure-start", description = "Opens the window, closes it when the first tokens of a run are on screen and the model is open, and says how long each took from the begin of the process.")
    private boolean measuring;

    @Override
    public Integer call() throws IOException {
        PrintWriter messages = spec.commandLine().getErr();
        if (measuring)
            return measure(messages);
        ExactView.Place given = place == null ? null : ExactView.Place.parse(place);
        file = given == null ? null : given.file();
        if (scrubbed != null)
            return scrub(messages);
        Optional<String> missing = Display.missing();
        if (missing.isEmpty()) {
            WindowApp.open(Optional.ofNullable(file), given == null ? "" : given.fragment());
            return DraftscopeCommand.DONE;
        }
        messages.println(missing.get());
        Path picture = Path.of("draftscope.png").toAbsolutePath();
        if (file != null && Recording.looksLike(file))
            WithoutDisplay.show(file, given.fragment(), picture, spec.commandLine().getOut(), messages);
        else
            WithoutDisplay.run(Optional.ofNullable(file), picture, spec.commandLine().getOut(), messages);
        return DraftscopeCommand.DONE;
    }

    private int measure(PrintWriter messages) {
        if (place != null || scrubbed != null)
            throw new WrongUseException("--measure-start goes with no file: it measures a start.");
        Optional<String> missing = Display.missing();
        if (missing.isPresent()) {
            messages.println(missing.get());
            return DraftscopeCommand.FAILED;
        }
        Optional<StartTimes> times = WindowApp.measureStart();
        if (times.isEmpty()) {
            messages.println("No tokens were on screen, or no model was open, within a minute.");
            return DraftscopeCommand.FAILED;
        }
        spec.commandLine().getOut().println(times.get().sentence());
        return DraftscopeCommand.DONE;
    }

    private int scrub(PrintWriter messages) throws IOException {
        if (file == null)
            throw new WrongUseException("--scrub needs the recording that is to be scrubbed: open FILE --scrub OUT.");
        if (Files.exists(scrubbed) && Files.isSameFile(file, scrubbed))
            throw new WrongUseException("--scrub would write over " + file + "; choose another name.");
        Recording recording = Recording.open(file);
        Trace trace = recording.trace();
        List<TraceEvent> events = IntStream.range(0, trace.length()).mapToObj(trace::event).toList();
        TraceRecorder.write(Copies.scrubbing().apply(events), scrubbed);
        recording.loss().ifPresent(messages::println);
        messages.println(
                "Written without its text: " + scrubbed + ". Numbers, settings and model names are still in it.");
        return DraftscopeCommand.DONE;
    }
}
