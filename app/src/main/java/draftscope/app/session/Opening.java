package draftscope.app.session;

import draftscope.app.library.KnownModels;
import draftscope.model.LanguageModel;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/// The opening of one model: how far it is, and the way to stop it. Readable from any thread.
public final class Opening {
    /// What is being done, in this order.
    public enum Stage {
        /// Another model is being opened.
        WAITING("waiting for its turn"),
        /// The file is looked for; a sample may be unpacked first.
        FINDING("finding its file"),
        /// Metadata and vocabulary are read.
        READING("reading its description and vocabulary"),
        /// Tensors are looked for and checked, one after the other.
        CHECKING("checking its tensors"),
        /// Nothing more.
        DONE("open");

        private final String words;

        Stage(String words) {
            this.words = words;
        }

        /// As a sentence goes on: `Opening x: reading its description`.
        public String words() {
            return words;
        }
    }

    private final ModelEntry entry;
    private final CompletableFuture<LanguageModel> model;
    private volatile Stage stage = Stage.WAITING;
    private volatile boolean cancelled;
    private volatile double share;
    private volatile Path path;

    /// Begins on `loader` as soon as that is free.
    Opening(ModelEntry entry, Executor loader) {
        this.entry = entry;
        model = CompletableFuture.supplyAsync(this::open, loader);
    }

    private LanguageModel open() {
        goOn(Stage.FINDING);
        path = entry.locate();
        goOn(Stage.READING);
        LanguageModel opened = LanguageModel.open(path, KnownModels.standardThreads(), this::checked);
        if (finish())
            return opened;
        opened.close();
        throw new CancellationException();
    }

    private boolean checked(int tensors, int total) {
        stage = Stage.CHECKING;
        share = (double) tensors / total;
        return !cancelled;
    }

    /// Either it is cancelled or it is done, never both.
    private synchronized boolean finish() {
        if (!cancelled)
            stage = Stage.DONE;
        return !cancelled;
    }

    private void goOn(Stage next) {
        if (cancelled)
            throw new CancellationException();
        stage = next;
    }

    public ModelEntry entry() {
        return entry;
    }

    public Stage stage() {
        return stage;
    }

    /// Where the model lies, once it was found; `null` before.
    public Path path() {
        return path;
    }

    /// The share of its tensors that was checked, 0 to 1.
    public double share() {
        return share;
    }

    /// Stops it at the next opportunity; [#model()] then fails with a `CancellationException`. Too late for a model that is open.
    public synchronized void cancel() {
        cancelled = stage != Stage.DONE;
    }

    boolean cancelled() {
        return cancelled;
    }

    /// The model itself; fails with what the opening failed with.
    CompletableFuture<LanguageModel> model() {
        return model;
    }
}
