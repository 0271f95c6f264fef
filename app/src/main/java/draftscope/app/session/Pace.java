package draftscope.app.session;

import java.time.Duration;

/// How fast a run goes on while it is watched. The engine waits after each round; its own speed is measured without that.
public enum Pace {
    QUARTER("¼", Duration.ofSeconds(4)), HALF("½", Duration.ofSeconds(2)), ONE("1", Duration.ofSeconds(1)), TWO("2",
            Duration.ofMillis(500)), FOUR("4",
                    Duration.ofMillis(250)), EIGHT("8", Duration.ofMillis(125)), FULL("", Duration.ZERO);

    private final String rate;
    private final Duration round;

    Pace(String rate, Duration round) {
        this.rate = rate;
        this.round = round;
    }

    /// The words shown to people: `2 rounds/s`, `full speed`.
    ///
    /// @param turn what a turn of the driver is called, `round` or `step`
    public String label(String turn) {
        return this == FULL ? "full speed" : rate + " " + turn + (ordinal() > ONE.ordinal() ? "s" : "") + "/s";
    }

    /// The least time that a round takes.
    public Duration round() {
        return round;
    }

    /// Whether the run is held back at all.
    public boolean paced() {
        return this != FULL;
    }

    /// The next slower pace; the slowest stays.
    public Pace slower() {
        return values()[Math.max(0, ordinal() - 1)];
    }

    /// The next faster pace; full speed stays.
    public Pace faster() {
        return values()[Math.min(values().length - 1, ordinal() + 1)];
    }
}
