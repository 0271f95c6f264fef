package draftscope.kernel;

import draftscope.kernel.vector.VectorWidths;
import java.lang.System.Logger.Level;

/// Chooses among the implementations of [Kernels]; the only place that knows there are several.
final class KernelProvider {
    private static final String FLAG = "--add-modules " + Incubator.MODULE;

    private KernelProvider() {}

    static Kernels best() {
        return Best.KERNELS;
    }

    static Kernels vector(int bits) {
        if (!Incubator.readable()) {
            throw new UnsupportedKernelsException(
                    "vector kernels need the module " + Incubator.MODULE + "; start java with " + FLAG
                            + ", or use the scalar kernels");
        }
        return VectorWidths.kernels(bits);
    }

    /// @param kind `scalar`, `vector` or null for the best there is
    /// @param bits a width, or null for the widest here
    static Kernels choose(String kind, String bits) {
        if ("scalar".equals(kind)) {
            return ScalarKernels.INSTANCE;
        }
        if (kind != null && !"vector".equals(kind)) {
            throw new UnsupportedKernelsException("unknown kernels '" + kind + "'; known are scalar and vector");
        }
        if (bits != null) {
            return vector(parse(bits));
        }
        if (Incubator.readable() && VectorWidths.widest() >= VectorWidths.NARROWEST) {
            return vector(VectorWidths.widest());
        }
        if (kind != null) {
            return vector(VectorWidths.NARROWEST); // says why it cannot
        }
        System.getLogger("draftscope.kernel").log(Level.WARNING,
                "Vector kernels are off, so models run many times slower. Start java with {0} to turn them on.", FLAG);
        return ScalarKernels.INSTANCE;
    }

    private static int parse(String bits) {
        try {
            return Integer.parseInt(bits);
        } catch (NumberFormatException _) {
            throw new UnsupportedKernelsException(
                    "draftscope.vectorBits is '" + bits + "'; 128, 256 and 512 are accepted");
        }
    }

    /// Chosen on first use, so that a program that never computes never warns.
    private static final class Best {
        static final Kernels KERNELS = choose(System.getProperty("draftscope.kernels"),
                System.getProperty("draftscope.vectorBits"));
    }
}
