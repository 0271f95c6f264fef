package draftscope.decode;

import draftscope.trace.Note;
import draftscope.trace.Observation;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How much of a run is told. Asked for [Observation#AUTO] it begins with all, and is lowered once, between two steps, when telling
/// took more than its share of the engine's time. What is decoded is the same at every level. Belongs to the run's thread.
final class Fidelity {
    /// What telling may take, of the engine's time.
    static final double MOST_SHARE = 0.1;
    /// Engine time from which on the share is judged: the first events pay for the loading of classes.
    static final long LEAST_NANOS = 250_000_000;

    private final boolean auto;
    private Observation level;
    private long spent;
    private long telling;

    Fidelity(Observation asked) {
        auto = asked == Observation.AUTO;
        level = auto ? Observation.FULL : asked;
    }

    /// Never [Observation#AUTO].
    Observation level() {
        return level;
    }

    /// @param spent   engine time of a phase
    /// @param telling what of it went into telling
    void add(long spent, long telling) {
        this.spent += spent;
        this.telling += telling;
    }

    /// Between two steps: lowers the level where that is due.
    ///
    /// @return what is to be told of it
    Optional<Note> settle() {
        double share = (double) telling / spent;
        if (!auto || level != Observation.FULL || spent < LEAST_NANOS || share <= MOST_SHARE) {
            return Optional.empty();
        }
        level = Observation.LIGHT;
        return Optional.of(new Note("observation", String.format(Locale.ROOT,
                "lowered from full to light: telling took %.0f %% of the engine's time, more than %.0f %%",
                100 * share, 100 * MOST_SHARE), List.of(), share));
    }
}
