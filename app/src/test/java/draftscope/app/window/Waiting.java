package draftscope.app.window;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.testfx.util.WaitForAsyncUtils;

/// How tests of the window wait: for a condition, never for a time.
final class Waiting {
    /// Long, because a busy machine is no failure.
    private static final int SECONDS = 120;

    /// How often what waits for the JavaFX thread is let through, before and after: once for what was asked, once for what that asks.
    private static final int ROUNDS = 2;

    private Waiting() {}

    /// @param condition asked on the JavaFX thread until it holds
    /// @throws AssertionError if it does not come to hold; names what was waited for
    static void until(String what, Callable<Boolean> condition) {
        WaitForAsyncUtils.waitForFxEvents(ROUNDS);
        try {
            WaitForAsyncUtils.waitFor(SECONDS, TimeUnit.SECONDS,
                    () -> WaitForAsyncUtils.waitForAsyncFx(30_000, condition));
        } catch (TimeoutException late) {
            throw new AssertionError("not within " + SECONDS + " seconds: " + what, late);
        }
        WaitForAsyncUtils.waitForFxEvents(ROUNDS);
    }

    static void onFx(Runnable task) {
        WaitForAsyncUtils.waitForAsyncFx(SECONDS * 1000L, task);
    }
}
