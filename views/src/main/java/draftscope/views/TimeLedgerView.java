package draftscope.views;

import draftscope.views.layout.LedgerWords.Baseline;
import draftscope.views.layout.Narration;
import draftscope.views.skin.TimeLedgerSkin;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.control.Skin;

/// Where the time went: two lanes on one clock, what each kind of work took, and whether speculation pays against plain
/// decoding that was measured.
public final class TimeLedgerView extends TraceView {
    private final ObjectProperty<Baseline> baseline = new SimpleObjectProperty<>(this, "baseline");
    private final BooleanProperty measurable = new SimpleBooleanProperty(this, "measurable");
    private final BooleanProperty measuring = new SimpleBooleanProperty(this, "measuring");
    private Runnable onMeasure = () -> {};

    public TimeLedgerView() {
        super("time-ledger");
    }

    /// Plain decoding as it was measured; `null` before.
    public ObjectProperty<Baseline> baselineProperty() {
        return baseline;
    }

    /// Whether plain decoding can be measured now.
    public BooleanProperty measurableProperty() {
        return measurable;
    }

    /// Whether it is being measured.
    public BooleanProperty measuringProperty() {
        return measuring;
    }

    /// Called when a person asks to measure plain decoding.
    public void setOnMeasure(Runnable handler) {
        onMeasure = handler == null ? () -> {} : handler;
    }

    public Runnable getOnMeasure() {
        return onMeasure;
    }

    @Override
    public Legend legendKind() {
        return Legend.TIME;
    }

    @Override
    protected String narration() {
        return Narration.time(getState(), baseline.get());
    }

    @Override
    protected Skin<?> createDefaultSkin() {
        return new TimeLedgerSkin(this);
    }
}
