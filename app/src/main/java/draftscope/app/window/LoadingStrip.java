package draftscope.app.window;

import draftscope.app.session.ModelSlot;
import draftscope.app.session.Opening;
import draftscope.app.session.Session;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javafx.animation.AnimationTimer;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/// How far the opening of models is, with a way to stop it; there only while it takes noticeably long.
final class LoadingStrip extends HBox {
    /// What is over sooner would only flicker.
    private static final long NOTICEABLE_NANOS = 150_000_000;

    private final List<ModelSlot> slots;
    private final Label words = new Label();
    private final ProgressBar bar = new ProgressBar();
    private final AnimationTimer frames;
    private long since;

    LoadingStrip(Session session) {
        slots = List.of(session.target(), session.draft());
        setId("loading");
        getStyleClass().add("loading-strip");
        setAlignment(Pos.CENTER_LEFT);
        words.setId("loading-words");
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        words.setMaxWidth(Double.MAX_VALUE);
        bar.setAccessibleText("Progress");
        bar.setMinWidth(Region.USE_PREF_SIZE);
        Button stop = new Button("Stop opening");
        stop.setId("loading-stop");
        stop.setMinWidth(Region.USE_PREF_SIZE);
        stop.setOnAction(event -> stop());
        getChildren().addAll(words, bar, stop);
        setVisible(false);
        managedProperty().bind(visibleProperty());
        frames = new AnimationTimer() {
            @Override
            public void handle(long now) {
                show(now);
            }
        };
        slots.forEach(slot -> slot.openingProperty().subscribe(() -> {
            if (openings().findAny().isPresent()) {
                frames.start();
            } else {
                frames.stop();
                since = 0;
                setVisible(false);
            }
        }));
    }

    private Stream<Opening> openings() {
        return slots.stream().map(slot -> slot.openingProperty().get()).filter(Objects::nonNull).distinct();
    }

    private void stop() {
        openings().forEach(Opening::cancel);
    }

    private void show(long now) {
        if (since == 0)
            since = now;
        // The one that is under way; those that wait for it come later.
        openings().min((a, b) -> b.stage().compareTo(a.stage())).ifPresent(opening -> {
            words.setText("Opening " + opening.entry().name() + ": " + opening.stage().words());
            bar.setProgress(opening.stage() == Opening.Stage.CHECKING
                    ? opening.share()
                    : ProgressBar.INDETERMINATE_PROGRESS);
            // A bar that does not know how far it is would run to and fro.
            bar.setVisible(!bar.isIndeterminate() || !getScene().getPreferences().isReducedMotion());
            setVisible(now - since > NOTICEABLE_NANOS);
        });
    }
}
