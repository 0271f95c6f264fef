package draftscope.format;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A tensor and its bytes, read-only.
record Tensor(TensorInfo info, MemorySegment data) {
    private static final long COMPUTED = -1;

    Tensor {
        if (data.byteSize() != info.bytes()) {
            throw new IllegalArgumentException(
                    "tensor '" + info.name() + "' takes " + info.bytes() + " bytes; got " + data.byteSize());
        }
        data = data.asReadOnly();
    }

    /// A tensor that lies in `file`, which the caller has checked to be long enough.
    static Tensor inPlace(String name, QuantFormat format, long[] shape, MemorySegment file, long offset) {
        long bytes = bytes(format, shape);
        return new Tensor(new TensorInfo(name, format, shape, offset, bytes), file.asSlice(offset, bytes));
    }

    /// A tensor that no file holds in this form.
    static Tensor computed(String name, QuantFormat format, long[] shape, MemorySegment data) {
        return new Tensor(new TensorInfo(name, format, shape, COMPUTED, data.byteSize()), data);
    }

    /// A vector of float32 that no file holds in this form.
    static Tensor vector(String name, float[] values, Arena arena) {
        MemorySegment data = arena.allocate(values.length * 4L, 4);
        for (int i = 0; i < values.length; i++) {
            data.set(LittleEndian.FLOAT, 4L * i, values[i]);
        }
        return computed(name, QuantFormat.F32, new long[]{values.length}, data);
    }

    Tensor renamed(String name) {
        return new Tensor(new TensorInfo(name, info.format(), info.shape(), info.offset(), info.bytes()), data);
    }

    private static long bytes(QuantFormat format, long[] shape) {
        long bytes = format.rowBytes(shape[0]);
        for (int d = 1; d < shape.length; d++) {
            bytes = Math.multiplyExact(bytes, shape[d]);
        }
        return bytes;
    }
}
