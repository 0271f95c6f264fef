package draftscope.app.window;

import draftscope.app.session.Session;
import draftscope.trace.Observation;
import draftscope.trace.RunSettings;
import draftscope.trace.TimeLedger;
import draftscope.trace.TimeSlice;
import draftscope.trace.Trace;
import draftscope.views.layout.Numbers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;

/// What watching costs, and what the process uses, measured while the menu is open; with the choice of how much is captured.
final class Meters extends MenuButton {
    private static final double SECOND = 1;

    private final Session session;
    private final MenuItem capture = note("capture");
    private final MenuItem queue = note("queue");
    private final MenuItem cpu = note("cpu");
    private final MenuItem memory = note("memory");
    private final Timeline everySecond = new Timeline(
            new KeyFrame(javafx.util.Duration.seconds(SECOND), event -> measure()));
    private Duration cpuBefore = Duration.ZERO;
    private long nanosBefore;

    Meters(Session session) {
        this.session = session;
        setId("meters");
        getStyleClass().add("recording");
        setMinWidth(USE_PREF_SIZE);
        everySecond.setCycleCount(Animation.INDEFINITE);
        List<MenuItem> items = new ArrayList<>(List.of(capture, queue, cpu, memory, new SeparatorMenuItem()));
        for (Observation level : Observation.values()) {
            RadioMenuItem item = new RadioMenuItem("Capture the next runs: " + Words.lower(level.name()));
            item.setId("capture-" + Words.lower(level.name()));
            item.setOnAction(event -> session.setup().observationProperty().set(level));
            session.setup().observationProperty().subscribe(now -> item.setSelected(now == level));
            items.add(item);
        }
        getItems().setAll(items);
        setOnShowing(event -> {
            nanosBefore = 0;
            measure();
            everySecond.playFromStart();
        });
        setOnHidden(event -> everySecond.stop());
        session.activityProperty().subscribe(this::name);
        session.traceProperty().subscribe(this::name);
        Icons.tip(this, "What watching costs, and what the process uses");
        name();
    }

    private static MenuItem note(String id) {
        MenuItem note = new MenuItem();
        note.setId("meter-" + id);
        note.setMnemonicParsing(false);
        note.setDisable(true);
        return note;
    }

    /// The share of the engine's time that went into telling what it did; `NaN` where that was not captured.
    private double captureShare() {
        Trace trace = session.traceProperty().get();
        if (trace == null || trace.steps().isEmpty())
            return Double.NaN;
        TimeLedger ledger = TimeLedger.of(trace, 0, trace.steps().size() - 1, trace.length());
        return ledger.divided() ? (double) ledger.nanos(TimeSlice.CAPTURE) / ledger.totalNanos() : Double.NaN;
    }

    /// Reading a whole run takes time, so that is done between runs and where a person looks.
    private void name() {
        double share = session.activity().live() ? Double.NaN : captureShare();
        setText(Double.isNaN(share) ? "meters" : "capture " + Words.percent(share));
        setAccessibleText("Meters: " + getText());
    }

    private void measure() {
        double share = captureShare();
        Trace trace = session.traceProperty().get();
        String level = trace == null
                ? ""
                : trace.settings().map(RunSettings::observation)
                        .map(observed -> " (" + Words.lower(observed.name()) + ")").orElse("");
        capture.setText(Double.isNaN(share)
                ? "Capture: not measured in this run" + level
                : "Capture: " + Words.percent(share) + " of the engine's time" + level);
        queue.setText("Queue: " + Numbers.plural(trace == null ? 0 : trace.waiting(), "event") + " not drawn yet");
        cpu.setText("CPU: " + cores());
        Runtime runtime = Runtime.getRuntime();
        long models = session.residence().bytes().values().stream().mapToLong(Long::longValue).sum();
        memory.setText("Memory: " + Numbers.bytes(runtime.totalMemory() - runtime.freeMemory()) + " of the Java heap's "
                + Numbers.bytes(runtime.maxMemory())
                + (models > 0 ? ", " + Numbers.bytes(models) + " of models" : ""));
    }

    /// Processor time since the last look, by the time that went by.
    private String cores() {
        Duration now = ProcessHandle.current().info().totalCpuDuration().orElse(null);
        long nanos = System.nanoTime();
        if (now == null)
            return "this system does not tell";
        String words = nanosBefore == 0
                ? "measuring …"
                : Words.number((double) now.minus(cpuBefore).toNanos() / (nanos - nanosBefore), 1) + " of "
                        + Runtime.getRuntime().availableProcessors() + " cores";
        cpuBefore = now;
        nanosBefore = nanos;
        return words;
    }
}
