package draftscope.app.session;

import draftscope.model.LanguageModel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/// A place for a model: which one was chosen, and the model itself once it is open.
public final class ModelSlot {
    private final ReadOnlyObjectWrapper<ModelEntry> entry = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<LanguageModel> model = new ReadOnlyObjectWrapper<>();
    private final ModelShelf shelf;
    private final Executor person;
    private final Consumer<Problem> problems;
    private CompletableFuture<LanguageModel> opening = CompletableFuture.completedFuture(null);

    ModelSlot(ModelShelf shelf, Executor person, Consumer<Problem> problems) {
        this.shelf = shelf;
        this.person = person;
        this.problems = problems;
    }

    /// The chosen one; `null` for none.
    public ReadOnlyObjectProperty<ModelEntry> entryProperty() {
        return entry.getReadOnlyProperty();
    }

    public ModelEntry entry() {
        return entry.get();
    }

    /// The model; `null` while it is being opened and where none is chosen.
    public ReadOnlyObjectProperty<LanguageModel> modelProperty() {
        return model.getReadOnlyProperty();
    }

    public LanguageModel model() {
        return model.get();
    }

    /// Chooses a model, or none with `null`, and opens it. Where that fails, the person is told and the choice before it
    /// stands again.
    public void choose(ModelEntry wanted) {
        if (wanted == null ? entry.get() == null : wanted.equals(entry.get()))
            return;
        ModelEntry before = entry.get();
        LanguageModel modelBefore = model.get();
        entry.set(wanted);
        model.set(null);
        if (wanted == null) {
            opening = CompletableFuture.completedFuture(null);
            return;
        }
        CompletableFuture<LanguageModel> mine = shelf.open(wanted);
        opening = mine;
        mine.whenCompleteAsync((opened, failure) -> {
            if (failure != null) {
                problems.accept(Problem.of(wanted.name() + " cannot be opened", failure));
                shelf.remove(wanted);
            }
            if (opening != mine)
                return; // something else was chosen meanwhile
            if (failure == null) {
                model.set(opened);
            } else {
                entry.set(before);
                model.set(modelBefore);
                opening = CompletableFuture.completedFuture(modelBefore);
            }
        }, person);
    }

    /// The chosen model once it is open; `null` inside where none is chosen.
    CompletableFuture<LanguageModel> ready() {
        return opening;
    }
}
