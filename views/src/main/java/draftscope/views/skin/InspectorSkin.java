package draftscope.views.skin;

import draftscope.views.Inspector;
import javafx.scene.control.SkinBase;

/// Draws a [Inspector].
public final class InspectorSkin extends SkinBase<Inspector> {
    public InspectorSkin(Inspector view) {
        super(view);
    }
}
