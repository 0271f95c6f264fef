package draftscope.app.window;

import draftscope.app.session.Session;
import draftscope.trace.TraceState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.scene.Scene;

/// How long a start takes, from the begin of the process to the first picture of something true, tokens of a run, and on to
/// the model that one key lets go on.
///
/// The toolkit begins a pulse only when the picture of the one before it was painted or is being painted, and keeps one
/// picture under way at most. So when the tokens were laid out in one pulse, two pulses later they have been painted.
final class StartClock {
    private static final int PULSES_TO_PAINT = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Instant begin = ProcessHandle.current().info().startInstant().orElseThrow(
            () -> new IllegalStateException("This system does not tell when the process began."));
    private final Session session;
    private final Scene scene;
    private final Consumer<Optional<StartTimes>> done;
    private final Runnable pulse = this::pulse;
    private Duration window; // null until the first pulse
    private Duration picture; // null until the tokens were painted
    private int tokens;
    private int left = -1; // pulses until the tokens are painted; -1 before they were laid out

    /// @param done told once, on the toolkit's thread; nothing when no token or no model came within a minute
    StartClock(Session session, Scene scene, Consumer<Optional<StartTimes>> done) {
        this.session = session;
        this.scene = scene;
        this.done = done;
        scene.addPostLayoutPulseListener(pulse);
    }

    private void pulse() {
        if (window == null)
            window = now();
        TraceState shown = session.shownProperty().get();
        if (left < 0 && shown != null && !shown.committed().isEmpty())
            left = PULSES_TO_PAINT + 1;
        if (left > 0 && --left == 0) {
            picture = now();
            tokens = shown.committed().size();
        }
        boolean open = picture != null && session.target().model() != null;
        if (open || now().compareTo(PATIENCE) > 0) {
            scene.removePostLayoutPulseListener(pulse);
            done.accept(open ? Optional.of(new StartTimes(window, picture, tokens, now())) : Optional.empty());
        } else {
            Platform.requestNextPulse();
        }
    }

    private Duration now() {
        return Duration.between(begin, Instant.now());
    }
}
