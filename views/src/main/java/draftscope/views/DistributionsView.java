package draftscope.views;

import draftscope.trace.SamplingSettings;
import draftscope.views.layout.FunnelSheet;
import draftscope.views.skin.DistributionsSkin;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.scene.control.Skin;

/// The law that the selected token came out of, column by column: raw, after each sampler, and the one that it was drawn from.
///
/// | key | does |
/// |---|---|
/// | left, right | the token before, the token after |
/// | up, down | scroll |
/// | `P` | pins this law beside the next ones, or lets it go |
/// | `G` | bars on a logarithmic scale |
public final class DistributionsView extends TraceView {
    private final BooleanProperty logScale = new SimpleBooleanProperty(this, "logScale");
    private final StringProperty sought = new SimpleStringProperty(this, "sought", "");
    private final ObjectProperty<SamplingSettings> whatIf = new SimpleObjectProperty<>(this, "whatIf");
    private final ObjectProperty<Selection> pinned = new SimpleObjectProperty<>(this, "pinned");

    public DistributionsView() {
        super("distributions-view");
    }

    /// Bars by the logarithm of the probability, from 0.00001 to 1.
    public BooleanProperty logScaleProperty() {
        return logScale;
    }

    /// Part of a token, or an id: its rows stand out.
    public StringProperty soughtProperty() {
        return sought;
    }

    /// Settings that the captured law is put through beside those of the run; `null` for none.
    public ObjectProperty<SamplingSettings> whatIfProperty() {
        return whatIf;
    }

    /// What the law is compared with; `null` for nothing.
    public ObjectProperty<Selection> pinnedProperty() {
        return pinned;
    }

    /// Pins what is shown, or lets go of what was pinned.
    public void togglePin() {
        if (pinned.get() != null)
            pinned.set(null);
        else if (getState() != null)
            pinned.set(Why.resolve(getState(), getSelection()));
    }

    @Override
    public Legend legendKind() {
        return Legend.DISTRIBUTIONS;
    }

    @Override
    protected String narration() {
        return FunnelSheet.of(getState(), getSelection(), pinned.get(), whatIf.get()).map(FunnelSheet::spoken)
                .orElse("No distribution was captured here.");
    }

    @Override
    protected Skin<?> createDefaultSkin() {
        return new DistributionsSkin(this);
    }
}
