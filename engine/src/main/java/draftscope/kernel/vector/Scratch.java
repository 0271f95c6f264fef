package draftscope.kernel.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// One thread's working memory, grown to what it has needed so far. The large parts lie outside the heap, because only
/// there can they begin where a cache line does: a load across two lines costs two.
final class Scratch {
    /// Of each thread that computes.
    static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

    private static final int CACHE_LINE = 64;

    final float[] sums = new float[16 * 32]; // (dot products side by side, partial sums of each)
    final double[] weights = new double[2 * 8]; // (sums, sums of products)(partial sums)
    private float[] row = new float[0]; // (columns)
    private MemorySegment inputs = MemorySegment.NULL; // (rows, columns) float32
    private MemorySegment panel = MemorySegment.NULL; // (weight rows, columns) float32

    private Scratch() {}

    /// Room for at least `length` floats.
    float[] row(int length) {
        if (row.length < length) {
            row = new float[length];
        }
        return row;
    }

    /// Room for at least `bytes` bytes of input rows.
    MemorySegment inputs(long bytes) {
        if (inputs.byteSize() < bytes) {
            inputs = Arena.ofAuto().allocate(bytes, CACHE_LINE);
        }
        return inputs;
    }

    /// Room for at least `bytes` bytes of unpacked weights.
    MemorySegment panel(long bytes) {
        if (panel.byteSize() < bytes) {
            panel = Arena.ofAuto().allocate(bytes, CACHE_LINE);
        }
        return panel;
    }
}
