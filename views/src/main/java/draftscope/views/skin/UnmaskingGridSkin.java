package draftscope.views.skin;

import draftscope.views.UnmaskingGrid;
import javafx.scene.control.SkinBase;

/// Draws a [UnmaskingGrid].
public final class UnmaskingGridSkin extends SkinBase<UnmaskingGrid> {
    public UnmaskingGridSkin(UnmaskingGrid view) {
        super(view);
    }
}
