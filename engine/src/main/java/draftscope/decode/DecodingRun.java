package draftscope.decode;

import draftscope.trace.RunStats;
import draftscope.trace.TraceSink;
import java.util.List;

/// One run of one method: checked, then carried out on a thread of the caller's choice.
public final class DecodingRun {
    private DecodingRun() {}

    /// Checks a request against the catalog and the models. Nothing runs yet.
    ///
    /// @throws CannotRunException one sentence: what is wrong and what is accepted
    public static DecodingRun prepare(RunRequest request, Models models, TraceSink sink, Pacer pacer) {
        throw new UnsupportedOperationException("in progress");
    }

    /// Runs on the caller's thread, to the end.
    public RunStats run() {
        throw new UnsupportedOperationException("in progress");
    }

    /// Runs on a thread of its own.
    public Thread start(String name) {
        throw new UnsupportedOperationException("in progress");
    }

    public List<Integer> promptIds() {
        throw new UnsupportedOperationException("in progress");
    }

    /// The tokens written; complete after the end.
    public int[] outputIds() {
        throw new UnsupportedOperationException("in progress");
    }

    /// The text of [#outputIds()].
    public String text() {
        throw new UnsupportedOperationException("in progress");
    }
}
