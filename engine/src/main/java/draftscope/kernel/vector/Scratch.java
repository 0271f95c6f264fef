package draftscope.kernel.vector;

/// One thread's lanes and unpacked weight rows. Apart from [VectorKernels], whose hidden copies could not reach into a
/// nested class.
final class Scratch {
    /// Of each thread that computes.
    static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

    final float[] lanes = new float[8 * 16]; // (accumulators, lanes)
    private float[] weights = new float[0]; // (weight rows, columns)

    private Scratch() {}

    /// Room for at least `length` floats.
    float[] weights(int length) {
        if (weights.length < length) {
            weights = new float[length];
        }
        return weights;
    }
}
