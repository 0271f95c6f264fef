package draftscope.views;

import draftscope.views.skin.InspectorSkin;
import javafx.scene.control.Skin;

/// What is selected, why it became what it is, and the numbers behind it.
public final class Inspector extends TraceView {

    public Inspector() {
        super("inspector");
    }

    @Override
    public Legend legendKind() {
        return Legend.INSPECTOR;
    }

    @Override
    protected String narration() {
        return Why.explain(getState(), getSelection()).spoken();
    }

    @Override
    protected Skin<?> createDefaultSkin() {
        return new InspectorSkin(this);
    }
}
