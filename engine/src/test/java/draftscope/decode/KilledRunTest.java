package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import draftscope.model.LanguageModel;
import draftscope.samples.SampleModels;
import draftscope.trace.Observation;
import draftscope.trace.Phase;
import draftscope.trace.Recording;
import draftscope.trace.SamplingSettings;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceRecorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A process that records a run is killed with SIGKILL in the middle of it; what it had written is looked at.
@Timeout(120)
class KilledRunTest {
    private static final int ROUNDS = 10;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"run.dscope", "run.dscope.gz"})
    void killedItLosesAtMostTheRoundInProgress(String name) throws Exception {
        assumeFalse(System.getProperty("os.name").startsWith("Windows"), "there is no SIGKILL");
        Path file = folder.resolve(name);
        Path said = folder.resolve("said");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "--add-modules=jdk.incubator.vector", "-cp", classPath(), Child.class.getName(),
                folder.toString(), file.toString()).redirectOutput(said.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try {
            while (process.isAlive() && begun(said) < ROUNDS)
                Thread.sleep(10);
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("killed, not ended").isEqualTo(128 + 9);
        int begun = begun(said);
        assertThat(begun).isGreaterThanOrEqualTo(ROUNDS);

        Recording recording = Recording.open(file);
        Trace trace = recording.trace();
        // A round is whole when it has come to its last phase.
        long whole = trace.steps().stream().map(step -> trace.at(trace.endOfStep(step.step())).phase())
                .filter(Optional.of(Phase.COMMIT)::equals).count();
        assertThat(whole).as("of %d rounds begun", begun).isGreaterThanOrEqualTo(begun - 1);
        assertThat(trace.finished()).isEmpty();
        assertThat(recording.loss()).get().asString().startsWith("This recording breaks off in round ")
                .endsWith(" tokens: the rest of that round and what followed it were never written.");
        assertThat(trace.settings().orElseThrow().target().fingerprint()).isNotEmpty();
        for (int position = 0; position <= trace.length(); position++)
            assertThat(trace.at(position).position()).isEqualTo(position);
    }

    /// Rounds that the process says to have begun.
    private static int begun(Path said) throws IOException {
        return (int) Files.readString(said).chars().filter(c -> c == '\n').count();
    }

    /// Class path and module path of this process, since the engine is a module here.
    private static String classPath() {
        return String.join(java.io.File.pathSeparator, System.getProperty("java.class.path", ""),
                System.getProperty("jdk.module.path", ""), outputs());
    }

    /// Maven patches the tests into the module, which no path tells.
    private static String outputs() {
        return List.of(KilledRunTest.class, DecodingRun.class, SampleModels.class).stream()
                .map(type -> Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath()).toString())
                .reduce((a, b) -> a + java.io.File.pathSeparator + b).orElseThrow() + java.io.File.pathSeparator
                + Path.of("target", "test-classes").toAbsolutePath() + java.io.File.pathSeparator
                + Path.of("target", "classes").toAbsolutePath();
    }

    /// The process that is killed: says when a round begins, at a pace that a person could follow. A recorder needs a moment
    /// for its first events, until its own classes are loaded.
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws IOException {
            SampleModels samples = new SampleModels(Path.of(args[0]));
            try (LanguageModel target = LanguageModel.open(samples.locate("tales-target"), 1);
                    LanguageModel draft = LanguageModel.open(samples.locate("tales-draft"), 1);
                    TraceRecorder recorder = new TraceRecorder(Path.of(args[1]), failure -> System.exit(3))) {
                Pacer pacer = Pacer.unthrottled();
                pacer.waitBetweenRounds(Duration.ofMillis(300));
                RunRequest request = new RunRequest("rsd-c", Map.of(), "Once upon a time", List.of(), 400,
                        new SamplingSettings(0.8, 0, 1, 0), 42, Observation.LIGHT, 1);
                DecodingRun.prepare(request, new Models(target, Optional.of(draft)), event -> {
                    recorder.accept(event);
                    if (event instanceof TraceEvent.StepStarted step)
                        System.out.println(step.step() + 1);
                }, pacer).run();
            }
        }
    }
}
