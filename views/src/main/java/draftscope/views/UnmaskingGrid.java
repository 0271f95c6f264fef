package draftscope.views;

import draftscope.views.layout.Narration;
import draftscope.views.skin.UnmaskingGridSkin;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.scene.control.Skin;

/// A diffusion run as steps x positions, with the canvas as it stands on top.
public final class UnmaskingGrid extends TraceView {
    private final BooleanProperty canvas = new SimpleBooleanProperty(this, "canvas", true);

    public UnmaskingGrid() {
        super("unmasking-grid");
    }

    /// Shows the canvas as text above the grid. Turn it off where an [OutputView] stands above already.
    public BooleanProperty canvasProperty() {
        return canvas;
    }

    public boolean isCanvas() {
        return canvas.get();
    }

    public void setCanvas(boolean value) {
        canvas.set(value);
    }

    @Override
    public Legend legendKind() {
        return Legend.UNMASKING;
    }

    @Override
    protected String narration() {
        return Narration.canvas(getState());
    }

    @Override
    protected Skin<?> createDefaultSkin() {
        return new UnmaskingGridSkin(this);
    }
}
