package draftscope.app.window;

import draftscope.app.session.Session;
import draftscope.trace.TraceState;
import draftscope.views.TraceView;
import draftscope.views.layout.Narration;
import javafx.animation.PauseTransition;
import javafx.scene.AccessibleAttribute;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.util.Duration;

/// Says in a line what each step came to, for people who do not see it, and no faster than one can listen: what came meanwhile
/// is left out, and the newest step is always said in the end.
final class Narrator extends Label {
    /// The least time between two sentences.
    static final Duration BREATH = Duration.seconds(1.5);

    private final Session session;
    private final Preferences preferences;
    private final PauseTransition breath = new PauseTransition(BREATH);
    private boolean waiting;

    Narrator(Session session, Preferences preferences) {
        this.session = session;
        this.preferences = preferences;
        setId("narration");
        getStyleClass().add("narration");
        setWrapText(true);
        setMinHeight(USE_PREF_SIZE);
        setMaxWidth(Double.MAX_VALUE);
        setAccessibleRole(AccessibleRole.TEXT);
        managedProperty().bind(visibleProperty());
        breath.setOnFinished(event -> {
            if (waiting)
                say();
        });
        session.shownProperty().subscribe(this::news);
        preferences.spokenProperty().subscribe(spoken -> {
            setVisible(spoken != Preferences.Spoken.OFF);
            breath.stop();
            news();
        });
    }

    private void news() {
        if (!isVisible())
            return;
        waiting = true;
        if (breath.getStatus() != javafx.animation.Animation.Status.RUNNING)
            say();
    }

    private void say() {
        waiting = false;
        TraceState state = session.shownProperty().get();
        String sentence = preferences.spokenProperty().get() == Preferences.Spoken.FULL
                ? Narration.full(state)
                : Narration.brief(state);
        if (sentence.equals(getText()))
            return;
        setText(sentence);
        // A screen reader listens to what has the focus: a view's own words have changed with the step.
        if (getScene() != null && getScene().getFocusOwner() instanceof TraceView view)
            view.notifyAccessibleAttributeChanged(AccessibleAttribute.TEXT);
        breath.playFromStart();
    }
}
