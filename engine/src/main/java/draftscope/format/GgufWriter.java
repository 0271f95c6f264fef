package draftscope.format;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes a GGUF file, version 3, little-endian, row by row: no tensor is held in memory unless it was given so.
///
/// Numbers become the metadata types that other readers expect: `Integer` UINT32 (negative: INT32), `Long` UINT64
/// (negative: INT64), `Float` FLOAT32, `Double` FLOAT64, `Boolean` BOOL, `String` STRING; arrays `String[]`, `int[]`
/// (INT32), `float[]`, `boolean[]`, `byte[]` (UINT8). Keys and tensors keep the order in which they were given. Not
/// thread-safe.
public final class GgufWriter {
    private static final int VERSION = 3;
    private static final int COPY_BYTES = 1 << 16;

    /// Gives the rows of a tensor when the file is written, from the first to the last.
    public interface Rows {
        /// Writes row `row` to `out`, which has the length of a row.
        void read(long row, float[] out);
    }

    /// Is told how far writing is; what it throws ends the writing, and no file is left.
    public interface Progress {
        /// `bytes` of `total` are written.
        void written(long bytes, long total);
    }

    private interface Body {
        void write(FileBytes out) throws IOException;
    }

    private record Entry(String name, int typeId, long[] shape, long bytes, Body body) {}

    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final List<Entry> tensors = new ArrayList<>();

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
        if (elements(shape) != values.length) {
            throw new IllegalArgumentException(
                    "tensor '" + name + "' has " + elements(shape) + " numbers; got " + values.length);
        }
        int columns = Math.toIntExact(shape[0]);
        return tensor(name, format, shape,
                (row, out) -> System.arraycopy(values, (int) row * columns, out, 0, columns));
    }

    /// Adds a tensor whose numbers come row by row when the file is written, and rounds them to `format`.
    ///
    /// @param shape row length first, as [TensorInfo#shape()]
    /// @return this
    public GgufWriter tensor(String name, QuantFormat format, long[] shape, Rows rows) {
        int columns = Math.toIntExact(shape[0]);
        long count = elements(shape) / columns;
        return add(name, format.id(), shape, Math.multiplyExact(format.rowBytes(columns), count), out -> {
            float[] row = new float[columns];
            for (long r = 0; r < count; r++) {
                rows.read(r, row);
                out.write(Quantiser.encode(format, row));
            }
        });
    }

    /// Adds a tensor whose bytes, in `format`, lie in `data`.
    ///
    /// @return this
    public GgufWriter tensor(String name, QuantFormat format, long[] shape, MemorySegment data) {
        long bytes = Math.multiplyExact(format.rowBytes(shape[0]), elements(shape) / shape[0]);
        if (bytes != data.byteSize()) {
            throw new IllegalArgumentException(
                    "tensor '" + name + "' takes " + bytes + " bytes; got " + data.byteSize());
        }
        return add(name, format.id(), shape, bytes, out -> {
            for (long at = 0; at < bytes; at += COPY_BYTES) {
                out.write(data.asSlice(at, Math.min(COPY_BYTES, bytes - at)).toArray(LittleEndian.BYTE));
            }
        });
    }

    /// Adds a tensor as bytes of the ggml type `typeId`, unchecked.
    ///
    /// @return this
    public GgufWriter raw(String name, int typeId, long[] shape, byte[] data) {
        byte[] copy = data.clone();
        return add(name, typeId, shape, copy.length, out -> out.write(copy));
    }

    private GgufWriter add(String name, int typeId, long[] shape, long bytes, Body body) {
        tensors.add(new Entry(name, typeId, shape.clone(), bytes, body));
        return this;
    }

    private static long elements(long[] shape) {
        long elements = 1;
        for (long d : shape) {
            elements = Math.multiplyExact(elements, d);
        }
        return elements;
    }

    /// Writes the file, replacing one that is there.
    public void write(Path path) throws IOException {
        write(path, (bytes, total) -> {});
    }

    /// Writes the file beside its place and moves it there when it is whole, replacing one that is there. Where that fails,
    /// or `progress` ends it by an exception, nothing is left behind.
    public void write(Path path, Progress progress) throws IOException {
        Path part = path.resolveSibling(path.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        part.toFile().deleteOnExit(); // also where a person ends the program
        try {
            try (FileBytes out = new FileBytes(new BufferedOutputStream(Files.newOutputStream(part), 1 << 20), progress,
                    totalBytes())) {
                writeTo(out);
            }
            Files.move(part, path, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /// The whole file.
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (FileBytes out = new FileBytes(bytes, (done, total) -> {}, 0)) {
            writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private long totalBytes() {
        return tensors.stream().mapToLong(Entry::bytes).sum();
    }

    private void writeTo(FileBytes out) throws IOException {
        int alignment = alignment();
        out.int32(GgufFile.MAGIC);
        out.int32(VERSION);
        out.int64(tensors.size());
        out.int64(metadata.size());
        for (Map.Entry<String, Object> entry : metadata.entrySet()) {
            out.string(entry.getKey());
            out.int32(valueType(entry.getValue()).ordinal());
            writeValue(out, entry.getValue());
        }
        long offset = 0;
        for (Entry t : tensors) {
            out.string(t.name);
            out.int32(t.shape.length);
            for (long d : t.shape) {
                out.int64(d);
            }
            out.int32(t.typeId);
            out.int64(offset);
            offset += (t.bytes + alignment - 1L) / alignment * alignment;
        }
        for (Entry t : tensors) {
            out.align(alignment);
            t.body.write(out);
        }
        out.align(alignment);
        out.tellEnd();
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
            case String[] _,int[] _,float[] _,boolean[] _,byte[] _ -> GgufCursor.ValueType.ARRAY;
            default -> throw new IllegalArgumentException(
                    "a metadata value is an Integer, Long, Float, Double, Boolean, String, "
                            + "String[], int[], float[], boolean[] or byte[]; got " + value.getClass().getSimpleName());
        };
    }

    private static void writeValue(FileBytes out, Object value) throws IOException {
        switch (value) {
            case Integer i -> out.int32(i);
            case Long l -> out.int64(l);
            case Float f -> out.int32(Float.floatToRawIntBits(f));
            case Double d -> out.int64(Double.doubleToRawLongBits(d));
            case Boolean b -> out.write(b ? 1 : 0);
            case String s -> out.string(s);
            case String[] strings -> {
                out.arrayOf(GgufCursor.ValueType.STRING, strings.length);
                for (String s : strings) {
                    out.string(s);
                }
            }
            case int[] ints -> {
                out.arrayOf(GgufCursor.ValueType.INT32, ints.length);
                for (int i : ints) {
                    out.int32(i);
                }
            }
            case float[] floats -> {
                out.arrayOf(GgufCursor.ValueType.FLOAT32, floats.length);
                for (float f : floats) {
                    out.int32(Float.floatToRawIntBits(f));
                }
            }
            case boolean[] booleans -> {
                out.arrayOf(GgufCursor.ValueType.BOOL, booleans.length);
                for (boolean b : booleans) {
                    out.write(b ? 1 : 0);
                }
            }
            case byte[] bytes -> {
                out.arrayOf(GgufCursor.ValueType.UINT8, bytes.length);
                out.write(bytes);
            }
            default -> throw new IllegalArgumentException("checked in put: " + value.getClass());
        }
    }

    /// Counts what passes and tells it.
    private static final class FileBytes extends OutputStream {
        private static final long TELL_EVERY = 1 << 22;

        private final OutputStream out;
        private final Progress progress;
        private final long total;
        private long written;
        private long told;

        FileBytes(OutputStream out, Progress progress, long total) {
            this.out = out;
            this.progress = progress;
            this.total = total;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            written++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            written += length;
            if (written - told >= TELL_EVERY) {
                told = written;
                progress.written(Math.min(written, total), total);
            }
        }

        void int32(int value) throws IOException {
            for (int shift = 0; shift < 32; shift += 8) {
                write(value >>> shift);
            }
        }

        void int64(long value) throws IOException {
            int32((int) value);
            int32((int) (value >>> 32));
        }

        void string(String text) throws IOException {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            int64(utf8.length);
            write(utf8);
        }

        void arrayOf(GgufCursor.ValueType type, int count) throws IOException {
            int32(type.ordinal());
            int64(count);
        }

        void align(int alignment) throws IOException {
            while (written % alignment != 0) {
                write(0);
            }
        }

        void tellEnd() {
            progress.written(total, total);
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
