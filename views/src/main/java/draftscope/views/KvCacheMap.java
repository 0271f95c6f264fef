package draftscope.views;

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
        return "";
    }

    @Override
    protected Skin<?> createDefaultSkin() {
        return new KvCacheMapSkin(this);
    }
}
