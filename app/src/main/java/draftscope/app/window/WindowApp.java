package draftscope.app.window;

import draftscope.app.library.ModelLibrary;
import draftscope.app.library.Places;
import draftscope.app.library.SettingsFile;
import draftscope.app.session.Activity;
import draftscope.app.session.FirstRun;
import draftscope.app.session.ModelShelf;
import draftscope.app.session.Problem;
import draftscope.app.session.Recordings;
import draftscope.app.session.RunFindings;
import draftscope.app.session.Session;
import draftscope.app.session.Setup;
import draftscope.decode.MethodCatalog;
import draftscope.styles.Fonts;
import draftscope.trace.Recording;
import draftscope.trace.Trace;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javafx.animation.AnimationTimer;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.geometry.Rectangle2D;
import javafx.scene.Scene;
import javafx.stage.Screen;
import javafx.stage.Stage;

/// The window. Where nobody chose anything, it opens with the recorded first run being played: something true is on screen at
/// once, and one key makes it live.
public final class WindowApp extends Application {
    private static final double WIDTH = 1440;
    private static final double HEIGHT = 900;
    private static final double LEAST_WIDTH = 1100;
    private static final double LEAST_HEIGHT = 700;

    private static final String MEASURE = "measure";
    private static final int FRAMES_TO_PAINT = 3;
    private static Optional<StartTimes> measured = Optional.empty(); // of the toolkit's thread until that has ended

    // Read while the toolkit and the window are made.
    private static CompletableFuture<Trace> tale = new CompletableFuture<>();

    private Session session;
    private LastSession last;

    /// Opens the window and returns when it is closed.
    ///
    /// @param file a model or a recording to begin with, in place of the sample
    /// @param view what to see of a recording, as [draftscope.app.marks.ExactView] says it; empty for what its sender saw
    public static void open(Optional<Path> file, String view) {
        if (file.isEmpty())
            tale = CompletableFuture.supplyAsync(FirstRun::recorded);
        launch(WindowApp.class,
                file.map(path -> new String[]{path.toString(), view}).orElse(new String[0]));
    }

    /// Opens the window as a start without a file does, and closes it when the first tokens of a run are on screen
    /// and the model is open.
    ///
    /// @return how long that took; empty when it took more than a minute
    public static Optional<StartTimes> measureStart() {
        tale = CompletableFuture.supplyAsync(FirstRun::recorded);
        launch(WindowApp.class, "--" + MEASURE + "=start");
        return measured;
    }

    @Override
    public void start(Stage stage) {
        boolean measuring = getParameters().getNamed().containsKey(MEASURE);
        List<String> arguments = measuring ? List.of() : getParameters().getRaw();
        Fonts.load();
        Places places = Places.ofThisMachine();
        ModelShelf shelf = ModelShelf.withSamples(ModelLibrary.of(places));
        session = new Session(shelf, Recordings.in(places),
                RunFindings.in(places), Platform::runLater);
        MainWindow window = new MainWindow(session, FileChoice.dialog(), getHostServices()::showDocument,
                Optional.of(places));
        Rectangle2D screen = Screen.getPrimary().getVisualBounds();
        Scene scene = window.newScene(Math.clamp(screen.getWidth(), LEAST_WIDTH, WIDTH),
                Math.clamp(screen.getHeight(), LEAST_HEIGHT, HEIGHT));
        stage.setTitle("Draftscope");
        later(() -> stage.getIcons().add(Icons.application()));
        stage.setMinWidth(LEAST_WIDTH);
        stage.setMinHeight(LEAST_HEIGHT);
        stage.setScene(scene);
        if (measuring)
            new StartClock(session, scene, times -> {
                measured = times;
                stage.close();
            });
        last = new LastSession(session, window,
                new SettingsFile(places.settings(), "session.json", "The file of the last session"));
        if (arguments.size() > 1)
            window.marks().openAt(arguments.get(1));
        CompletableFuture<Void> seen = new CompletableFuture<>();
        tale.whenCompleteAsync((trace, unreadable) -> later(() -> seen.complete(null)), WindowApp::onToolkit);
        boolean back = arguments.isEmpty() && window.preferences().restoreProperty().get() && last.restore();
        if (!back) {
            if (arguments.isEmpty())
                shelf.openAfter(seen);
            begin(session, arguments.stream().limit(1).toList());
        }
        play(tale, session, window);
        // Only now: where the run is there by then, the first picture shows it.
        stage.show();
        window.requestFocus();
        last.follow();
        // After the first run has begun, which takes away what was said before.
        List<String> problems = Stream.of(session.recordings().problem(), last.problem(),
                session.breakpoints().keepIn(new SettingsFile(places.settings(), "breakpoints.json",
                        "The list of breakpoints")),
                session.filter().rules().keepIn(new SettingsFile(places.settings(), "rules.json",
                        "The list of colour rules")))
                .flatMap(Optional::stream).toList();
        List<String> all = Stream.concat(problems.stream(), window.problems().stream()).toList();
        if (!all.isEmpty())
            session.problemProperty().set(new Problem(String.join(" ", all)));
    }

    /// Plays the recorded first run from its first round on, unless there is something else to see by then. Where it cannot be
    /// read, the first run starts.
    static void play(CompletableFuture<Trace> tale, Session session, MainWindow window) {
        tale.whenCompleteAsync((trace, unreadable) -> {
            if (session.activity() != Activity.NONE || session.reading())
                return;
            if (unreadable != null) {
                session.generate();
                return;
            }
            session.show(trace);
            session.seek(trace.endOfStep(0));
            session.toggle();
            session.copies().doneProperty().set("This run was recorded earlier. " + window.liveHint());
        }, WindowApp::onToolkit);
    }

    private static void onToolkit(Runnable task) {
        if (Platform.isFxApplicationThread())
            task.run();
        else
            Platform.runLater(task);
    }

    /// Does something when what is to be seen now was painted.
    private static void later(Runnable task) {
        new AnimationTimer() {
            private int left = FRAMES_TO_PAINT;

            @Override
            public void handle(long now) {
                if (--left > 0)
                    return;
                stop();
                task.run();
            }
        }.start();
    }

    /// Sets a session up: with a model file or a recording of the person's, or, where none was given, for the first run.
    static void begin(Session session, List<String> files) {
        Setup setup = session.setup();
        setup.promptProperty().set(FirstRun.PROMPT);
        setup.sampling().put("temperature", Double.toString(FirstRun.SAMPLING.temperature()));
        setup.sampling().put("seed", Long.toString(FirstRun.SEED));
        setup.sampling().put("max-tokens", Integer.toString(FirstRun.MAX_TOKENS));
        if (!files.isEmpty() && Recording.looksLike(Path.of(files.getFirst()))) {
            prepare(session);
            session.openRecording(Path.of(files.getFirst()));
            return;
        }
        if (!files.isEmpty()) {
            setup.methodProperty().set(MethodCatalog.all().getFirst());
            session.openFile(Path.of(files.getFirst()), false);
            return;
        }
        prepare(session);
    }

    /// Chooses what the first run needs.
    private static void prepare(Session session) {
        session.shelf().named(FirstRun.TARGET).ifPresent(session.target()::choose);
        session.shelf().named(FirstRun.DRAFT).ifPresent(session.draft()::choose);
        session.setup().methodProperty().set(MethodCatalog.byId(FirstRun.METHOD));
    }

    @Override
    public void stop() {
        last.close();
        session.close();
    }
}
