package draftscope.views.skin;

import draftscope.views.DraftTreeView;
import javafx.scene.control.SkinBase;

/// Draws a [DraftTreeView].
public final class DraftTreeViewSkin extends SkinBase<DraftTreeView> {
    public DraftTreeViewSkin(DraftTreeView view) {
        super(view);
    }
}
