package draftscope.trace;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// Hands events on as they are read, counts what they come to, and says at the end what is missing.
final class RecordingReader {
    private static final int EVENTS_BETWEEN_NEWS = 256;

    private final TraceSink sink;
    private final Runnable news;
    private String turn = "step";
    private int events;
    private int turns;
    private int tokens;
    private long nanos;
    private boolean finished;

    /// @param news is called every few events
    RecordingReader(TraceSink sink, Runnable news) {
        this.sink = sink;
        this.news = news;
    }

    /// Reads events, one a line, to the end of the file or to the first line that cannot be read.
    ///
    /// @return what is missing of the run, in one sentence; empty when it is whole
    /// @throws TraceFormatException when there is nothing that can be shown; it begins with the line's number
    Optional<String> read(InputStream in) throws IOException {
        LineReader lines = new LineReader(in);
        try {
            while (lines.next()) {
                if (!lines.isBlank())
                    accept(TraceCodec.read(lines, events, nanos));
            }
        } catch (TraceFormatException broken) {
            // The writer was stopped in the middle of a last line without an end, and what it lost is said below.
            if (!lines.torn())
                return Optional.of(broken(lines.number(), broken));
        }
        return missing();
    }

    /// The next event.
    ///
    /// @throws TraceFormatException when it does not follow the one before
    void accept(TraceEvent event) {
        if (event.seq() != events)
            throw new TraceFormatException(
                    "has seq " + event.seq() + "; accepted: seq counts 0, 1, 2, ..., so this is " + events);
        nanos = event.nanos();
        switch (event) {
            case TraceEvent.RunStarted started -> turn = started.settings().turn();
            case TraceEvent.StepStarted _ -> turns++;
            case TraceEvent.Committed token when token.provenance() != Provenance.PROMPT -> tokens++;
            case TraceEvent.RunFinished _ -> finished = true;
            default -> {
                // Adds nothing to what is counted.
            }
        }
        sink.accept(event);
        if (++events % EVENTS_BETWEEN_NEWS == 0)
            news.run();
    }

    /// Events so far.
    int events() {
        return events;
    }

    /// What is missing when no more events come.
    ///
    /// @throws TraceFormatException when there was none at all
    Optional<String> missing() {
        if (events == 0)
            throw new TraceFormatException("is empty, or breaks off in its first line; nothing of a run was written");
        if (finished)
            return Optional.empty();
        if (turns == 0 && tokens == 0)
            return Optional.of("This recording breaks off before the first " + turn
                    + ": nothing but the beginning of the run was written.");
        return Optional.of("This recording breaks off " + place() + ": " + (turns == 0
                ? "what followed was never written."
                : "the rest of that " + turn + " and what followed it were never written."));
    }

    private String broken(int line, TraceFormatException why) {
        if (turns == 0 && tokens == 0)
            throw new TraceFormatException("cannot be shown: line " + line + " " + why.getMessage(), why);
        return "Line " + line + " of this recording cannot be read (" + why.getMessage()
                + "), and what is shown ends before it, " + place() + ".";
    }

    private String place() {
        String after = "after " + (tokens == 1 ? "1 token" : tokens + " tokens");
        return turns == 0 ? after : "in " + turn + " " + turns + ", " + after;
    }
}
