package draftscope.views;

import draftscope.views.layout.AuditCard;
import draftscope.views.layout.Narration;
import draftscope.views.skin.AuditSkin;
import java.util.function.Consumer;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.scene.control.Skin;

/// Whether the run is what its target alone would have written: the result on a shield, the first difference, what was checked,
/// and all findings, each of which leads to its place in the run.
public final class AuditView extends TraceView {
    private final ObjectProperty<AuditCard> card = new SimpleObjectProperty<>(this, "card");
    private final StringProperty obstacle = new SimpleStringProperty(this, "obstacle", "");
    private final BooleanProperty working = new SimpleBooleanProperty(this, "working");
    private final IntegerProperty compared = new SimpleIntegerProperty(this, "compared");
    private Runnable onCompare = () -> {};
    private Runnable onStop = () -> {};
    private Consumer<AuditCard.Item> onShow = item -> {};

    public AuditView() {
        super("audit-view");
    }

    /// The result; `null` before.
    public ObjectProperty<AuditCard> cardProperty() {
        return card;
    }

    /// Why the run cannot be compared now, in a sentence; empty when it can.
    public StringProperty obstacleProperty() {
        return obstacle;
    }

    /// Whether it is being compared.
    public BooleanProperty workingProperty() {
        return working;
    }

    /// Tokens compared so far while [#workingProperty()] holds.
    public IntegerProperty comparedProperty() {
        return compared;
    }

    /// Called when a person asks to compare.
    public void setOnCompare(Runnable handler) {
        onCompare = handler == null ? () -> {} : handler;
    }

    public Runnable getOnCompare() {
        return onCompare;
    }

    /// Called when a person no longer wants to wait.
    public void setOnStop(Runnable handler) {
        onStop = handler == null ? () -> {} : handler;
    }

    public Runnable getOnStop() {
        return onStop;
    }

    /// Called when a person chooses a finding, to go where it is.
    public void setOnShow(Consumer<AuditCard.Item> handler) {
        onShow = handler == null ? item -> {} : handler;
    }

    public Consumer<AuditCard.Item> getOnShow() {
        return onShow;
    }

    @Override
    public Legend legendKind() {
        return Legend.AUDIT;
    }

    @Override
    protected String narration() {
        return Narration.audit(getState(), card.get(), obstacle.get());
    }

    @Override
    protected Skin<?> createDefaultSkin() {
        return new AuditSkin(this);
    }
}
