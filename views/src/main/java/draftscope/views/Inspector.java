package draftscope.views;

import draftscope.views.skin.InspectorSkin;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import javafx.scene.control.Skin;

/// What is selected, why it became what it is, and the numbers behind it.
public final class Inspector extends TraceView {
    private IntConsumer onPick; // null where nobody takes a token
    private Consumer<Selection> onShow; // null where nobody follows a link

    public Inspector() {
        super("inspector");
    }

    /// Told what a person wants to be shown who follows a link of the inspector. Without it there are no links.
    public void setOnShow(Consumer<Selection> handler) {
        onShow = handler;
    }

    /// Whether links are followed.
    public boolean isFollowing() {
        return onShow != null;
    }

    /// Follows a link to something of the run.
    public void show(Selection thing) {
        if (isFollowing())
            onShow.accept(thing);
    }

    /// Told which token of a distribution a person clicked. Without it a click does nothing.
    public void setOnPick(IntConsumer handler) {
        onPick = handler;
    }

    /// Whether tokens of a distribution can be clicked.
    public boolean isPicking() {
        return onPick != null;
    }

    /// Takes a token of a distribution.
    public void pick(int token) {
        if (isPicking())
            onPick.accept(token);
    }

    @Override
    public Legend legendKind() {
        return Legend.INSPECTOR;
    }

    @Override
    protected String narration() {
        return Why.explain(getState(), getSelection()).spoken();
    }

    @Override
    protected Skin<?> createDefaultSkin() {
        return new InspectorSkin(this);
    }
}
