package draftscope.kernel.vector;

/// One thread's lanes and unpacked weight rows. Apart from [VectorKernels], whose hidden copies could not reach into a
/// nested class.
final class Scratch {
    /// Of each thread that computes.
    static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

    final float[] lanes = new float[8 * 16]; // (accumulators, lanes)
    private float[] weights = new float[0]; // (weight rows, columns)
    private short[] halves = new short[0]; // (weight rows, columns) F16 as it lies in the file
    private byte[] bytes = new byte[0]; // (weight rows, row bytes) Q8_0 as it lies in the file

    private Scratch() {}

    /// Room for at least `length` floats.
    float[] weights(int length) {
        if (weights.length < length) {
            weights = new float[length];
        }
        return weights;
    }

    /// Room for at least `length` half-precision numbers.
    short[] halves(int length) {
        if (halves.length < length) {
            halves = new short[length];
        }
        return halves;
    }

    /// Room for at least `length` bytes.
    byte[] bytes(int length) {
        if (bytes.length < length) {
            bytes = new byte[length];
        }
        return bytes;
    }
}
