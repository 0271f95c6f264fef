package draftscope.app.window;

import draftscope.app.session.Recordings;
import draftscope.app.session.Session;
import draftscope.trace.Observation;
import draftscope.trace.RunSettings;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceRecorder;
import draftscope.views.layout.Numbers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javafx.application.Platform;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import org.kordamp.ikonli.materialdesign2.MaterialDesignR;

/// The file that holds the run that is shown, and behind it all that can be done with recordings.
final class RecordingMenu extends MenuButton {
    /// Events from which the size of a run is measured: enough for dozens of rounds, few enough to be packed at once.
    private static final int MEASURED = 2_000;

    private final Session session;
    private final Actions actions;

    RecordingMenu(Session session, Actions actions) {
        this.session = session;
        this.actions = actions;
        setId("recording");
        getStyleClass().addAll("recording");
        setMinWidth(USE_PREF_SIZE);
        setGraphic(Icons.of(MaterialDesignR.RECORD_CIRCLE_OUTLINE));
        setOnShowing(event -> fill());
        // The skin opens a menu only when there are items.
        fill();
        Runnable name = this::showName;
        session.fileProperty().subscribe(name);
        session.activityProperty().subscribe(name);
        session.recordings().automaticProperty().subscribe(name);
        showName();
    }

    private void showName() {
        Path file = session.fileProperty().get();
        String words = file == null ? nothing() : (session.activity().live() ? "recorded in " : "in ") + file;
        setText(file == null ? "not recorded" : Words.recording(file));
        setAccessibleText("Recordings: " + words);
        Icons.tip(this, words);
    }

    private String nothing() {
        return session.recordings().automaticProperty().get()
                ? "The run that is shown is in no file. The next one will be recorded."
                : "Runs are not recorded.";
    }

    private void fill() {
        Recordings recordings = session.recordings();
        List<MenuItem> items = new ArrayList<>(
                List.of(item(actions.openRecording), item(actions.saveRecording), item(actions.scrubRecording),
                        item(actions.exportView), item(actions.copyReproduction), new SeparatorMenuItem(),
                        item(actions.marks), item(actions.copyLink)));
        if (recordings.folder().isPresent()) {
            CheckMenuItem automatic = new CheckMenuItem("Record every run");
            automatic.setId("record-runs");
            automatic.setSelected(recordings.automaticProperty().get());
            automatic.setOnAction(event -> recordings.automaticProperty().set(automatic.isSelected()));
            items.addAll(List.of(new SeparatorMenuItem(), automatic));
            note(items, "in " + recordings.folder().get());
        }
        Trace trace = session.traceProperty().get();
        if (trace != null && !trace.committed().isEmpty())
            showSize(note(items, "measuring the size …"), trace);
        List<Path> recent = recordings.recent();
        if (!recent.isEmpty())
            items.add(new SeparatorMenuItem());
        for (Path file : recent) {
            MenuItem item = new MenuItem(Words.recording(file));
            item.setMnemonicParsing(false);
            item.getStyleClass().add("recent");
            item.setDisable(!actions.openRecording.enabled().get());
            item.setOnAction(event -> session.openRecording(file));
            items.add(item);
        }
        getItems().setAll(items);
    }

    private static MenuItem item(Action action) {
        MenuItem item = new MenuItem(action.hint());
        item.setMnemonicParsing(false);
        item.setDisable(!action.enabled().get());
        item.setOnAction(event -> action.perform());
        return item;
    }

    private static MenuItem note(List<MenuItem> items, String text) {
        MenuItem note = new MenuItem(text);
        note.setMnemonicParsing(false);
        note.setDisable(true);
        items.add(note);
        return note;
    }

    /// What 1,000 tokens of the run that is shown take in a file: its own events are packed and counted.
    private static void showSize(MenuItem note, Trace trace) {
        List<TraceEvent> events = IntStream.range(0, Math.min(MEASURED, trace.length())).mapToObj(trace::event)
                .toList();
        String level = Words.lower(trace.settings().map(RunSettings::observation).orElse(Observation.LIGHT).name());
        CompletableFuture.supplyAsync(() -> TraceRecorder.packedBytesPerToken(events))
                .thenAcceptAsync(bytes -> note.setText(bytes.isNaN()
                        ? "no token yet to measure a size by"
                        : "1,000 tokens like these take " + Numbers.bytes(Math.round(bytes * 1000)) + " (" + level
                                + ")"),
                        Platform::runLater);
    }
}
