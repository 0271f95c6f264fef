package draftscope.kernel.vector;

import draftscope.kernel.Kernels;
import draftscope.kernel.UnsupportedKernelsException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.incubator.vector.VectorShape;

/// [VectorKernels] for each vector width; several live in one process, so that tests can compare them.
public final class VectorWidths {
    /// The smallest width that is worth it.
    public static final int NARROWEST = 128;

    private static final Map<Integer, Kernels> MADE = new ConcurrentHashMap<>();

    private VectorWidths() {}

    /// Bits of the widest vector of this machine.
    public static int widest() {
        return Math.min(512, VectorShape.preferredShape().vectorBitSize());
    }

    /// Kernels with vectors of `bits`: 128, 256 or 512, and no wider than the machine's.
    ///
    /// @throws UnsupportedKernelsException otherwise
    public static Kernels kernels(int bits) {
        if (bits != 128 && bits != 256 && bits != 512) {
            throw new UnsupportedKernelsException(
                    "vectors of " + bits + " bits are not known; 128, 256 and 512 are accepted");
        }
        if (bits > widest()) {
            throw new UnsupportedKernelsException(
                    "vectors of " + bits + " bits are wider than this machine's " + widest());
        }
        return MADE.computeIfAbsent(bits, VectorKernels::new);
    }
}
