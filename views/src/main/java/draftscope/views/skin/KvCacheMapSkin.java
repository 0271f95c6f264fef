package draftscope.views.skin;

import draftscope.views.KvCacheMap;
import javafx.scene.control.SkinBase;

/// Draws a [KvCacheMap].
public final class KvCacheMapSkin extends SkinBase<KvCacheMap> {
    public KvCacheMapSkin(KvCacheMap view) {
        super(view);
    }
}
