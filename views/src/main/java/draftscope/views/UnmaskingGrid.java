package draftscope.views;

import draftscope.views.layout.Narration;
import draftscope.views.layout.Numbers;
import draftscope.views.skin.UnmaskingGridSkin;
import java.util.Map;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.AccessibleAttribute;
import javafx.scene.control.Skin;

/// A diffusion run as steps x positions, with the canvas as it stands on top.
public final class UnmaskingGrid extends TraceView {
    private final BooleanProperty canvas = new SimpleBooleanProperty(this, "canvas", true);

    private final ObjectProperty<Map<Integer, Steer>> steering = new SimpleObjectProperty<>(this, "steering", Map.of());

    public UnmaskingGrid() {
        super("unmasking-grid");
        steering.subscribe(() -> notifyAccessibleAttributeChanged(AccessibleAttribute.TEXT));
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

    /// What a person prepared to change before a branch goes on, by position of the canvas. It is drawn below the step shown.
    public ObjectProperty<Map<Integer, Steer>> steeringProperty() {
        return steering;
    }

    public Map<Integer, Steer> getSteering() {
        return steering.get();
    }

    public void setSteering(Map<Integer, Steer> value) {
        steering.set(value);
    }

    @Override
    public Legend legendKind() {
        return Legend.UNMASKING;
    }

    @Override
    protected String narration() {
        String told = Narration.canvas(getState());
        return getSteering().isEmpty()
                ? told
                : told + " " + Numbers.plural(getSteering().size(), "change") + " prepared for a branch.";
    }

    @Override
    protected Skin<?> createDefaultSkin() {
        return new UnmaskingGridSkin(this);
    }
}
