package draftscope.views;

import draftscope.views.layout.Narration;
import draftscope.views.skin.KvCacheMapSkin;
import javafx.scene.control.Skin;

/// What every slot of the KV caches holds.
public final class KvCacheMap extends TraceView {

    public KvCacheMap() {
        super("kv-cache-map");
    }

    @Override
    public Legend legendKind() {
        return Legend.KV;
    }

    @Override
    protected String narration() {
        return getState() == null ? Narration.NOTHING : KvCacheMapSkin.narrate(getState());
    }

    @Override
    protected Skin<?> createDefaultSkin() {
        return new KvCacheMapSkin(this);
    }
}
