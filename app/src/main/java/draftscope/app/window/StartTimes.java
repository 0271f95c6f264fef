package draftscope.app.window;

import java.time.Duration;
import java.util.Locale;

/// How long a start took, each counted from the begin of the process.
///
/// @param window  until the window was laid out for the first time
/// @param picture until tokens of a run were painted
/// @param tokens  how many
/// @param model   until the tokens were painted and the target was open
public record StartTimes(Duration window, Duration picture, int tokens, Duration model) {
    /// In one line.
    public String sentence() {
        return String.format(Locale.ROOT,
                "The first %d token%s stood on screen %.2f s after the process began (window %.2f s, model %.2f s).",
                tokens, tokens == 1 ? "" : "s", seconds(picture), seconds(window), seconds(model));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
