package draftscope.trace;

/// How much of a run is captured.
public enum Observation {
    /// Ids and provenance of committed tokens only.
    OFF(0),
    /// Ids, verdicts, probabilities of the touched tokens, entropy, top 10 and tail mass, cell states, phase times.
    LIGHT(10),
    /// As light, with the top 100.
    FULL(100),
    /// As full, lowered to light for the rest of the run when telling takes too much of the engine's time. A note tells of it.
    AUTO(100);

    private final int top;

    Observation(int top) {
        this.top = top;
    }

    /// How many of the likeliest tokens are kept for each law.
    public int top() {
        return top;
    }
}
