package draftscope.views;

import draftscope.views.layout.LabCard;
import draftscope.views.layout.LabCard.Place;
import draftscope.views.skin.TreeLabSkin;
import java.util.function.Consumer;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.control.Skin;

/// Which part of what was drafted would have been fastest: a map of depth by budget, the numbers of the chosen cell, and its part
/// of one round's tree. Predictions are hatched, measurements solid.
///
/// | key | does |
/// |---|---|
/// | arrows | another cell |
/// | `Home` | the best cell |
/// | `Enter` | applies the chosen shape |
public final class TreeLabView extends TraceView {
    private final ObjectProperty<LabCard> card = new SimpleObjectProperty<>(this, "card", LabCard.NONE);
    private Consumer<Place> onChoose = place -> {};
    private Runnable onApply = () -> {};

    public TreeLabView() {
        super("tree-lab");
    }

    /// What is shown; never `null`.
    public ObjectProperty<LabCard> cardProperty() {
        return card;
    }

    /// Called when a person chooses a cell.
    public void setOnChoose(Consumer<Place> handler) {
        onChoose = handler == null ? place -> {} : handler;
    }

    public Consumer<Place> getOnChoose() {
        return onChoose;
    }

    /// Called when a person wants the chosen shape for the next run.
    public void setOnApply(Runnable handler) {
        onApply = handler == null ? () -> {} : handler;
    }

    public Runnable getOnApply() {
        return onApply;
    }

    @Override
    public Legend legendKind() {
        return Legend.LAB;
    }

    @Override
    protected String narration() {
        return card.get().narration();
    }

    @Override
    protected Skin<?> createDefaultSkin() {
        return new TreeLabSkin(this);
    }
}
