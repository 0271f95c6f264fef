package draftscope.decode.speculative;

/// A pass of a draft model that ran on a thread of its own while the target read.
///
/// @param begun        `System.nanoTime()` when it began
/// @param ended        the same when it ended
/// @param forwardNanos the part of it inside the model
public record AsidePass(long begun, long ended, long forwardNanos) {
    public long spentNanos() {
        return ended - begun;
    }
}
