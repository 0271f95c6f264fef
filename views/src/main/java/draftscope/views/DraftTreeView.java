package draftscope.views;

import draftscope.views.layout.Narration;
import draftscope.views.skin.DraftTreeViewSkin;
import javafx.scene.control.Skin;

/// The draft tree of one step with the verdict on every node.
public final class DraftTreeView extends TraceView {

    public DraftTreeView() {
        super("draft-tree-view");
    }

    @Override
    public Legend legendKind() {
        return Legend.TREE;
    }

    @Override
    protected String narration() {
        return Narration.tree(getState());
    }

    @Override
    protected Skin<?> createDefaultSkin() {
        return new DraftTreeViewSkin(this);
    }
}
