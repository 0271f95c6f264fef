package draftscope.trace;

import java.util.List;
import java.util.Optional;

/// Index over a run's events.
public final class Trace {
    public static Trace of(TraceLog log) {
        throw new UnsupportedOperationException("not built yet");
    }

    public static Trace of(List<TraceEvent> events) {
        throw new UnsupportedOperationException("not built yet");
    }

    public int catchUp() {
        throw new UnsupportedOperationException("not built yet");
    }

    public int length() {
        throw new UnsupportedOperationException("not built yet");
    }

    public TraceEvent event(int index) {
        throw new UnsupportedOperationException("not built yet");
    }

    public Optional<RunSettings> settings() {
        throw new UnsupportedOperationException("not built yet");
    }

    public TokenPiece piece(int token) {
        throw new UnsupportedOperationException("not built yet");
    }

    public List<Integer> prompt() {
        throw new UnsupportedOperationException("not built yet");
    }

    public List<CommittedToken> committed() {
        throw new UnsupportedOperationException("not built yet");
    }

    public List<StepSummary> steps() {
        throw new UnsupportedOperationException("not built yet");
    }

    public Optional<TraceEvent.RunFinished> finished() {
        throw new UnsupportedOperationException("not built yet");
    }

    public TraceState at(int position) {
        throw new UnsupportedOperationException("not built yet");
    }

    public int nextPhase(int position) {
        throw new UnsupportedOperationException("not built yet");
    }

    public int previousPhase(int position) {
        throw new UnsupportedOperationException("not built yet");
    }

    public int nextStep(int position) {
        throw new UnsupportedOperationException("not built yet");
    }

    public int previousStep(int position) {
        throw new UnsupportedOperationException("not built yet");
    }

    public int endOfStep(int step) {
        throw new UnsupportedOperationException("not built yet");
    }

    public int startOfStep(int step) {
        throw new UnsupportedOperationException("not built yet");
    }
}
