package draftscope.views;

import draftscope.views.layout.Narration;
import draftscope.views.skin.OutputViewSkin;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.control.Skin;

/// The running text: who wrote each token, how uncertain the model was, and what is drafted but not yet judged.
public final class OutputView extends TraceView {
    private final ObjectProperty<Overlay> overlay = new SimpleObjectProperty<>(this, "overlay", Overlay.ENTROPY);
    private final BooleanProperty follow = new SimpleBooleanProperty(this, "follow", true);

    public OutputView() {
        super("output-view");
    }

    /// What the fill behind the text stands for.
    public ObjectProperty<Overlay> overlayProperty() {
        return overlay;
    }

    public Overlay getOverlay() {
        return overlay.get();
    }

    public void setOverlay(Overlay value) {
        overlay.set(value);
    }

    /// Keeps the newest token in sight. Scrolling up turns it off.
    public BooleanProperty followProperty() {
        return follow;
    }

    public boolean isFollow() {
        return follow.get();
    }

    public void setFollow(boolean value) {
        follow.set(value);
    }

    @Override
    public Legend legendKind() {
        return Legend.OUTPUT;
    }

    @Override
    protected String narration() {
        return Narration.text(getState());
    }

    @Override
    protected Skin<?> createDefaultSkin() {
        return new OutputViewSkin(this);
    }
}
