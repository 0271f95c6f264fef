package draftscope.app;

import draftscope.app.cli.MarkedText;
import draftscope.app.window.WindowPicture;
import draftscope.decode.DecodingRun;
import draftscope.decode.Models;
import draftscope.decode.Pacer;
import draftscope.decode.RunRequest;
import draftscope.model.LanguageModel;
import draftscope.styles.Theme;
import draftscope.trace.Observation;
import draftscope.trace.RunStats;
import draftscope.trace.SamplingSettings;
import draftscope.trace.Trace;
import draftscope.trace.TraceLog;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What Draftscope does when nobody chose anything: a tale, by speculative decoding with a draft tree.
public final class FirstRun {
    public static final String TARGET = "tales-target";
    public static final String DRAFT = "tales-draft";
    public static final String METHOD = "draft-tree";
    public static final String PROMPT = "Once upon a time";
    public static final long SEED = 42;
    public static final int MAX_TOKENS = 200;
    public static final SamplingSettings SAMPLING = new SamplingSettings(0.8, 0, 1, 0);
    private static final int PICTURE_WIDTH = 1440;
    private static final int PICTURE_HEIGHT = 900;

    private FirstRun() {}

    /// The request of the first run, for a target with or without its draft model.
    public static RunRequest request() {
        return new RunRequest(METHOD, Map.of(), PROMPT, List.of(), MAX_TOKENS, SAMPLING, SEED, Observation.LIGHT,
                KnownModels.standardThreads());
    }

    /// The first run for a machine without a display: text with its marks to `out`, a picture of the window to a file.
    ///
    /// @param file a model to use in place of the sample target; it then decodes plainly, since no draft fits it for sure
    /// @return the exit code
    public static int withoutDisplay(Optional<Path> file, PrintStream out, PrintStream messages) {
        PrintWriter text = new PrintWriter(out, true, StandardCharsets.UTF_8);
        TraceLog log = new TraceLog();
        try (LanguageModel target = LanguageModel.open(file.orElseGet(() -> KnownModels.resolve(TARGET)),
                KnownModels.standardThreads());
                LanguageModel draft = file.isPresent()
                        ? null
                        : LanguageModel.open(KnownModels.resolve(DRAFT), KnownModels.standardThreads())) {
            RunRequest request = request();
            if (file.isPresent())
                request = new RunRequest("autoregressive", Map.of(), request.prompt(), List.of(), request.maxTokens(),
                        request.sampling(), request.seed(), request.observation(), request.threads());
            messages.println("Without a window, here is the first run: " + request.methodId() + " on " + target.name()
                    + (draft == null ? "" : " with " + draft.name()) + ", temperature " + SAMPLING.temperature()
                    + ", seed "
                    + SEED + ".");
            MarkedText marked = new MarkedText(text, true);
            DecodingRun run = DecodingRun.prepare(request, new Models(target, Optional.ofNullable(draft)), event -> {
                log.accept(event);
                marked.accept(event);
            }, Pacer.unthrottled());
            RunStats stats = run.run();
            marked.end();
            text.println();
            text.println(MarkedText.LEGEND);
            text.printf(
                    "%d tokens in %d rounds: %d accepted, %d corrected, %d bonus; %.2f tokens a target forward; seed %d%n",
                    stats.emitted(), stats.rounds(), stats.accepted(), stats.corrected(), stats.bonus(),
                    stats.blockEfficiency(), SEED);
        }
        picture(log, messages);
        messages.println("Try './draftscope --help' for the command line.");
        return 0;
    }

    private static void picture(TraceLog log, PrintStream messages) {
        Path png = Path.of("draftscope.png").toAbsolutePath();
        try {
            System.setProperty("glass.platform", "Headless");
            System.setProperty("prism.order", "sw");
            Trace trace = Trace.of(log);
            trace.catchUp();
            WindowPicture.save(trace, Theme.DARK, PICTURE_WIDTH, PICTURE_HEIGHT, png);
            messages.println("A picture of the window: " + png);
        } catch (UnsatisfiedLinkError | RuntimeException e) {
            // Text rendering needs a few native libraries even without a display.
            messages.println("No picture of the window could be made (" + e.getMessage()
                    + "): install the packages libpango-1.0-0, libpangoft2-1.0-0, libfontconfig1, libfreetype6.");
        }
    }
}
