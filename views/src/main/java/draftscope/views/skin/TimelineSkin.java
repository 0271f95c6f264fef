package draftscope.views.skin;

import draftscope.views.Timeline;
import javafx.scene.control.SkinBase;

/// Draws a [Timeline].
public final class TimelineSkin extends SkinBase<Timeline> {
    public TimelineSkin(Timeline view) {
        super(view);
    }
}
