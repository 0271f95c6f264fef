package draftscope.app.session;

/// What goes on in a session.
public enum Activity {
    /// No run yet.
    NONE,
    /// Models are being opened for a run.
    LOADING,
    /// The engine decodes.
    RUNNING,
    /// The engine waits for the person.
    PAUSED,
    /// The run has ended; its trace stays.
    FINISHED;

    /// Whether a run is under way, so that its setup cannot be changed.
    public boolean live() {
        return this == LOADING || this == RUNNING || this == PAUSED;
    }
}
