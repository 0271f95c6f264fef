package draftscope.views;

import draftscope.views.layout.ParallelCard;
import draftscope.views.skin.ParallelSkin;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.control.Skin;

/// What writing at once costs on a list task: right answers and bits lost against tokens a forward, one path a method, and beside the
/// measured points what a perfect model must lose. What was worked out is hatched, what was measured solid. It shows no run, so it needs no
/// state.
///
/// | key | does |
/// |---|---|
/// | up, down | another method |
public final class ParallelView extends TraceView {
    private final ObjectProperty<ParallelCard> card = new SimpleObjectProperty<>(this, "card", ParallelCard.NONE);

    public ParallelView() {
        super("parallel");
    }

    /// What is shown; never `null`.
    public ObjectProperty<ParallelCard> cardProperty() {
        return card;
    }

    /// Looks at another method, the first or the last at an edge.
    public void choose(int index) {
        card.set(card.get().choosing(index));
    }

    @Override
    public boolean showsRun() {
        return false;
    }

    @Override
    public Legend legendKind() {
        return Legend.PARALLEL;
    }

    @Override
    protected String narration() {
        return card.get().narration();
    }

    @Override
    protected Skin<?> createDefaultSkin() {
        return new ParallelSkin(this);
    }
}
