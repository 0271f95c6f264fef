package draftscope.app.session;

import draftscope.app.library.Places;
import draftscope.app.library.SettingsFile;
import draftscope.trace.RecordingException;
import draftscope.trace.RunSettings;
import draftscope.trace.TraceRecorder;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;

/// Where runs are recorded, whether they are, and which recordings were at hand lately.
///
/// Each run gets a file of its own in one folder, named by its time and its method, so that the folder in order of names is
/// the story of what was done. Nothing in it is ever removed. The choice whether runs are recorded, and what was opened from
/// elsewhere, is kept from one start to the next.
///
/// To be used on the person's thread, but for [#begin(RunSettings, Consumer)].
public final class Recordings {
    /// Recordings made by the window are packed: they come by themselves, so they must be small.
    public static final String ENDING = ".dscope.gz";

    private static final int RECENT = 10;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd-HHmmss");

    /// What is kept.
    private record Kept(boolean automatic, List<Path> opened) {}

    private final Optional<Path> folder;
    private final Optional<SettingsFile> settings;
    private final Optional<String> problem;
    private final BooleanProperty automatic = new SimpleBooleanProperty();
    private final List<Path> opened = new ArrayList<>(); // newest first
    private volatile boolean recording;

    private Recordings(Optional<Path> folder, Optional<SettingsFile> settings) {
        this.folder = folder;
        this.settings = settings;
        Kept nothing = new Kept(folder.isPresent(), List.of());
        SettingsFile.Loaded<Kept> loaded = settings
                .map(file -> file.load(Recordings::kept, nothing, "recordings begin anew with what is usual"))
                .orElse(new SettingsFile.Loaded<>(nothing, Optional.empty()));
        problem = loaded.problem();
        opened.addAll(loaded.kept().opened());
        automatic.subscribe(chosen -> recording = chosen && folder.isPresent());
        automatic.set(loaded.kept().automatic());
        automatic.subscribe((before, now) -> save());
    }

    /// In the usual place of this machine.
    public static Recordings in(Places places) {
        return new Recordings(Optional.of(places.data().resolve("recordings")),
                Optional.of(new SettingsFile(places.settings(), "recordings.json",
                        "The list of recent recordings")));
    }

    /// Where there is no place for recordings: no run is recorded by itself, and nothing is kept.
    public static Recordings nowhere() {
        return new Recordings(Optional.empty(), Optional.empty());
    }

    /// What could not be read at the start, in one sentence.
    public Optional<String> problem() {
        return problem;
    }

    /// The folder that runs are recorded in; empty when there is no place for them.
    public Optional<Path> folder() {
        return folder;
    }

    /// Whether each run is recorded from its beginning on.
    public BooleanProperty automaticProperty() {
        return automatic;
    }

    /// Recordings that are there, newest first: those of the folder, and what was opened from elsewhere.
    public List<Path> recent() {
        Set<Path> all = new LinkedHashSet<>(opened);
        folder.ifPresent(place -> all.addAll(inside(place)));
        return all.stream().filter(Files::isRegularFile).sorted(Comparator.comparing(Recordings::time).reversed())
                .limit(RECENT).toList();
    }

    private static List<Path> inside(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            // The names begin with the time, so the last are the newest.
            return files.filter(file -> file.toString().endsWith(ENDING)).sorted(Comparator.reverseOrder())
                    .limit(RECENT).toList();
        } catch (IOException none) {
            return List.of();
        }
    }

    private static FileTime time(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }

    /// Notes that a recording was opened or saved.
    void remember(Path file) {
        Path path = file.toAbsolutePath().normalize();
        opened.remove(path);
        if (folder.isPresent() && path.startsWith(folder.get()))
            return;
        opened.addFirst(path);
        while (opened.size() > RECENT)
            opened.removeLast();
        save();
    }

    /// A recorder for a run that begins now, in a new file; empty when runs are not recorded. Called on the run's thread.
    ///
    /// @param onFailure takes one exception at most, on any thread
    Optional<TraceRecorder> begin(RunSettings run, Consumer<RecordingException> onFailure) {
        if (!recording)
            return Optional.empty();
        try {
            return Optional.of(new TraceRecorder(newFile(run.methodId()), onFailure));
        } catch (IOException e) {
            onFailure.accept(new RecordingException("This run is not recorded: no file can be made in "
                    + folder.orElseThrow() + " (" + e.getMessage() + ").", e));
            return Optional.empty();
        }
    }

    private Path newFile(String method) throws IOException {
        Path place = Files.createDirectories(folder.orElseThrow());
        String name = LocalDateTime.now().format(TIME) + "-" + method;
        for (int n = 1;; n++) {
            try {
                return Files.createFile(place.resolve(name + (n == 1 ? "" : "-" + n) + ENDING));
            } catch (FileAlreadyExistsException taken) {
                // Two runs within a second.
            }
        }
    }

    private void save() {
        settings.ifPresent(file -> {
            try {
                file.save(Map.of("automatic", automatic.get(), "opened",
                        opened.stream().map(Path::toString).toList()));
            } catch (IOException lost) {
                // A list of recent files is not worth a word; the next change tries again.
            }
        });
    }

    private static Kept kept(Map<?, ?> root) {
        if (!(root.get("automatic") instanceof Boolean chosen))
            throw new IllegalArgumentException("no choice whether runs are recorded");
        return new Kept(chosen, SettingsFile.paths(root.get("opened")));
    }
}
