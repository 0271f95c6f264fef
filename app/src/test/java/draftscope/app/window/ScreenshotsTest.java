package draftscope.app.window;

import static draftscope.app.window.Waiting.onFx;
import static draftscope.app.window.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.library.Places;
import draftscope.app.session.Activity;
import draftscope.app.session.BusyLoader;
import draftscope.app.session.FirstRun;
import draftscope.app.session.ModelShelf;
import draftscope.app.session.Pace;
import draftscope.app.session.Recordings;
import draftscope.app.session.Session;
import draftscope.app.session.Stops;
import draftscope.decode.MethodCatalog;
import draftscope.query.Breakpoint;
import draftscope.query.Condition;
import draftscope.query.LogMessage;
import draftscope.samples.SampleModels;
import draftscope.styles.Fonts;
import draftscope.styles.Theme;
import draftscope.trace.KvOwner;
import draftscope.trace.Recording;
import draftscope.trace.SamplingSettings;
import draftscope.trace.StepSummary;
import draftscope.trace.Trace;
import draftscope.trace.TraceState;
import draftscope.trace.TreeNode;
import draftscope.trace.Verdict;
import draftscope.views.DistributionsView;
import draftscope.views.Overlay;
import draftscope.views.Selection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.stage.Stage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/// Pictures of the window with real runs, to be looked at: `target/screenshots`.
@Tag("screenshots")
@ExtendWith(ApplicationExtension.class)
class ScreenshotsTest {
    private Session session;
    private MainWindow window;
    private Scene scene;
    private Optional<Places> places = Optional.empty();

    @Start
    private void start(Stage stage) {
        Fonts.load();
    }

    @ParameterizedTest
    @CsvSource({"DARK,1440,900", "LIGHT,1440,900", "DARK,1100,700", "LIGHT,1100,700"})
    void everyView(Theme theme, int width, int height) throws Exception {
        String suffix = "-" + Words.lower(theme.name()) + "-" + width + ".png";
        open(theme, width, height);
        onFx(() -> {
            session.paceProperty().set(Pace.FULL);
            session.generate();
        });
        until("the run ends", () -> session.activity() == Activity.FINISHED);

        onFx(this::showARejection);
        Screenshot.save(scene, "draft-tree" + suffix);
        onFx(() -> window.tableProperty().set(true));
        Screenshot.save(scene, "draft-tree-table" + suffix);
        onFx(() -> {
            window.tableProperty().set(false);
            window.nextTreeForm();
        });
        Screenshot.save(scene, "draft-tree-icicle" + suffix);
        onFx(() -> {
            window.nextTreeForm();
            window.nextTreeForm();
            window.viewProperty().set(View.METRICS);
        });
        Screenshot.save(scene, "metrics" + suffix);
        onFx(() -> {
            session.timePlain();
            window.viewProperty().set(View.TIME);
        });
        until("plain decoding is timed", () -> session.plainTiming().rateProperty().get() != null);
        Screenshot.save(scene, "time" + suffix);
        onFx(() -> window.toggleMethodPage());
        Screenshot.save(scene, "method-page" + suffix);
        onFx(() -> {
            window.toggleMethodPage();
            window.viewProperty().set(View.KV);
            TraceState state = session.shownProperty().get();
            window.selectionProperty()
                    .set(new Selection.Cell(KvOwner.TARGET, Math.max(0, state.kv(KvOwner.TARGET).length() - 3)));
        });
        Screenshot.save(scene, "kv-cache" + suffix);
        onFx(() -> {
            window.viewProperty().set(View.TREE);
            window.overlayProperty().set(Overlay.SURPRISAL);
            session.toEnd();
            window.selectionProperty().set(new Selection.Token(session.shownProperty().get().committed().size() / 2));
        });
        Screenshot.save(scene, "output" + suffix);
        onFx(() -> window.toggleShortcuts());
        Screenshot.save(scene, "shortcuts" + suffix);
        onFx(() -> {
            window.toggleShortcuts();
            window.overlayProperty().set(Overlay.ENTROPY);
            session.stepRound();
            session.generate();
        });
        until("the run ends", () -> session.activity() == Activity.FINISHED);

        onFx(() -> session.choose(MethodCatalog.byId("diffusion-threshold")));
        until("the diffusion model is open",
                () -> session.target().model() != null && !session.target().model().config().causal());
        onFx(session::generate);
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        assertThat(session.problemProperty().get()).isNull();

        onFx(() -> {
            Trace trace = session.traceProperty().get();
            session.seek(trace.endOfStep(trace.steps().size() * 2 / 3));
            window.selectionProperty().set(new Selection.CanvasPosition(trace.steps().size() / 3,
                    session.shownProperty().get().canvas().orElseThrow().promptLength() + 9));
        });
        Screenshot.save(scene, "unmasking" + suffix);
        onFx(session::close);
    }

    @ParameterizedTest
    @CsvSource({"DARK,1440,900,13", "LIGHT,1440,900,13", "DARK,1100,700,13", "LIGHT,1100,700,13",
            "DARK,1440,900,26"})
    void distributions(Theme theme, int width, int height, int textSize) throws Exception {
        String suffix = "-" + Words.lower(theme.name()) + "-" + width + (textSize == 13 ? "" : "-200") + ".png";
        open(theme, width, height);
        onFx(() -> {
            window.preferences().textPercentProperty().set(textSize * 100 / 13);
            session.paceProperty().set(Pace.FULL);
            session.setup().sampling().put("top-k", "40");
            session.setup().sampling().put("top-p", "0.9");
            session.generate();
        });
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        onFx(this::showARejection);
        Screenshot.save(scene, "zoom" + suffix);
        onFx(() -> {
            session.toEnd();
            window.viewProperty().set(View.DISTRIBUTIONS);
            window.selectionProperty().set(new Selection.Token(drawn(session.shownProperty().get())));
        });
        Screenshot.save(scene, "distributions" + suffix);
        DistributionsView view = (DistributionsView) scene.lookup("#view-distributions");
        onFx(() -> {
            view.togglePin();
            view.whatIfProperty().set(new SamplingSettings(1.6, 0, 1, 0));
            view.soughtProperty().set("a");
            view.logScaleProperty().set(true);
            window.selectionProperty().set(new Selection.Token(drawn(session.shownProperty().get()) / 2));
        });
        Screenshot.save(scene, "distributions-what-if" + suffix);
        onFx(() -> window.tableProperty().set(true));
        Screenshot.save(scene, "distributions-table" + suffix);
        onFx(() -> {
            window.tableProperty().set(false);
            window.overlayProperty().set(Overlay.LOG_RATIO);
            window.selectionProperty().set(new Selection.Tokens(20, 41));
        });
        Screenshot.save(scene, "ribbon-range" + suffix);
        onFx(session::close);
    }

    /// The newest token that the target drew by itself where it was unsure.
    private static int drawn(TraceState state) {
        return state.committed().reversed().stream()
                .filter(token -> token.node() < 0 && token.measures().entropyBits() > 1.5).findFirst().orElseThrow()
                .index();
    }

    @ParameterizedTest
    @CsvSource({"DARK,1440,900", "LIGHT,1440,900", "DARK,1100,700", "LIGHT,1100,700"})
    void treeLab(Theme theme, int width, int height) throws Exception {
        String suffix = "-" + Words.lower(theme.name()) + "-" + width + ".png";
        open(theme, width, height);
        onFx(() -> {
            session.paceProperty().set(Pace.FULL);
            session.choose(MethodCatalog.byId("draft-tree"));
            session.generate();
        });
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        onFx(() -> window.viewProperty().set(View.LAB));
        Screenshot.save(scene, "tree-lab" + suffix);
        onFx(session.lab()::measure);
        until("the lab is done", () -> !session.lab().workingProperty().get());
        onFx(() -> session.lab().depthProperty().set(2));
        Screenshot.save(scene, "tree-lab-measured" + suffix);
        onFx(session::close);
    }

    @ParameterizedTest
    @CsvSource({"DARK,1440,900", "LIGHT,1440,900", "DARK,1100,700", "LIGHT,1100,700"})
    void breakpoints(Theme theme, int width, int height) throws Exception {
        String suffix = "-" + Words.lower(theme.name()) + "-" + width + ".png";
        open(theme, width, height);
        onFx(() -> {
            session.paceProperty().set(Pace.FULL);
            session.breakpoints().add(Condition.parse("accepted < 2 && rejected > 0"));
            session.breakpoints().add(Condition.parse("step == 9"));
            session.breakpoints().add(Condition.parse("entropy > 3.5"));
            Breakpoint third = session.breakpoints().all().getLast();
            session.breakpoints().replace(new Breakpoint(third.id(), third.condition(), true, 1, Breakpoint.NONE,
                    Optional.of(LogMessage.parse("{token}: {entropy}"))));
            session.breakpoints().add(Condition.parse("token ~ /fairy/"));
            session.breakpoints().setEnabled(4, false);
            session.filter().rules().add(Condition.parse("state == corrected"));
            session.filter().rules().add(Condition.parse("surprisal > 4"));
            session.generate();
        });
        for (int stop = 0; stop < 3; stop++) {
            int before = stop;
            until("the run stands still", () -> session.activity() == Activity.PAUSED
                    && !session.breakpoints().reasonProperty().get().isEmpty());
            if (before < 2)
                onFx(() -> new Stops(session).next());
        }
        until("a breakpoint is hit",
                () -> session.breakpoints().hitsProperty().get().at(session.positionProperty().get()).size() > 0);
        Screenshot.save(scene, "breakpoint-held" + suffix);
        onFx(() -> {
            session.breakpoints().remove(1);
            session.breakpoints().remove(2);
            session.toggle();
        });
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        onFx(() -> {
            session.breakpoints().add(Condition.parse("accepted == 0"));
            showARejection();
        });
        until("the rules are asked", () -> session.filter().rules().foundProperty().get().size() == 2
                && !session.breakpoints().hitsProperty().get().counting().isEmpty());
        Screenshot.save(scene, "breakpoint-marks" + suffix);
        onFx(() -> window.writeBreakpoint());
        Screenshot.save(scene, "breakpoint-form" + suffix);
        onFx(session::close);
    }

    @ParameterizedTest
    @CsvSource({"DARK,1440,900", "LIGHT,1440,900", "DARK,1100,700", "LIGHT,1100,700"})
    void filtering(Theme theme, int width, int height) throws Exception {
        String suffix = "-" + Words.lower(theme.name()) + "-" + width + ".png";
        open(theme, width, height);
        onFx(() -> {
            session.paceProperty().set(Pace.FULL);
            session.generate();
        });
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        onFx(() -> {
            session.filter().openProperty().set(true);
            session.filter().textProperty().set("state == rejected || entropy > 2");
        });
        until("the filter is asked", () -> session.filter().matchesProperty().get() != null);
        onFx(() -> {
            window.search().next(false);
            window.search().next(false);
        });
        Screenshot.save(scene, "filter" + suffix);
        onFx(window::nextTreeForm);
        Screenshot.save(scene, "filter-icicle" + suffix);
        Stage stage = WaitForAsyncUtils.waitForAsyncFx(10_000, () -> {
            Stage shown = new Stage();
            shown.setScene(scene);
            shown.show();
            return shown;
        });
        onFx(() -> {
            window.nextTreeForm();
            window.nextTreeForm();
            session.filter().textProperty().set("entropy > 3 && d");
            window.search().open();
        });
        Screenshot.save(scene, "filter-help" + suffix);
        onFx(() -> {
            stage.hide();
            session.close();
        });
    }

    @ParameterizedTest
    @CsvSource({"DARK,1440,900", "LIGHT,1440,900", "DARK,1100,700", "LIGHT,1100,700"})
    void marking(Theme theme, int width, int height) throws Exception {
        String suffix = "-" + Words.lower(theme.name()) + "-" + width + ".png";
        open(theme, width, height);
        onFx(() -> {
            session.paceProperty().set(Pace.FULL);
            session.generate();
        });
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        onFx(() -> {
            showARejection();
            window.marks().mark();
            window.marks().note("Here the draft was over-sure: compare with what the target wrote later.");
            window.marks().beginArrow();
            window.selectionProperty().set(new Selection.Token(9));
            window.marks().mark();
            window.marks().note("and this is what came of it");
            window.markSheet().toggle();
        });
        Screenshot.save(scene, "marks" + suffix);
        onFx(() -> {
            window.markSheet().toggle();
            window.export().open();
        });
        Screenshot.save(scene, "export" + suffix);
        onFx(session::close);
    }

    @ParameterizedTest
    @CsvSource({"DARK,1440,900", "LIGHT,1440,900", "DARK,1100,700", "LIGHT,1100,700"})
    void forksAndComparison(Theme theme, int width, int height) throws Exception {
        String suffix = "-" + Words.lower(theme.name()) + "-" + width + ".png";
        open(theme, width, height);
        onFx(() -> {
            session.paceProperty().set(Pace.FULL);
            session.generate();
        });
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        onFx(() -> {
            session.toStart();
            window.showRejection(true);
            window.showRejection(true);
        });
        Screenshot.save(scene, "fork-before" + suffix);
        onFx(() -> window.forks().fork());
        until("the first branch ends",
                () -> session.branches().rows().size() == 2 && session.activity() == Activity.FINISHED);
        Screenshot.save(scene, "fork-after" + suffix);
        onFx(() -> {
            session.show(session.branches().rows().getFirst().branch());
            session.choose(MethodCatalog.byId("autoregressive"));
            session.generate();
        });
        until("the second branch ends",
                () -> session.branches().rows().size() == 3 && session.activity() == Activity.FINISHED);
        onFx(() -> {
            session.branches().rows().stream().map(row -> row.branch()).toList()
                    .forEach(branch -> session.branches().compare(branch, true));
            window.viewProperty().set(View.COMPARE);
        });
        Screenshot.save(scene, "compare" + suffix);
        onFx(() -> session.seek(session.traceProperty().get().endOfStep(12)));
        Screenshot.save(scene, "compare-past" + suffix);
        onFx(() -> window.tableProperty().set(true));
        Screenshot.save(scene, "compare-table" + suffix);
        onFx(session::close);
    }

    @ParameterizedTest
    @CsvSource({"DARK,1440,900", "LIGHT,1440,900", "DARK,1100,700", "LIGHT,1100,700"})
    void lanes(Theme theme, int width, int height) throws Exception {
        String suffix = "-" + Words.lower(theme.name()) + "-" + width + ".png";
        open(theme, width, height);
        onFx(() -> {
            session.paceProperty().set(Pace.FULL);
            session.setup().promptProperty().set(SampleModels.prompts().stream()
                    .filter(preset -> preset.name().equals("Four prompts at once")).findFirst().orElseThrow().text());
            session.choose(MethodCatalog.byId("ems-sd"));
            session.setup().sampling().put("temperature", "0");
            session.generate();
        });
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        assertThat(window.viewProperty().get()).isEqualTo(View.LANES);
        onFx(() -> {
            Trace trace = session.traceProperty().get();
            session.seek(trace.endOfStep(busiest(trace)));
            window.selectionProperty().set(new Selection.Lane(2));
        });
        Screenshot.save(scene, "lanes" + suffix);
        onFx(() -> session.seek(session.traceProperty().get().previousPhase(session.positionProperty().get())));
        Screenshot.save(scene, "lanes-before-commit" + suffix);
        onFx(() -> window.tableProperty().set(true));
        Screenshot.save(scene, "lanes-table" + suffix);
        onFx(() -> {
            window.tableProperty().set(false);
            session.toEnd();
        });
        Screenshot.save(scene, "lanes-end" + suffix);
        onFx(() -> window.viewProperty().set(View.TIME));
        Screenshot.save(scene, "lanes-time" + suffix);
        onFx(session::close);
    }

    /// The step with most rows among those in which some lane had a plain round.
    private static int busiest(Trace trace) {
        return trace.steps().stream().max(Comparator.comparingInt(step -> {
            var batch = trace.at(trace.endOfStep(step.step())).batch().orElseThrow();
            return batch.paddedRows() == batch.rows() ? 0 : batch.rows();
        })).orElseThrow().step();
    }

    @ParameterizedTest
    @CsvSource({"DARK", "LIGHT"})
    void firstMoments(Theme theme) throws Exception {
        String suffix = "-" + Words.lower(theme.name()) + ".png";
        onFx(() -> {
            session = new Session(new ModelShelf(), Platform::runLater);
            window = new MainWindow(session, owner -> Optional.empty(), address -> {});
            window.themeProperty().set(theme);
            session.setup().methodProperty().set(MethodCatalog.byId(FirstRun.METHOD));
            scene = window.newScene(1440, 900);
        });
        Screenshot.save(scene, "nothing-yet" + suffix);
        onFx(session::generate);
        Screenshot.save(scene, "problem" + suffix);
        onFx(session::close);
        open(theme, 1440, 900);
        onFx(() -> session.stepRound());
        until("the run stands still",
                () -> session.activity() == Activity.PAUSED && !session.traceProperty().get().steps().isEmpty());
        onFx(() -> session.stepRound());
        until("it is a round further",
                () -> session.activity() == Activity.PAUSED && session.traceProperty().get().steps().size() > 1
                        && session.traceProperty().get().steps().get(1).complete());
        Screenshot.save(scene, "paused-live" + suffix);
        onFx(session::close);
    }

    @ParameterizedTest
    @CsvSource({"DARK,1440,900", "LIGHT,1440,900", "DARK,1100,700", "LIGHT,1100,700"})
    void library(Theme theme, int width, int height) throws Exception {
        String suffix = "-" + Words.lower(theme.name()) + "-" + width + ".png";
        Path models = Files.createDirectories(Screenshot.FOLDER.resolveSibling("models"));
        ToyModel.target().write(models);
        ToyModel.stranger().write(models);
        ToyModel.diffusion().write(models);
        Files.writeString(models.resolve("half-a-download.gguf"), "not a model");
        open(theme, width, height);
        onFx(() -> {
            session.shelf().library().addFolder(models);
            window.openLibrary(false);
        });
        until("the library is read", () -> session.shelf().library().snapshot().listings()
                .size() == SampleModels.models().size() + 4
                && session.shelf().library().snapshot().waiting() == 0 && !session.residence().bytes().isEmpty());
        Screenshot.save(scene, "library-target" + suffix);
        onFx(() -> window.openLibrary(true));
        Screenshot.save(scene, "library-draft" + suffix);
        onFx(() -> ((LibraryTable) scene.lookup("#library-table")).select(models.toAbsolutePath().normalize()
                .resolve("stranger.gguf")));
        Screenshot.save(scene, "library-stranger" + suffix);
        onFx(() -> ((LibraryTable) scene.lookup("#library-table")).select(models.toAbsolutePath().normalize()
                .resolve("half-a-download.gguf")));
        Screenshot.save(scene, "library-refused" + suffix);
        try (BusyLoader busy = new BusyLoader(session)) {
            onFx(() -> {
                window.toggleLibrary();
                session.openFile(models.resolve("toy-target.gguf"), false);
            });
            until("a model is loading", () -> scene.lookup("#loading").isVisible());
            Screenshot.save(scene, "loading" + suffix);
        }
        onFx(session::close);
    }

    @ParameterizedTest
    @CsvSource({"DARK,1440,900,13", "LIGHT,1440,900,13", "DARK,1100,700,13", "LIGHT,1100,700,13",
            "DARK,1440,900,26"})
    void audit(Theme theme, int width, int height, int textSize) throws Exception {
        String suffix = "-" + Words.lower(theme.name()) + "-" + width + (textSize == 13 ? "" : "-200") + ".png";
        open(theme, width, height);
        onFx(() -> {
            window.preferences().textPercentProperty().set(textSize * 100 / 13);
            session.paceProperty().set(Pace.FULL);
            session.generate();
        });
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        onFx(() -> window.viewProperty().set(View.AUDIT));
        Screenshot.save(scene, "audit-before" + suffix);
        try (BusyLoader busy = new BusyLoader(session)) {
            onFx(window::compare);
            Screenshot.save(scene, "audit-working" + suffix);
        }
        until("the audit ends", () -> session.audit().outcomeProperty().get() != null);
        Screenshot.save(scene, "audit-law" + suffix);
        onFx(() -> {
            session.setup().sampling().put("temperature", "0");
            session.generate();
        });
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        onFx(window::compare);
        until("the audit ends", () -> session.audit().outcomeProperty().get() != null);
        Screenshot.save(scene, "audit-identical" + suffix);
        onFx(() -> {
            session.show(Faults.unverified(session.traceProperty().get(), 30));
            window.compare();
        });
        until("the audit ends", () -> session.audit().outcomeProperty().get() != null);
        Screenshot.save(scene, "audit-broken" + suffix);
        onFx(() -> {
            scene.lookup("#view-audit").requestFocus();
            scene.lookup("#view-audit").fireEvent(new KeyEvent(KeyEvent.KEY_PRESSED, "", "", KeyCode.DOWN, false,
                    false, false, false));
        });
        Screenshot.save(scene, "audit-finding" + suffix);
        onFx(() -> window.tableProperty().set(true));
        Screenshot.save(scene, "audit-table" + suffix);
        onFx(() -> {
            window.tableProperty().set(false);
            session.shelf().named(FirstRun.DRAFT).ifPresent(session.target()::choose);
        });
        until("the model is open", () -> session.target().model() != null);
        onFx(window::compare);
        until("the audit says why not", () -> session.audit().outcomeProperty().get().notCompared().isPresent());
        Screenshot.save(scene, "audit-other-model" + suffix);
        onFx(session::close);
    }

    /// Drafts that share one pass a token and are taken unjudged.
    @ParameterizedTest
    @CsvSource({"DARK", "LIGHT"})
    void superposed(Theme theme) throws Exception {
        String suffix = "-" + Words.lower(theme.name()) + ".png";
        open(theme, 1440, 900);
        onFx(() -> {
            session.choose(MethodCatalog.byId("superposed"));
            session.setup().parameters(MethodCatalog.byId("superposed")).put("corpus", "text");
            session.paceProperty().set(Pace.FULL);
            session.generate();
        });
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        assertThat(session.problemProperty().get()).isNull();
        onFx(() -> {
            Trace trace = session.traceProperty().get();
            session.seek(trace.endOfStep(3));
            window.selectionProperty().set(new Selection.Node(3, 2));
        });
        Screenshot.save(scene, "superposed-tree" + suffix);
        onFx(() -> {
            Trace trace = session.traceProperty().get();
            int half = trace.startOfStep(3);
            for (int pass = 0; pass < 6; pass++)
                half = trace.nextPhase(half);
            session.seek(half);
            window.viewProperty().set(View.KV);
            window.selectionProperty().set(new Selection.Cell(KvOwner.TARGET,
                    session.shownProperty().get().kv(KvOwner.TARGET).length() + 4));
        });
        Screenshot.save(scene, "superposed-cache" + suffix);
        onFx(() -> window.toggleMethodPage());
        Screenshot.save(scene, "superposed-page" + suffix);
        onFx(session::close);
    }

    @ParameterizedTest
    @CsvSource({"DARK,1440,900", "LIGHT,1440,900", "DARK,1100,700", "LIGHT,1100,700"})
    void recordings(Theme theme, int width, int height) throws Exception {
        String suffix = "-" + Words.lower(theme.name()) + "-" + width + ".png";
        Path home = Files.createTempDirectory(Files.createDirectories(Screenshot.FOLDER), "recordings");
        places = Optional.of(new Places(home, home, home));
        open(theme, width, height);
        onFx(() -> {
            session.paceProperty().set(Pace.FULL);
            session.generate();
        });
        until("the run is recorded",
                () -> session.activity() == Activity.FINISHED && session.fileProperty().get() != null);
        Screenshot.save(scene, "recording-live" + suffix);
        Path file = session.fileProperty().get();
        until("the recording is whole", () -> Recording.open(file).loss().isEmpty());
        byte[] bytes = Files.readAllBytes(file);
        Path cut = Files.write(home.resolve("a-longer-name-that-somebody-gave-it.dscope.gz"),
                Arrays.copyOf(bytes, bytes.length * 2 / 3));
        onFx(() -> session.openRecording(cut));
        until("the recording is read", () -> !session.reading());
        onFx(this::showARejection);
        Screenshot.save(scene, "recording-cut" + suffix);
        onFx(() -> session.copies().scrub(home.resolve("shared.dscope")));
        until("the copy is written", () -> !session.copies().doneProperty().get().isEmpty());
        onFx(() -> session.openRecording(home.resolve("shared.dscope")));
        until("the recording is read", () -> !session.reading());
        onFx(() -> {
            session.problemProperty().set(null);
            session.copies().doneProperty().set("Saved without its text as " + home.resolve("shared.dscope") + ".");
        });
        Screenshot.save(scene, "recording-scrubbed" + suffix);
        onFx(() -> {
            session.copies().doneProperty().set("");
            session.openRecording(Path.of("..", "engine", "src", "test", "resources", "draftscope", "trace",
                    "hf-sampled.dscope"));
        });
        until("the recording is read", () -> !session.reading());
        onFx(this::showARejection);
        Screenshot.save(scene, "recording-import" + suffix);
        onFx(session::close);
        places = Optional.empty();
    }

    private void open(Theme theme, int width, int height) throws Exception {
        onFx(() -> {
            session = new Session(ModelShelf.withSamples(),
                    places.map(Recordings::in).orElseGet(Recordings::nowhere), Platform::runLater);
            window = new MainWindow(session, owner -> Optional.empty(), address -> {});
            window.themeProperty().set(theme);
            session.setup().promptProperty().set(FirstRun.PROMPT);
            session.setup().sampling().put("max-tokens", "120");
            session.setup().methodProperty().set(MethodCatalog.byId(FirstRun.METHOD));
            session.shelf().named(FirstRun.TARGET).ifPresent(session.target()::choose);
            session.shelf().named(FirstRun.DRAFT).ifPresent(session.draft()::choose);
            scene = window.newScene(width, height);
        });
        ToyWindow.awaitModels(session);
    }

    /// The step with most accepted tokens among those with a rejection, at its end, with the rejected node selected.
    private void showARejection() {
        Trace trace = session.traceProperty().get();
        StepSummary step = trace.steps().stream()
                .filter(s -> s.rejected() > 0 && (s.step() > 8 || trace.steps().size() < 10))
                .max(Comparator.comparingInt(StepSummary::accepted)).orElseThrow();
        session.seek(trace.endOfStep(step.step()));
        TreeNode rejected = session.shownProperty().get().tree().nodes().stream()
                .filter(n -> n.verdict().map(v -> v.outcome() == Verdict.Outcome.REJECTED).orElse(false)).findFirst()
                .orElseThrow();
        window.selectionProperty().set(new Selection.Node(step.step(), rejected.node().index()));
    }
}
