package draftscope.app.session;

import draftscope.app.library.KnownModels;
import draftscope.model.LanguageModel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/// The models at hand. Each is opened once, on a thread of its own, and stays open: weights are mapped, not copied, so that
/// going back to a model costs nothing.
///
/// To be used on the person's thread; only the opening itself happens elsewhere.
public final class ModelShelf implements AutoCloseable {
    private final ObservableList<ModelEntry> entries = FXCollections.observableArrayList();
    private final Map<ModelEntry, CompletableFuture<LanguageModel>> opened = new HashMap<>();
    private final ExecutorService loader = Executors
            .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("model loader").factory());

    /// An empty shelf.
    public ModelShelf() {}

    /// A shelf with the shipped samples.
    public static ModelShelf withSamples() {
        ModelShelf shelf = new ModelShelf();
        KnownModels.samples().forEach(
                sample -> shelf.entries.add(new ModelEntry(sample.name(), sample.summary(), Optional.empty())));
        return shelf;
    }

    /// All models at hand; menus follow it.
    public ObservableList<ModelEntry> entries() {
        return FXCollections.unmodifiableObservableList(entries);
    }

    /// Puts a file on the shelf, or finds the one that lies there already. It is not opened yet.
    public ModelEntry add(Path file) {
        ModelEntry entry = ModelEntry.of(file);
        if (!entries.contains(entry))
            entries.add(entry);
        return entry;
    }

    /// Takes a file that turned out to be no model from the shelf again.
    void remove(ModelEntry entry) {
        if (entry.file().isPresent())
            entries.remove(entry);
    }

    /// The entry of a sample by its name.
    public Optional<ModelEntry> named(String name) {
        return entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }

    /// A shipped model of a kind: one that fills masks, or one that writes from left to right.
    Optional<ModelEntry> sample(boolean diffusion) {
        return named(diffusion ? "tales-diffusion" : FirstRun.TARGET);
    }

    /// The thread on which models are opened and runs are prepared.
    Executor loader() {
        return loader;
    }

    /// The model itself, at once when it is open already. The future fails with what the opening failed with; asking again
    /// then tries again.
    public CompletableFuture<LanguageModel> open(ModelEntry entry) {
        CompletableFuture<LanguageModel> known = opened.get(entry);
        if (known != null && !known.isCompletedExceptionally())
            return known;
        CompletableFuture<LanguageModel> opening = CompletableFuture
                .supplyAsync(() -> LanguageModel.open(entry.locate(), KnownModels.standardThreads()), loader);
        opened.put(entry, opening);
        return opening;
    }

    /// Closes what is open. Call it when no run is left.
    @Override
    public void close() {
        loader.shutdown();
        opened.values().stream().filter(model -> model.isDone() && !model.isCompletedExceptionally())
                .forEach(model -> model.join().close());
        opened.clear();
    }
}
