package draftscope.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes a GGUF file, version 3, little-endian. Meant for small models: everything is held in memory until written.
///
/// Numbers become the metadata types that other readers expect: `Integer` UINT32 (negative: INT32), `Long` UINT64
/// (negative: INT64), `Float` FLOAT32, `Double` FLOAT64, `Boolean` BOOL, `String` STRING; arrays `String[]`, `int[]`
/// (INT32), `float[]`. Keys and tensors keep the order in which they were given. Not thread-safe.
public final class GgufWriter {
    private static final int VERSION = 3;

    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final List<Entry> tensors = new ArrayList<>();

    private record Entry(String name, int typeId, long[] shape, byte[] data) {}

    /// Sets metadata `key` to `value`.
    ///
    /// @return this
    /// @throws IllegalArgumentException if the value's type has no GGUF form; the message lists those that have
    public GgufWriter put(String key, Object value) {
        valueType(value);
        metadata.put(key, value);
        return this;
    }

    /// Adds a tensor and rounds its numbers to `format`.
    ///
    /// @param shape  row length first, as [TensorInfo#shape()]
    /// @param values all numbers, row after row
    /// @return this
    public GgufWriter tensor(String name, QuantFormat format, long[] shape, float[] values) {
        format.rowBytes(shape[0]);
        long elements = 1;
        for (long d : shape) {
            elements = Math.multiplyExact(elements, d);
        }
        if (elements != values.length) {
            throw new IllegalArgumentException(
                    "tensor '" + name + "' has " + elements + " numbers; got " + values.length);
        }
        return raw(name, format.id(), shape, encode(format, values));
    }

    /// Adds a tensor as bytes of the ggml type `typeId`, unchecked.
    ///
    /// @return this
    public GgufWriter raw(String name, int typeId, long[] shape, byte[] data) {
        tensors.add(new Entry(name, typeId, shape.clone(), data.clone()));
        return this;
    }

    /// Writes the file, replacing one that is there.
    public void write(Path path) throws IOException {
        Files.write(path, toBytes());
    }

    /// The whole file.
    public byte[] toBytes() {
        int alignment = alignment();
        FileBytes out = new FileBytes();
        out.int32(GgufFile.MAGIC);
        out.int32(VERSION);
        out.int64(tensors.size());
        out.int64(metadata.size());
        metadata.forEach((key, value) -> {
            out.string(key);
            out.int32(valueType(value).ordinal());
            writeValue(out, value);
        });
        long offset = 0;
        for (Entry t : tensors) {
            out.string(t.name);
            out.int32(t.shape.length);
            for (long d : t.shape) {
                out.int64(d);
            }
            out.int32(t.typeId);
            out.int64(offset);
            offset += (t.data.length + alignment - 1L) / alignment * alignment;
        }
        for (Entry t : tensors) {
            out.align(alignment);
            out.bytes(t.data);
        }
        out.align(alignment);
        return out.toByteArray();
    }

    /// `values` rounded to `format`, as the bytes of a file. Q8_0 scales each block by its largest magnitude over 127.
    public static byte[] encode(QuantFormat format, float[] values) {
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(format.rowBytes(values.length)))
                .order(ByteOrder.LITTLE_ENDIAN);
        switch (format) {
            case F32 -> {
                for (float v : values) {
                    out.putFloat(v);
                }
            }
            case F16 -> {
                for (float v : values) {
                    out.putShort(Float.floatToFloat16(v));
                }
            }
            case Q8_0 -> {
                for (int block = 0; block < values.length; block += format.blockLength()) {
                    float largest = 0;
                    for (int i = block; i < block + format.blockLength(); i++) {
                        largest = Math.max(largest, Math.abs(values[i]));
                    }
                    float scale = largest / 127;
                    out.putShort(Float.floatToFloat16(scale));
                    for (int i = block; i < block + format.blockLength(); i++) {
                        out.put((byte) (scale == 0 ? 0 : Math.round(values[i] / scale)));
                    }
                }
            }
            default -> throw new IllegalArgumentException("numbers cannot be rounded to " + format);
        }
        return out.array();
    }

    /// The alignment that the metadata asks for, where a reader would accept it.
    private int alignment() {
        return metadata.get("general.alignment") instanceof Integer a && a >= 1 && a <= GgufFile.MAX_ALIGNMENT
                && Integer.bitCount(a) == 1
                        ? a
                        : GgufFile.DEFAULT_ALIGNMENT;
    }

    private static GgufCursor.ValueType valueType(Object value) {
        return switch (value) {
            case Integer i -> i < 0 ? GgufCursor.ValueType.INT32 : GgufCursor.ValueType.UINT32;
            case Long l -> l < 0 ? GgufCursor.ValueType.INT64 : GgufCursor.ValueType.UINT64;
            case Float _ -> GgufCursor.ValueType.FLOAT32;
            case Double _ -> GgufCursor.ValueType.FLOAT64;
            case Boolean _ -> GgufCursor.ValueType.BOOL;
            case String _ -> GgufCursor.ValueType.STRING;
            case String[] _,int[] _,float[] _ -> GgufCursor.ValueType.ARRAY;
            default -> throw new IllegalArgumentException(
                    "a metadata value is an Integer, Long, Float, Double, Boolean, String, "
                            + "String[], int[] or float[]; got " + value.getClass().getSimpleName());
        };
    }

    private static void writeValue(FileBytes out, Object value) {
        switch (value) {
            case Integer i -> out.int32(i);
            case Long l -> out.int64(l);
            case Float f -> out.int32(Float.floatToRawIntBits(f));
            case Double d -> out.int64(Double.doubleToRawLongBits(d));
            case Boolean b -> out.write(b ? 1 : 0);
            case String s -> out.string(s);
            case String[] strings -> {
                out.int32(GgufCursor.ValueType.STRING.ordinal());
                out.int64(strings.length);
                for (String s : strings) {
                    out.string(s);
                }
            }
            case int[] ints -> {
                out.int32(GgufCursor.ValueType.INT32.ordinal());
                out.int64(ints.length);
                for (int i : ints) {
                    out.int32(i);
                }
            }
            case float[] floats -> {
                out.int32(GgufCursor.ValueType.FLOAT32.ordinal());
                out.int64(floats.length);
                for (float f : floats) {
                    out.int32(Float.floatToRawIntBits(f));
                }
            }
            default -> throw new IllegalArgumentException("checked in put: " + value.getClass());
        }
    }

    private static final class FileBytes extends ByteArrayOutputStream {
        void int32(int value) {
            for (int shift = 0; shift < 32; shift += 8) {
                write(value >>> shift);
            }
        }

        void int64(long value) {
            int32((int) value);
            int32((int) (value >>> 32));
        }

        void bytes(byte[] data) {
            write(data, 0, data.length);
        }

        void string(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            int64(utf8.length);
            bytes(utf8);
        }

        void align(int alignment) {
            while (size() % alignment != 0) {
                write(0);
            }
        }
    }
}
