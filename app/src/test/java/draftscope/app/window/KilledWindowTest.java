package draftscope.app.window;

import static draftscope.app.window.Waiting.onFx;
import static draftscope.app.window.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import draftscope.app.library.SettingsFile;
import draftscope.app.session.Activity;
import draftscope.app.session.Pace;
import draftscope.app.session.Session;
import draftscope.decode.MethodCatalog;
import draftscope.trace.CommittedToken;
import draftscope.trace.Recording;
import draftscope.trace.Trace;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.application.Platform;
import javafx.scene.control.Label;
import javafx.stage.Stage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/// What befalls the whole program, in a process of its own: it is killed in the middle of a run, and the disk takes no more.
@ExtendWith(ApplicationExtension.class)
@Timeout(240)
class KilledWindowTest {
    private static final int ROUNDS = 6;
    private static final int TOKENS = 160;
    /// Kibibytes that a file may have; a recording of [#TOKENS] tokens has more.
    private static final int ROOM = 16;
    private static final String UNLIMITED = "unlimited";

    @TempDir
    private static Path models;
    @TempDir
    private Path home;

    @BeforeAll
    static void writeModels() {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "there is no SIGKILL and no prlimit");
        ToyWindow.writeModels(models);
    }

    @Start
    private void start(Stage stage) {
        // The window is made by the test.
    }

    @Test
    void aSessionThatWasKilledDuringARunComesBackWithItsRecordingAndSaysWhatWasLost() throws Exception {
        Path said = home.resolve("said");
        Process process = start(said, Pace.FOUR, UNLIMITED);
        try {
            until("it runs and has kept which recording", () -> !process.isAlive()
                    || told(said, "round ").size() >= ROUNDS && keptARecording());
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("killed, not ended: " + Files.readString(said)).isEqualTo(128 + 9);
        List<String> rounds = told(said, "round ");

        Session session = ToyWindow.recordingSession(home);
        MainWindow[] window = new MainWindow[1];
        boolean[] back = new boolean[1];
        onFx(() -> {
            window[0] = ToyWindow.window(session);
            window[0].newScene(1440, 900);
            session.setup().methodProperty().set(MethodCatalog.all().getFirst());
            LastSession last = new LastSession(session, window[0], sessionFile(home));
            back[0] = last.restore();
        });
        assertThat(back[0]).isTrue();
        until("the recording is read", () -> session.recorded() && !session.reading());
        Trace trace = session.traceProperty().get();
        assertThat(trace.finished()).isEmpty();
        assertThat(trace.steps().size()).as("rounds").isGreaterThanOrEqualTo(rounds.size() - 1);
        String text = trace.committed().stream().map(CommittedToken::token).map(String::valueOf)
                .collect(Collectors.joining(","));
        assertThat(text).as("what stood on screen a round before the end")
                .startsWith(rounds.get(rounds.size() - 2).split(" ")[2]);
        assertThat(((Label) window[0].lookup("#problem")).getText()).startsWith("This recording breaks off in round ")
                .endsWith("the rest of that round and what followed it were never written.");
        assertThat(session.setup().promptProperty().get()).isEqualTo("once upon a time there was");
        assertThat(session.setup().methodProperty().get().id()).isEqualTo("draft-chain");
        assertThat(session.activity()).as("no run was started").isEqualTo(Activity.FINISHED);
        onFx(session::close);
    }

    /// The system refuses what would make a file longer than the limit, as it refuses what finds no room on a disk.
    @Test
    void aDiskThatTakesNoMoreIsSaidAndTheRunGoesOnToItsEnd() throws Exception {
        Path said = home.resolve("said");
        Process process = start(said, Pace.FULL, Long.toString(ROOM * 1024L));
        try {
            assertThat(process.waitFor(200, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(said)).isZero();
        List<String> problems = told(said, "problem ");
        assertThat(problems).hasSize(1);
        assertThat(problems.getFirst()).startsWith("problem The recording ").contains(" breaks off: ").endsWith(".");
        assertThat(told(said, "finished ")).as("the run went on").containsExactly("finished " + TOKENS);
        Path file;
        try (Stream<Path> files = Files.list(ToyWindow.places(home).data().resolve("recordings"))) {
            file = files.findFirst().orElseThrow();
        }
        assertThat(Files.size(file)).isEqualTo(ROOM * 1024L);
        Recording kept = Recording.open(file);
        assertThat(kept.trace().steps()).isNotEmpty();
        assertThat(kept.loss()).isPresent();
    }

    private boolean keptARecording() throws IOException {
        Path kept = home.resolve("session.json");
        return Files.exists(kept) && Files.readString(kept).contains(".dscope.gz");
    }

    private static SettingsFile sessionFile(Path home) {
        return new SettingsFile(home, "session.json", "The file of the last session");
    }

    /// @param most bytes that a file may have once the window is there
    private Process start(Path said, Pace pace, String most) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(java, "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xmx600m", "-Dglass.platform=Headless",
                "-Dprism.order=sw",
                "--add-modules=jdk.incubator.vector", "-cp", classPath(), Child.class.getName(), home.toString(),
                models.toString(), pace.name(), most).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    }

    /// Class path and module path of this process as one class path; Maven patches the tests into the module, which no path
    /// tells.
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path", ""), System.getProperty("jdk.module.path", ""),
                Path.of("target", "test-classes").toAbsolutePath().toString(),
                Path.of("target", "classes").toAbsolutePath().toString()).filter(path -> !path.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static List<String> told(Path said, String beginning) throws IOException {
        String all = Files.readString(said);
        // A last line without its end is still being written.
        return all.substring(0, all.lastIndexOf('\n') + 1).lines().filter(line -> line.startsWith(beginning)).toList();
    }

    /// The program: a window that records, keeps its session, and says what it shows.
    static final class Child {
        private Child() {}

        /// Not before: the toolkit puts fonts into files.
        private static void limit(String bytes) {
            try {
                int exit = new ProcessBuilder("prlimit", "--pid", Long.toString(ProcessHandle.current().pid()),
                        "--fsize=" + bytes).inheritIO().start().waitFor();
                if (exit != 0)
                    throw new IllegalStateException("prlimit ended with " + exit);
            } catch (IOException | InterruptedException failure) {
                throw new IllegalStateException(failure);
            }
        }

        public static void main(String[] args) throws InterruptedException {
            Path home = Path.of(args[0]);
            CountDownLatch over = new CountDownLatch(2); // the run, and what went wrong with its recording
            Platform.startup(() -> {
                Session session = ToyWindow.recordingSession(home);
                MainWindow window = ToyWindow.window(session);
                ToyWindow.show(new Stage(), window);
                ToyWindow.prepare(session, Path.of(args[1]), "draft-chain",
                        Map.of("max-tokens", Integer.toString(TOKENS), "temperature", "0.9"));
                session.paceProperty().set(Pace.valueOf(args[2]));
                new LastSession(session, window, sessionFile(home)).follow();
                session.problemProperty().subscribe(problem -> {
                    if (problem == null)
                        return;
                    System.out.println("problem " + problem.sentence());
                    over.countDown();
                });
                limit(args[3]);
                int[] rounds = new int[1];
                session.shownProperty().subscribe(state -> {
                    // What is said goes into a file too, for which the limit holds.
                    if (state == null || state.step() < rounds[0] || !args[3].equals(UNLIMITED))
                        return;
                    rounds[0] = state.step() + 1;
                    System.out.println("round " + rounds[0] + " " + state.committed().stream()
                            .map(token -> Integer.toString(token.token())).collect(Collectors.joining(",")));
                });
                session.activityProperty().subscribe(activity -> {
                    if (activity != Activity.FINISHED)
                        return;
                    System.out.println("finished " + session.shownProperty().get().committed().size());
                    over.countDown();
                });
                session.generate();
            });
            over.await();
            System.exit(0);
        }
    }
}
