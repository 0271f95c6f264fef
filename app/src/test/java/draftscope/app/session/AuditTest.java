package draftscope.app.session;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.window.Faults;
import draftscope.app.window.ToyModel;
import draftscope.audit.Fault;
import draftscope.audit.Finding;
import draftscope.decode.MethodCatalog;
import draftscope.trace.TargetRow;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Comparing a run with its target alone. The test's thread is the person's; runs and audits have their own.
class AuditTest {
    private static final int TOKENS = 24;

    @TempDir
    private static Path folder;

    private final BlockingQueue<Runnable> person = new LinkedBlockingQueue<>();
    private final Session session = new Session(new ModelShelf(), person::add);
    private final Audit audit = session.audit();

    @BeforeAll
    static void models() throws Exception {
        ToyModel.target().write(folder);
        ToyModel.draft().write(folder);
        new ToyModel("toy-target", 8, ToyModel.WORDS, 0, true).write(Files.createDirectory(folder.resolve("other")));
    }

    @BeforeEach
    void choose() throws Exception {
        session.setup().promptProperty().set("once upon a time there was");
        session.setup().sampling().put("max-tokens", Integer.toString(TOKENS));
        session.setup().sampling().put("temperature", "0");
        session.setup().methodProperty().set(MethodCatalog.byId("draft-tree"));
        session.paceProperty().set(Pace.FULL);
        session.openFile(folder.resolve("toy-draft.gguf"), true);
        target("toy-target.gguf");
    }

    @AfterEach
    void close() {
        session.close();
    }

    private void target(String file) throws Exception {
        session.openFile(folder.resolve(file), false);
        until(() -> session.target().model() != null && session.draft().model() != null);
    }

    /// Works as the person's thread does, frame after frame.
    private void until(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it happens within 30 seconds").isLessThan(end);
            Runnable task = person.poll(5, TimeUnit.MILLISECONDS);
            if (task != null)
                task.run();
            session.frame(System.nanoTime());
        }
    }

    private void runToItsEnd() throws Exception {
        session.generate();
        until(() -> session.activity() == Activity.FINISHED);
    }

    private Audit.Outcome compared() throws Exception {
        assertThat(audit.obstacleProperty().get()).isEmpty();
        session.compareWithTarget();
        until(() -> !audit.workingProperty().get());
        assertThat(session.problemProperty().get()).isNull();
        return audit.outcomeProperty().get();
    }

    private static List<Fault> faults(Audit.Outcome outcome) {
        return outcome.report().findings().stream().map(Finding::fault).distinct().toList();
    }

    /// Shows the run at hand with one event after another changed.
    private void plant(UnaryOperator<TraceEvent> fault) {
        Trace trace = session.traceProperty().get();
        List<TraceEvent> events = new ArrayList<>();
        for (int i = 0; i < trace.length(); i++)
            events.add(fault.apply(trace.event(i)));
        session.show(Trace.of(events));
    }

    @Test
    void aRunAtTemperatureZeroIsTheTargetsOwn() throws Exception {
        assertThat(audit.obstacleProperty().get()).isEqualTo("There is no run yet.");
        runToItsEnd();
        assertThat(audit.outcomeProperty().get()).as("nothing is compared unasked").isNull();
        Audit.Outcome outcome = compared();
        assertThat(outcome.notCompared()).isEmpty();
        assertThat(outcome.tokens()).isEqualTo(TOKENS);
        assertThat(outcome.report().tokens()).isEqualTo(TOKENS);
        assertThat(outcome.report().findings()).isEmpty();
        assertThat(outcome.report().sentence()).isEqualTo("Identical to the target alone for 24 tokens.");
        runToItsEnd();
        assertThat(audit.outcomeProperty().get()).as("another run").isNull();
    }

    @Test
    void aboveTemperatureZeroTheLawIsTested() throws Exception {
        session.setup().sampling().put("temperature", "1");
        session.setup().methodProperty().set(MethodCatalog.byId("rsd-c"));
        runToItsEnd();
        Audit.Outcome outcome = compared();
        assertThat(outcome.report().findings()).isEmpty();
        assertThat(outcome.report().chiSquare()).isBetween(0.0, 75.0);
        assertThat(outcome.report().surprisalStake()).isBetween(0.0, 1e3);
        assertThat(outcome.report().draftTokens()).isPositive();
    }

    @Test
    void aCancelledAuditEndsAtOnceAndNothingComesOfIt() throws Exception {
        runToItsEnd();
        try (BusyLoader busy = new BusyLoader(session)) {
            session.compareWithTarget();
            assertThat(audit.workingProperty().get()).isTrue();
            audit.cancel();
            assertThat(audit.workingProperty().get()).isFalse();
        }
        session.openFile(folder.resolve("other/toy-target.gguf"), false);
        until(() -> session.target().model() != null); // behind the cancelled audit on the same thread
        assertThat(audit.outcomeProperty().get()).isNull();
        target("toy-target.gguf");
        assertThat(compared().report().tokens()).isEqualTo(TOKENS);
    }

    @Test
    void openingAModelDoesNotWaitForAnAudit() throws Exception {
        runToItsEnd();
        try (BusyLoader busy = new BusyLoader(session)) {
            session.compareWithTarget();
            session.openFile(folder.resolve("other/toy-target.gguf"), false);
            assertThat(audit.workingProperty().get()).isFalse();
        }
    }

    @Test
    void anotherModelIsRefusedAndTheFactsAloneAreChecked() throws Exception {
        runToItsEnd();
        target("toy-draft.gguf");
        Audit.Outcome named = compared();
        assertThat(named.notCompared()).contains(
                "The run's target is toy-target; the model that is open is toy-draft.");
        assertThat(named.report().shadowed()).isFalse();
        assertThat(named.report().rounds()).isPositive();
        assertThat(named.report().tokens()).isZero();
        target("other/toy-target.gguf");
        assertThat(compared().notCompared().orElseThrow()).contains("toy-target", "another file");
    }

    @Test
    void aRecordingWithoutItsModelIsCheckedByItsFacts() throws Exception {
        runToItsEnd();
        Trace recorded = session.traceProperty().get();
        try (Session alone = new Session(new ModelShelf(), person::add)) {
            alone.show(recorded);
            alone.compareWithTarget();
            until(() -> alone.audit().outcomeProperty().get() != null);
            Audit.Outcome outcome = alone.audit().outcomeProperty().get();
            assertThat(outcome.notCompared()).contains("The run's target, toy-target, is not open.");
            assertThat(outcome.report().clean()).isTrue();
        }
    }

    @Test
    void aTokenThatNobodyVerifiedIsNamed() throws Exception {
        runToItsEnd();
        session.show(Faults.unverified(session.traceProperty().get(), 4));
        Audit.Outcome outcome = compared();
        assertThat(faults(outcome)).contains(Fault.UNVERIFIED);
        assertThat(outcome.report().clean()).isFalse();
        assertThat(outcome.report().divergence()).get().satisfies(d -> {
            assertThat(d.finding().fault()).isEqualTo(Fault.UNVERIFIED);
            assertThat(d.targetToken()).isNotEqualTo(d.token());
            assertThat(session.findings().foundProperty().get()).as("it is among the findings")
                    .anySatisfy(found -> {
                        assertThat(found.rule().id()).isEqualTo("first-divergence");
                        assertThat(found.position()).isEqualTo(d.position());
                        assertThat(found.sentence()).contains("from the target alone")
                                .endsWith("It is classed as " + Fault.UNVERIFIED.words() + ".");
                    });
        });
    }

    @Test
    void aRowReadAtAnotherPositionIsNamedWithItsNode() throws Exception {
        runToItsEnd();
        int[] left = {1};
        plant(event -> {
            if (!(event instanceof TraceEvent.Verified v) || left[0]-- != 0)
                return event;
            List<TargetRow> rows = new ArrayList<>(v.rows());
            TargetRow row = rows.getLast();
            rows.set(rows.size() - 1, new TargetRow(row.node(), row.position() + 1, row.slot(), row.prefix(),
                    row.visible(), row.entropyBits(), row.top(), row.raw()));
            return new TraceEvent.Verified(v.seq(), v.nanos(), v.step(), rows);
        });
        Audit.Outcome outcome = compared();
        assertThat(faults(outcome)).containsExactly(Fault.POSITION);
        assertThat(outcome.report().findings().getFirst().node()).isPositive();
        assertThat(outcome.report().findings().getFirst().step()).isEqualTo(1);
    }

    @Test
    void aPausedRunIsComparedSoFarAndKeepsItsCountWhenItGoesOn() throws Exception {
        session.stepRound();
        until(() -> session.activity() == Activity.PAUSED && !session.traceProperty().get().committed().isEmpty()
                && session.traceProperty().get().steps().getFirst().complete());
        Audit.Outcome outcome = compared();
        assertThat(outcome.report().tokens()).isEqualTo(outcome.tokens()).isLessThan(TOKENS);
        session.stepRound();
        until(() -> session.traceProperty().get().committed().size() > outcome.tokens());
        assertThat(audit.outcomeProperty().get()).isSameAs(outcome);
    }

    @Test
    void aRunThatGoesOnIsNotComparedBesideIt() throws Exception {
        session.setup().sampling().put("max-tokens", "400");
        session.paceProperty().set(Pace.ONE);
        session.generate();
        until(() -> session.activity() == Activity.RUNNING && session.traceProperty().get().prompt().size() > 1);
        assertThat(audit.obstacleProperty().get()).isEqualTo("The run goes on. Pause it, or let it end.");
        session.compareWithTarget();
        assertThat(audit.workingProperty().get()).isFalse();
    }
}
