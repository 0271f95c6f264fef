package draftscope.app.session;

import draftscope.app.library.KnownModels;
import draftscope.app.library.Listing;
import draftscope.app.library.ModelLibrary;
import draftscope.app.library.Places;
import draftscope.app.library.ResidentMemory;
import draftscope.model.ModelConfig;
import draftscope.samples.SampleModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The models that are open. Each is opened once, on a thread of its own, and stays open: weights are mapped, not copied, so that
/// going back to a model costs nothing. Which models there are, the library knows.
///
/// To be used on the person's thread; only the opening itself happens elsewhere.
public final class ModelShelf implements AutoCloseable {
    private final ModelLibrary library;
    private final List<ModelEntry> samples = new ArrayList<>();
    private final Map<ModelEntry, Opening> openings = new HashMap<>();
    private final ExecutorService loader = Executors
            .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("model loader").factory());

    /// A shelf beside a library without samples.
    public ModelShelf() {
        this(ModelLibrary.empty());
    }

    /// A shelf beside `library`, which it closes with itself.
    public ModelShelf(ModelLibrary library) {
        this.library = library;
    }

    /// A shelf with the shipped samples, beside a library that forgets its folders.
    public static ModelShelf withSamples() {
        return withSamples(ModelLibrary.withSamples(Places.ofThisMachine()));
    }

    /// A shelf with the shipped samples.
    public static ModelShelf withSamples(ModelLibrary library) {
        ModelShelf shelf = new ModelShelf(library);
        KnownModels.samples().forEach(
                sample -> shelf.samples.add(new ModelEntry(sample.name(), Optional.empty())));
        return shelf;
    }

    /// Which models there are.
    public ModelLibrary library() {
        return library;
    }

    /// The entry of a model at `path`, which the library lists from now on. It is not opened yet.
    public ModelEntry add(Path path) {
        ModelEntry entry = ModelEntry.of(path);
        library.include(entry.file().orElseThrow());
        return entry;
    }

    /// The entry of a model of the library.
    public ModelEntry entry(Listing listing) {
        return listing.origin() == Listing.Origin.SAMPLE
                ? named(listing.name()).orElseGet(() -> ModelEntry.of(listing.path()))
                : ModelEntry.of(listing.path());
    }

    /// Opens nothing before `first` is done, however it ends: there is something that needs the machine more.
    public void openAfter(CompletableFuture<?> first) {
        loader.execute(() -> first.handle((done, failure) -> null).join());
    }

    /// Notes that a model turned out not to be one.
    void refuse(ModelEntry entry, String sentence) {
        entry.file().ifPresent(file -> library.refuse(file, sentence));
    }

    /// The entry of a sample by its name.
    public Optional<ModelEntry> named(String name) {
        return samples.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }

    /// A shipped model of a kind.
    Optional<ModelEntry> sample(ModelConfig.Kind kind) {
        SampleModel sample = KnownModels.inRole(switch (kind) {
            case CAUSAL -> "target";
            case MASKED_DIFFUSION -> "diffusion";
            case BLOCK_DIFFUSION -> "block";
        });
        return named(sample.name());
    }

    /// The thread on which models are opened and runs are prepared.
    Executor loader() {
        return loader;
    }

    /// The opening of a model, which is over at once when it is open already. One that failed is tried again.
    Opening open(ModelEntry entry) {
        Opening known = openings.get(entry);
        if (known != null && !known.model().isCompletedExceptionally() && !known.cancelled())
            return known;
        Opening opening = new Opening(entry, loader);
        openings.put(entry, opening);
        return opening;
    }

    /// Measures how much of each open model lies in memory, on another thread.
    CompletableFuture<Map<Path, Long>> measure() {
        List<Path> open = openings.values().stream().filter(opening -> opening.stage() == Opening.Stage.DONE)
                .map(Opening::path).toList();
        if (loader.isShutdown())
            return CompletableFuture.completedFuture(Map.of());
        return CompletableFuture.supplyAsync(() -> {
            Map<Path, Long> measured = new HashMap<>();
            for (Path path : open)
                ResidentMemory.of(path).ifPresent(bytes -> measured.put(path, bytes));
            return measured;
        }, loader);
    }

    /// Closes what is open. Call it when no run is left.
    @Override
    public void close() {
        library.close();
        openings.values().forEach(Opening::cancel);
        loader.shutdown();
        openings.values().stream().map(Opening::model)
                .filter(model -> model.isDone() && !model.isCompletedExceptionally())
                .forEach(model -> model.join().close());
        openings.clear();
    }
}
