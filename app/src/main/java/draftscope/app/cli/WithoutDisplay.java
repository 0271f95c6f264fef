package draftscope.app.cli;

import draftscope.app.library.KnownModels;
import draftscope.app.session.FirstRun;
import draftscope.app.window.WindowPicture;
import draftscope.decode.DecodingRun;
import draftscope.decode.Models;
import draftscope.decode.Pacer;
import draftscope.decode.RunRequest;
import draftscope.model.LanguageModel;
import draftscope.styles.Theme;
import draftscope.trace.Recording;
import draftscope.trace.RunCounts;
import draftscope.trace.RunSettings;
import draftscope.trace.RunStats;
import draftscope.trace.Trace;
import draftscope.trace.TraceLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/// The first run, or a recording, on a machine where no window can be opened: text with its marks, and a picture of the window.
final class WithoutDisplay {
    private static final int PICTURE_WIDTH = 1440;
    private static final int PICTURE_HEIGHT = 900;

    private WithoutDisplay() {}

    /// @param file a model to use in place of the sample target; it then decodes plainly, since no draft is known to fit it
    /// @param picture where the picture goes
    static void run(Optional<Path> file, Path picture, PrintWriter text, PrintWriter messages) {
        TraceLog log = new TraceLog();
        int threads = KnownModels.standardThreads();
        try (LanguageModel target = LanguageModel.open(file.orElseGet(() -> KnownModels.resolve(FirstRun.TARGET)),
                threads);
                LanguageModel draft = file.isPresent()
                        ? null
                        : LanguageModel.open(KnownModels.resolve(FirstRun.DRAFT), threads)) {
            RunRequest request = FirstRun.request(draft == null ? "autoregressive" : FirstRun.METHOD);
            messages.println("Without a window, here is the first run: " + request.methodId() + " on " + target.name()
                    + (draft == null ? "" : " with " + draft.name()) + ", temperature "
                    + request.sampling().temperature()
                    + ", seed " + request.seed() + ".");
            MarkedText marked = new MarkedText(text, true);
            DecodingRun run = DecodingRun.prepare(request, new Models(target, Optional.ofNullable(draft)), event -> {
                log.accept(event);
                marked.accept(event);
            }, Pacer.unthrottled());
            RunStats stats = run.run();
            marked.end();
            text.println();
            text.println(Origins.LEGEND);
            text.printf(
                    "%d tokens in %d rounds: %d accepted, %d corrected, %d bonus; %.2f tokens a target forward; seed %d%n",
                    stats.emitted(), stats.rounds(), stats.accepted(), stats.corrected(), stats.bonus(),
                    stats.blockEfficiency(), request.seed());
        }
        draw(Trace.of(log), "", picture, messages);
        messages.println("Try './draftscope --help' for the command line.");
    }

    /// @param file    a recording
    /// @param view    what of it the picture shows, as [draftscope.app.marks.ExactView] says it
    /// @param picture where the picture goes
    static void show(Path file, String view, Path picture, PrintWriter text, PrintWriter messages) throws IOException {
        Recording recording = Recording.open(file);
        Trace trace = recording.trace();
        recording.loss().ifPresent(messages::println);
        MarkedText marked = new MarkedText(text, true);
        for (int i = 0; i < trace.length(); i++)
            marked.accept(trace.event(i));
        marked.end();
        text.println();
        text.println(Origins.LEGEND);
        RunCounts counts = trace.at(trace.length()).counts();
        text.printf("%d tokens in %d %ss: %d accepted, %d corrected, %d bonus; recorded in %s%n", counts.emitted(),
                trace.steps().size(), trace.settings().map(RunSettings::turn).orElse("step"), counts.accepted(),
                counts.corrected(), counts.bonus(), file);
        text.flush();
        draw(trace, view, picture, messages);
    }

    private static void draw(Trace trace, String view, Path picture, PrintWriter messages) {
        // Read by the toolkit when it starts; it has not started yet.
        System.setProperty("glass.platform", "Headless");
        System.setProperty("prism.order", "sw");
        try {
            WindowPicture.save(trace, view, Theme.DARK, PICTURE_WIDTH, PICTURE_HEIGHT, picture);
            messages.println("A picture of the window: " + picture);
        } catch (UnsatisfiedLinkError | RuntimeException e) {
            // Text rendering needs a few native libraries even without a display.
            messages.println("No picture of the window could be made (" + Sentences.of(e)
                    + "): install the packages libpango-1.0-0, libpangoft2-1.0-0, libfontconfig1, libfreetype6, fonts-dejavu-core.");
        }
    }
}
