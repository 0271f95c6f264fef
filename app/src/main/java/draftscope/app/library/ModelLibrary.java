package draftscope.app.library;

import draftscope.app.library.FolderScan.Candidate;
import draftscope.app.library.Listing.Origin;
import draftscope.app.library.Listing.State;
import draftscope.format.ModelFormatException;
import draftscope.samples.SampleModel;
import draftscope.samples.SampleModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// All models at hand: the shipped samples, what lies in the watched folders, and what the person opened.
///
/// Folders are looked through on a thread of the library's own, again whenever something in them changes. Every model that is
/// found is listed, and of each that cannot be used the reason. Only descriptions are read, never weights, and each only once
/// for as long as its files stay as they are. Nothing on disk is changed, but for the list of folders.
///
/// Thread-safe.
public final class ModelLibrary implements AutoCloseable {
    private static final long NANOS_BETWEEN_NEWS = 100_000_000;

    /// What the library holds at a moment. Immutable.
    ///
    /// @param folders  that are watched
    /// @param listings samples first, then by folder and path
    /// @param notes    sentences about what did not work
    /// @param looking  whether more is being looked for
    public record Snapshot(List<Path> folders, List<Listing> listings, List<String> notes, boolean looking) {
        public Snapshot {
            folders = List.copyOf(folders);
            listings = List.copyOf(listings);
            notes = List.copyOf(notes);
        }

        /// Models that wait to be read.
        public long waiting() {
            return listings.stream().filter(listing -> listing.state() instanceof State.Waiting).count();
        }
    }

    private final Optional<FolderList> kept;
    private final SampleModels samples;
    private final List<SampleModel> shipped;
    private final Set<Path> folders = new LinkedHashSet<>(); // guarded by this
    private final Set<Path> opened = new LinkedHashSet<>(); // guarded by this
    private final List<String> settingsNotes = new CopyOnWriteArrayList<>();
    private final Map<Stamp, State> read = new HashMap<>(); // of the library's thread
    private final Map<Stamp, State> refused = new HashMap<>(); // of the library's thread
    private final List<Consumer<Snapshot>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    /// What is asked of a closed library is forgotten: a watch may still tell of a change then.
    private final ExecutorService looker = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(), Thread.ofPlatform().daemon().name("model library").factory(),
            new ThreadPoolExecutor.DiscardPolicy());
    private final PairingCheck pairing = new PairingCheck();
    private FolderWatch watch; // of the library's thread
    private volatile Snapshot snapshot = new Snapshot(List.of(), List.of(), List.of(), false);

    private ModelLibrary(Optional<FolderList> kept, SampleModels samples, List<SampleModel> shipped) {
        this.kept = kept;
        this.samples = samples;
        this.shipped = shipped;
    }

    /// The person's library: the samples, and the folders that were added to it.
    public static ModelLibrary of(Places places) {
        FolderList list = new FolderList(places.settings());
        ModelLibrary library = new ModelLibrary(Optional.of(list), new SampleModels(places.cache()),
                SampleModels.models());
        FolderList.Loaded loaded = list.load();
        library.folders.addAll(loaded.folders());
        loaded.problem().ifPresent(library.settingsNotes::add);
        return library;
    }

    /// A library with the samples, whose folders are forgotten when it is closed.
    public static ModelLibrary withSamples(Places places) {
        return new ModelLibrary(Optional.empty(), new SampleModels(places.cache()), SampleModels.models());
    }

    /// A library without samples, whose folders are forgotten when it is closed.
    public static ModelLibrary empty() {
        return new ModelLibrary(Optional.empty(), new SampleModels(Path.of("")), List.of());
    }

    /// What is known now.
    public Snapshot snapshot() {
        return snapshot;
    }

    /// Tells which of its models fit together.
    public PairingCheck pairing() {
        return pairing;
    }

    /// Tells `listener` of all news from now on, on the library's thread.
    public void listen(Consumer<Snapshot> listener) {
        listeners.add(listener);
    }

    /// Watches a folder from now on.
    public void addFolder(Path folder) {
        change(() -> folders.add(normal(folder)));
    }

    /// Watches a folder no longer. Its files stay where they are.
    public void removeFolder(Path folder) {
        change(() -> folders.remove(normal(folder)));
    }

    /// Lists a model that the person opened, wherever it lies.
    public void include(Path model) {
        synchronized (this) {
            opened.add(normal(model));
        }
        look();
    }

    /// Notes why a model whose description is readable could not be opened after all. That holds until its files change.
    public void refuse(Path model, String sentence) {
        looker.execute(() -> {
            try {
                refused.put(Stamp.of(normal(model)), new State.Refused(brief(normal(model), sentence)));
                look();
            } catch (IOException gone) {
                look();
            }
        });
    }

    /// Looks through all folders, in the background.
    public void look() {
        int mine = asked.incrementAndGet();
        looker.execute(() -> look(mine));
    }

    /// Looks through all folders and returns when all was read.
    ///
    /// @throws IllegalStateException once the library is closed
    public Snapshot lookNow() {
        if (looker.isShutdown())
            throw new IllegalStateException("the library is closed");
        try {
            looker.submit(() -> look(asked.incrementAndGet())).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("looking through the library failed", e.getCause());
        }
        return snapshot;
    }

    private synchronized void change(BooleanSupplier edit) {
        if (!edit.getAsBoolean())
            return;
        kept.ifPresent(list -> {
            try {
                list.save(List.copyOf(folders));
            } catch (IOException e) {
                settingsNotes.add("The list of folders could not be kept in " + list.file() + ": " + e.getMessage()
                        + "; it lasts until the window is closed.");
            }
        });
        look();
    }

    private void look(int mine) {
        if (mine != asked.get())
            return; // a newer question waits behind this one
        try {
            lookThrough(mine);
        } catch (CancellationException newerOrClosed) {
            // What was published so far stands until then.
        }
    }

    private void lookThrough(int mine) {
        List<Path> watched;
        List<Path> singles;
        synchronized (this) {
            watched = List.copyOf(folders);
            singles = List.copyOf(opened);
        }
        List<String> notes = new ArrayList<>(settingsNotes);
        Map<Path, Found> found = new LinkedHashMap<>();
        locateSamples(found, notes);
        Set<Path> directories = new TreeSet<>();
        for (Path folder : watched) {
            FolderScan.Result result = FolderScan.scan(folder, () -> mine != asked.get());
            result.candidates().forEach(candidate -> found.putIfAbsent(candidate.stamp().path(),
                    new Found(Stamp.nameOf(candidate.stamp().path()), Origin.FOLDER, candidate)));
            directories.addAll(result.directories());
            notes.addAll(result.notes());
        }
        singles.forEach(single -> {
            try {
                found.putIfAbsent(single,
                        new Found(Stamp.nameOf(single), Origin.OPENED, new Candidate(Stamp.of(single), true)));
            } catch (IOException gone) {
                // It was deleted or moved; the list follows.
            }
        });
        watch(directories, watched).ifPresent(notes::add);
        readAll(mine, watched, found, notes);
    }

    private record Found(String name, Origin origin, Candidate candidate) {
        Listing listing(State state) {
            return new Listing(name, origin, candidate.stamp(), state);
        }
    }

    private void locateSamples(Map<Path, Found> found, List<String> notes) {
        for (SampleModel sample : shipped) {
            try {
                Path file = normal(samples.locate(sample.name()));
                found.put(file, new Found(sample.name(), Origin.SAMPLE, new Candidate(Stamp.of(file), true)));
            } catch (IOException | UncheckedIOException e) {
                notes.add("The sample model " + sample.name() + " cannot be unpacked: " + e.getMessage() + ".");
            }
        }
    }

    private void readAll(int mine, List<Path> watched, Map<Path, Found> found, List<String> notes) {
        Set<Stamp> present = new HashSet<>();
        found.values().forEach(f -> present.add(f.candidate().stamp()));
        read.keySet().retainAll(present);
        refused.keySet().retainAll(present);
        long told = 0;
        for (Found next : found.values()) {
            Stamp stamp = next.candidate().stamp();
            // What could not be read is tried again: its reason may lie outside the file.
            if (read.get(stamp) instanceof State.Known)
                continue;
            if (mine != asked.get())
                throw new CancellationException();
            if (System.nanoTime() - told > NANOS_BETWEEN_NEWS) {
                publish(new Snapshot(watched, listings(found), notes, true));
                told = System.nanoTime();
            }
            read.put(stamp, describe(stamp.path()));
        }
        publish(new Snapshot(watched, listings(found), notes, false));
    }

    private List<Listing> listings(Map<Path, Found> found) {
        List<Listing> listings = new ArrayList<>();
        for (Found each : found.values()) {
            Stamp stamp = each.candidate().stamp();
            State state = refused.getOrDefault(stamp, read.getOrDefault(stamp, new State.Waiting()));
            if (each.candidate().certain() || state instanceof State.Known)
                listings.add(each.listing(state));
        }
        return listings;
    }

    private void publish(Snapshot news) {
        snapshot = news;
        listeners.forEach(listener -> listener.accept(news));
    }

    private Optional<String> watch(Set<Path> directories, List<Path> roots) {
        try {
            if (watch == null && !roots.isEmpty() && !listeners.isEmpty())
                watch = new FolderWatch(this::look);
            Set<Path> absent = new HashSet<>(roots);
            absent.removeIf(Files::isDirectory);
            return watch == null ? Optional.empty() : watch.watch(directories, absent);
        } catch (IOException e) {
            return Optional.of("Folders cannot be watched here: " + e.getMessage()
                    + "; changes are seen when the library is opened.");
        }
    }

    /// Reads one description; every failure becomes a sentence.
    static State describe(Path path) {
        try {
            return new State.Known(ModelDescription.read(path));
        } catch (ModelFormatException refused) {
            return new State.Refused(brief(path, refused.getMessage()));
        } catch (RuntimeException | OutOfMemoryError unexpected) {
            return new State.Refused("It cannot be read: " + unexpected + ".");
        }
    }

    /// A refusal as it stands beside its file: without the path that the engine's sentence begins with.
    private static String brief(Path path, String sentence) {
        String rest = sentence.startsWith(path + ": ") ? sentence.substring(path.toString().length() + 2) : sentence;
        return rest.isEmpty() ? rest : Character.toUpperCase(rest.charAt(0)) + rest.substring(1);
    }

    private static Path normal(Path path) {
        return path.toAbsolutePath().normalize();
    }

    /// Ends the library's threads. What it told stays true of that moment.
    @Override
    public void close() {
        asked.incrementAndGet();
        looker.execute(() -> {
            if (watch != null)
                watch.close();
        });
        looker.shutdown();
        pairing.close();
    }
}
