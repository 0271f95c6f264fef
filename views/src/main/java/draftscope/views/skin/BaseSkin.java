package draftscope.views.skin;

import draftscope.views.TraceView;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.InvalidationListener;
import javafx.beans.Observable;
import javafx.event.Event;
import javafx.event.EventHandler;
import javafx.event.EventType;
import javafx.scene.Node;
import javafx.scene.control.SkinBase;

/// Remembers what it registered, so that a replaced skin lets go of its control and can be collected.
abstract class BaseSkin<V extends TraceView> extends SkinBase<V> {
    private final List<Runnable> undo = new ArrayList<>();
    private Ink ink;

    BaseSkin(V view) {
        super(view);
    }

    final void listen(Observable observable, Runnable action) {
        InvalidationListener listener = changed -> action.run();
        observable.addListener(listener);
        undo.add(() -> observable.removeListener(listener));
    }

    final <E extends Event> void on(Node node, EventType<E> type, EventHandler<? super E> handler) {
        node.addEventHandler(type, handler);
        undo.add(() -> node.removeEventHandler(type, handler));
    }

    final void onDispose(Runnable action) {
        undo.add(action);
    }

    @Override
    public void dispose() {
        // A control may dispose of a skin that was disposed of before.
        if (getSkinnable() == null)
            return;
        undo.forEach(Runnable::run);
        undo.clear();
        getChildren().clear();
        super.dispose();
    }

    // A view fills whatever room the window gives it.
    @Override
    protected double computeMaxWidth(double height, double top, double right, double bottom, double left) {
        return Double.MAX_VALUE;
    }

    @Override
    protected double computeMaxHeight(double width, double top, double right, double bottom, double left) {
        return Double.MAX_VALUE;
    }

    final V view() {
        return getSkinnable();
    }

    final Ink ink() {
        V view = getSkinnable();
        if (ink == null || ink.palette.theme() != view.getTheme()
                || ink.scale != view.getTextSize() / TraceView.BASE_TEXT_SIZE)
            ink = new Ink(view.getTheme(), view.getTextSize());
        return ink;
    }

    final double px(double at100Percent) {
        return ink().px(at100Percent);
    }
}
