package draftscope.views;

import draftscope.views.layout.Narration;
import draftscope.views.skin.TimelineSkin;
import java.util.function.IntConsumer;
import javafx.scene.control.Skin;

/// One column for each step of the run; it is the scrubber.
public final class Timeline extends TraceView {
    private IntConsumer onSeek = position -> {};

    public Timeline() {
        super("timeline");
    }

    /// Called with the position (a count of events, as for [draftscope.trace.Trace#at(int)]) that a person moved to.
    public void setOnSeek(IntConsumer handler) {
        onSeek = handler == null ? position -> {} : handler;
    }

    public IntConsumer getOnSeek() {
        return onSeek;
    }

    @Override
    public Legend legendKind() {
        return Legend.TIMELINE;
    }

    @Override
    protected String narration() {
        return Narration.step(getState());
    }

    @Override
    protected Skin<?> createDefaultSkin() {
        return new TimelineSkin(this);
    }
}
