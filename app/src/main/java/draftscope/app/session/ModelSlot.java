package draftscope.app.session;

import draftscope.format.ModelFormatException;
import draftscope.model.LanguageModel;
import java.util.Objects;
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
    private final ReadOnlyObjectWrapper<Opening> opening = new ReadOnlyObjectWrapper<>();
    private CompletableFuture<LanguageModel> ready = CompletableFuture.completedFuture(null);

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

    /// How far the chosen model is; `null` while none is being opened.
    public ReadOnlyObjectProperty<Opening> openingProperty() {
        return opening.getReadOnlyProperty();
    }

    /// Chooses a model, or none with `null`, and opens it. Where that fails, the person is told and the choice before it
    /// stands again; so it does, without a word, where they stopped it.
    public void choose(ModelEntry wanted) {
        if (!Objects.equals(wanted, entry.get()))
            open(wanted, entry.get());
    }

    private void open(ModelEntry wanted, ModelEntry before) {
        entry.set(wanted);
        model.set(null);
        if (wanted == null) {
            opening.set(null);
            ready = CompletableFuture.completedFuture(null);
            return;
        }
        Opening mine = shelf.open(wanted);
        opening.set(mine);
        ready = mine.model();
        mine.model().whenCompleteAsync((opened, failure) -> {
            if (failure != null && !mine.cancelled()) {
                Problem problem = Problem.of(wanted.name() + " cannot be opened", failure);
                problems.accept(problem);
                if (Problem.cause(failure) instanceof ModelFormatException)
                    shelf.refuse(wanted, problem.sentence());
            }
            if (opening.get() != mine)
                return; // something else was chosen meanwhile
            opening.set(null);
            if (failure == null)
                model.set(opened);
            else
                open(before, null);
        }, person);
    }

    /// The chosen model once it is open; `null` inside where none is chosen.
    CompletableFuture<LanguageModel> ready() {
        return ready;
    }
}
