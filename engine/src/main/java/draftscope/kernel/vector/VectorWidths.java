package draftscope.kernel.vector;

import draftscope.kernel.Kernels;
import draftscope.kernel.UnsupportedKernelsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.incubator.vector.VectorShape;

/// [VectorKernels] for each vector width.
///
/// The compiler makes machine vectors out of vector objects only where their species is a constant, which means a static
/// final field. So that several widths can live in one process (tests compare them), each width gets its own hidden copy of
/// the class, told its width as class data.
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
        return MADE.computeIfAbsent(bits, VectorWidths::define);
    }

    private static Kernels define(int bits) {
        try (InputStream in = VectorWidths.class.getResourceAsStream("VectorKernels.class")) {
            MethodHandles.Lookup copy = MethodHandles.lookup().defineHiddenClassWithClassData(in.readAllBytes(), bits,
                    true);
            return (Kernels) copy.findConstructor(copy.lookupClass(), MethodType.methodType(void.class)).invoke();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the vector kernels cannot be defined", e);
        }
    }
}
