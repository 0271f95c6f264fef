package draftscope.kernel.vector;

import draftscope.format.QuantFormat;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;
import jdk.incubator.vector.VectorShape;

/// What a copy of a kernel class is made for. The compiler makes machine vectors out of vector objects only where their
/// species is a constant, and a loop that serves several formats fast only where the format is one: a static final field.
/// So each width, and for products each format, gets a hidden copy of its own, told what it is for as class data.
///
/// @param bits   vector width
/// @param format storage format of the weights; F32 where there are none
record Variant(int bits, QuantFormat format) {

    /// What the copy that `self` looks into was made for.
    static Variant of(MethodHandles.Lookup self) {
        try {
            return Optional.ofNullable(MethodHandles.classData(self, "_", Variant.class)).orElseThrow();
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("a class can read its own data", e);
        }
    }

    VectorShape shape() {
        return VectorShape.forBitSize(bits);
    }

    /// An instance of this variant of `template`.
    <T> T of(Class<T> kind, Class<? extends T> template) {
        try (var bytes = template.getResourceAsStream(template.getSimpleName() + ".class")) {
            MethodHandles.Lookup copy = MethodHandles.lookup().defineHiddenClassWithClassData(bytes.readAllBytes(),
                    this,
                    true);
            return kind.cast(copy.findConstructor(copy.lookupClass(), MethodType.methodType(void.class)).invoke());
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the vector kernels cannot be defined", e);
        }
    }
}
