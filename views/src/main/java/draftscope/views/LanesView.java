package draftscope.views;

import draftscope.views.layout.LanesWords;
import draftscope.views.skin.LanesSkin;
import javafx.scene.control.Skin;

/// Texts that are decoded at once, one a lane: how long each is in the cache, which rows the forward read for it, what was
/// accepted, how it reads so far, and what a padded batch would have added.
///
/// | key | does |
/// |---|---|
/// | up, down | another lane |
public final class LanesView extends TraceView {

    public LanesView() {
        super("lanes-view");
    }

    @Override
    public Legend legendKind() {
        return Legend.LANES;
    }

    @Override
    protected String narration() {
        return LanesWords.narration(getState());
    }

    @Override
    protected Skin<?> createDefaultSkin() {
        return new LanesSkin(this);
    }
}
