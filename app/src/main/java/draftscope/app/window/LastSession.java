package draftscope.app.window;

import draftscope.app.library.SettingsFile;
import draftscope.app.marks.ExactView;
import draftscope.app.session.ModelEntry;
import draftscope.app.session.ModelSlot;
import draftscope.app.session.Pace;
import draftscope.app.session.Session;
import draftscope.app.session.Setup;
import draftscope.decode.DecodingMethod;
import draftscope.decode.MethodCatalog;
import draftscope.views.Overlay;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javafx.animation.Animation;
import javafx.animation.PauseTransition;
import javafx.beans.InvalidationListener;
import javafx.beans.Observable;
import javafx.util.Duration;

/// What was chosen and shown last, kept while it changes, so that it comes back after an end of any kind: models, method,
/// parameters, sampling, prompt, pace, the view, and of the run that was shown its recording and the moment.
///
/// The file is replaced as a whole, by a thread of its own, at most once in [#PAUSE]. To be used on the person's thread.
final class LastSession implements AutoCloseable {
    /// The most that a killed process loses.
    static final Duration PAUSE = Duration.millis(400);

    private static final long PATIENCE_SECONDS = 3;

    /// What is kept.
    private record Kept(Optional<ModelEntry> target, Optional<ModelEntry> draft, DecodingMethod method, String prompt,
            Map<String, String> sampling, Map<String, Map<String, String>> parameters, Pace pace, View view,
            Overlay overlay, boolean table, Optional<Path> recording, String moment) {}

    private final Session session;
    private final MainWindow window;
    private final SettingsFile file;
    private final Optional<Kept> kept;
    private final Optional<String> problem;
    private final PauseTransition pause = new PauseTransition(PAUSE);
    private final ExecutorService writer = Executors
            .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("last session").factory());
    private Map<String, Object> written = Map.of();

    LastSession(Session session, MainWindow window, SettingsFile file) {
        this.session = session;
        this.window = window;
        this.file = file;
        SettingsFile.Loaded<Optional<Kept>> loaded = file.load(root -> Optional.of(read(root)), Optional.empty(),
                "Draftscope begins as at its first start");
        kept = loaded.kept();
        problem = loaded.problem();
    }

    /// What could not be read, in one sentence.
    Optional<String> problem() {
        return problem;
    }

    /// Brings back what was kept, and starts nothing.
    ///
    /// @return whether there was anything
    boolean restore() {
        kept.ifPresent(this::show);
        return kept.isPresent();
    }

    private void show(Kept last) {
        Setup setup = session.setup();
        setup.promptProperty().set(last.prompt());
        last.parameters().forEach((id, values) -> MethodCatalog.all().stream()
                .filter(method -> method.id().equals(id)).findFirst()
                .ifPresent(method -> copy(values, setup.parameters(method))));
        copy(last.sampling(), setup.sampling());
        session.paceProperty().set(last.pace());
        setup.methodProperty().set(last.method());
        last.draft().ifPresent(entry -> choose(session.draft(), entry));
        last.target().ifPresent(entry -> choose(session.target(), entry));
        window.overlayProperty().set(last.overlay());
        window.tableProperty().set(last.table());
        window.viewProperty().set(last.view());
        last.recording().ifPresent(recording -> {
            // The view belongs to the moment: a run that comes in chooses one that suits it.
            window.marks().openAt(last.moment());
            session.openRecording(recording);
        });
    }

    private void choose(ModelSlot slot, ModelEntry entry) {
        slot.choose(entry.file().map(session.shelf()::add)
                .orElseGet(() -> session.shelf().named(entry.name()).orElse(null)));
    }

    /// A value that is no longer a choice stays what it is.
    private static void copy(Map<String, String> values, Map<String, String> to) {
        values.forEach((name, value) -> to.computeIfPresent(name, (known, before) -> value));
    }

    /// Keeps every change from now on.
    void follow() {
        Setup setup = session.setup();
        pause.setOnFinished(event -> write());
        InvalidationListener changed = what -> changed();
        for (Observable each : List.of(session.target().entryProperty(), session.draft().entryProperty(),
                setup.promptProperty(), setup.sampling(), session.paceProperty(), window.viewProperty(),
                window.overlayProperty(), window.tableProperty(), window.selectionProperty(), session.fileProperty(),
                session.shownProperty(), session.pastProperty()))
            each.addListener(changed);
        setup.methodProperty().subscribe(method -> {
            if (method != null) {
                setup.parameters(method).removeListener(changed);
                setup.parameters(method).addListener(changed);
            }
            changed();
        });
    }

    private void changed() {
        // Not begun anew: a change in every frame would put it off for ever.
        if (pause.getStatus() != Animation.Status.RUNNING)
            pause.playFromStart();
    }

    private void write() {
        // While a recording is read for it, what was kept is still the truth.
        if (session.reading() || writer.isShutdown())
            return;
        Map<String, Object> now = now();
        if (now.equals(written))
            return;
        written = now;
        writer.execute(() -> {
            try {
                file.save(now);
            } catch (IOException lost) {
                // Where nothing can be written the recording says so; a lost place in it is not worth a second word.
            }
        });
    }

    /// Writes what is left to be written.
    @Override
    public void close() {
        pause.stop();
        write();
        writer.shutdown();
        try {
            writer.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<String, Object> now() {
        Map<String, Object> all = new LinkedHashMap<>();
        if (session.target().entry() != null)
            all.put("target", written(session.target().entry()));
        if (session.draft().entry() != null)
            all.put("draft", written(session.draft().entry()));
        Setup setup = session.setup();
        all.put("method", setup.methodProperty().get().id());
        all.put("prompt", setup.promptProperty().get());
        all.put("sampling", Map.copyOf(setup.sampling()));
        all.put("parameters", setup.remembered());
        all.put("pace", Words.lower(session.paceProperty().get().name()));
        all.put("view", Words.lower(window.viewProperty().get().name()));
        all.put("overlay", Words.lower(window.overlayProperty().get().name()));
        all.put("table", window.tableProperty().get());
        if (session.fileProperty().get() != null) {
            all.put("recording", session.fileProperty().get().toAbsolutePath().toString());
            all.put("moment", moment());
        }
        return all;
    }

    /// What is seen of the recording, as a link says it. The end of a run is its end, wherever that is by then.
    private String moment() {
        int position = session.pastProperty().get() ? session.positionProperty().get() : -1;
        return new ExactView(position, Words.lower(window.viewProperty().get().name()),
                Words.lower(window.overlayProperty().get().name()), window.tableProperty().get(),
                window.selectionProperty().get()).fragment(session.traceProperty().get());
    }

    private static Map<String, String> written(ModelEntry entry) {
        return entry.file().map(path -> Map.of("name", entry.name(), "file", path.toString()))
                .orElseGet(() -> Map.of("name", entry.name()));
    }

    private static Kept read(Map<?, ?> root) {
        String id = text(root, "method");
        DecodingMethod method = MethodCatalog.all().stream().filter(known -> known.id().equals(id)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no method " + id));
        Map<String, Map<String, String>> parameters = new LinkedHashMap<>();
        map(root, "parameters").forEach((name, values) -> parameters.put(String.valueOf(name), texts(values)));
        Optional<Path> recording = Optional.ofNullable(root.get("recording"))
                .map(any -> Path.of(text(root, "recording")));
        return new Kept(model(root, "target"), model(root, "draft"), method, text(root, "prompt"),
                texts(root.get("sampling")), parameters, constant(Pace.values(), text(root, "pace")),
                constant(View.values(), text(root, "view")), constant(Overlay.values(), text(root, "overlay")),
                Boolean.TRUE.equals(root.get("table")), recording,
                recording.isEmpty() ? "" : text(root, "moment"));
    }

    private static Optional<ModelEntry> model(Map<?, ?> root, String name) {
        if (root.get(name) == null)
            return Optional.empty();
        Map<?, ?> model = map(root, name);
        return Optional.of(new ModelEntry(text(model, "name"),
                Optional.ofNullable(model.get("file")).map(any -> Path.of(text(model, "file")))));
    }

    private static Map<String, String> texts(Object value) {
        if (!(value instanceof Map<?, ?> map))
            throw new IllegalArgumentException("no values by name");
        Map<String, String> texts = new LinkedHashMap<>();
        map.forEach((name, text) -> texts.put(String.valueOf(name), String.valueOf(text)));
        return texts;
    }

    private static Map<?, ?> map(Map<?, ?> root, String name) {
        if (root.get(name) instanceof Map<?, ?> map)
            return map;
        throw new IllegalArgumentException("no " + name);
    }

    private static String text(Map<?, ?> root, String name) {
        if (root.get(name) instanceof String text)
            return text;
        throw new IllegalArgumentException("no " + name);
    }

    private static <E extends Enum<E>> E constant(E[] all, String name) {
        return Arrays.stream(all).filter(one -> Words.lower(one.name()).equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such choice: " + name));
    }
}
