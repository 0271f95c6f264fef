package draftscope.format;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A GGUF model file, memory-mapped: its metadata, and its tensors in place.
///
/// Source: the GGUF specification (ggml-org/ggml, `docs/gguf.md`), versions 2 and 3, little-endian. We are stricter than
/// the reference reader: text must be valid UTF-8, and names, offsets and sizes must be consistent, so that a damaged
/// file is refused here with one sentence instead of failing, or worse not failing, inside the arithmetic. Tensors may
/// come in any order and with gaps.
///
/// Thread-safe. After [#close()] neither tensors nor numeric metadata arrays can be read; a reader gets an
/// `IllegalStateException`, never a crash.
public final class ModelFile implements AutoCloseable {
    private static final int MAGIC = 0x46554747; // "GGUF", little-endian
    private static final long DEFAULT_ALIGNMENT = 32;
    private static final long MAX_ALIGNMENT = 1 << 20;
    private static final int MAX_DIMENSIONS = 4;
    private static final int MIN_KEY_BYTES = 8 + 4 + 1; // key length, value type, value
    private static final int MIN_TENSOR_BYTES = 8 + 4 + 8 + 4 + 8; // name length, dimensions, one of them, type, offset

    private final Path path;
    private final Arena arena;
    private final MemorySegment file;
    private final int version;
    private final Map<String, Object> metadata;
    private final Map<String, TensorInfo> tensors;

    private ModelFile(Path path, Arena arena, MemorySegment file) {
        this.path = path;
        this.arena = arena;
        this.file = file;
        GgufCursor cursor = new GgufCursor(path, file);
        version = readVersion(cursor);
        long tensorCount = cursor.count("tensors", MIN_TENSOR_BYTES);
        long keyCount = cursor.count("metadata keys", MIN_KEY_BYTES);
        metadata = readMetadata(cursor, keyCount);
        tensors = readTensors(cursor, tensorCount);
    }

    /// Maps and checks `gguf`.
    ///
    /// @throws ModelFormatException if the file cannot be read or breaks the format; the message names file, place and
    ///                              what is accepted
    public static ModelFile open(Path gguf) {
        if (Files.isDirectory(gguf)) {
            throw new ModelFormatException(gguf + ": this is a folder; a GGUF file is accepted.");
        }
        Arena arena = Arena.ofShared();
        boolean opened = false;
        try (FileChannel channel = FileChannel.open(gguf)) {
            long size = channel.size();
            if (size == 0) {
                throw new ModelFormatException(gguf + ": the file is empty; a GGUF file is accepted.");
            }
            ModelFile model = new ModelFile(gguf, arena, channel.map(MapMode.READ_ONLY, 0, size, arena));
            opened = true;
            return model;
        } catch (IOException e) {
            throw new ModelFormatException(gguf + ": cannot be read: " + reason(e) + ".", e);
        } finally {
            if (!opened) {
                arena.close();
            }
        }
    }

    /// Where the file lies.
    public Path path() {
        return path;
    }

    /// GGUF version, 2 or 3.
    public int version() {
        return version;
    }

    /// All metadata in file order. Integers are `Long` (an unsigned 64-bit value above `Long.MAX_VALUE` is a `BigInteger`),
    /// then `Float`, `Double`, `Boolean`, `String`; arrays are unmodifiable lists of these.
    public Map<String, Object> metadata() {
        return metadata;
    }

    /// All tensors in file order.
    public List<TensorInfo> tensors() {
        return List.copyOf(tensors.values());
    }

    /// Whether there is a tensor called `name`.
    public boolean hasTensor(String name) {
        return tensors.containsKey(name);
    }

    /// The tensor called `name`.
    ///
    /// @throws ModelFormatException if there is none
    public TensorInfo tensor(String name) {
        TensorInfo tensor = tensors.get(name);
        if (tensor == null) {
            throw new ModelFormatException(
                    path + ": there is no tensor '" + name + "' among its " + tensors.size() + ".");
        }
        return tensor;
    }

    /// The bytes of `tensor`, in place and read-only.
    public MemorySegment data(TensorInfo tensor) {
        return file.asSlice(tensor.offset(), tensor.bytes());
    }

    /// Size of the file.
    public long fileBytes() {
        return file.byteSize();
    }

    /// The text at `key`.
    ///
    /// @throws ModelFormatException if it is absent or no text
    public String string(String key) {
        return required(key, String.class, "text");
    }

    /// The whole number at `key`, which must lie in `min..max`.
    ///
    /// @throws ModelFormatException if it is absent, no whole number or out of range
    public int integer(String key, int min, int max) {
        long value = required(key, Long.class, "a whole number");
        if (value < min || value > max) {
            throw new ModelFormatException(
                    path + ": '" + key + "' is " + value + "; " + min + " to " + max + " is accepted.");
        }
        return (int) value;
    }

    /// As [#integer(String, int, int)], or `absent` where the key is missing.
    public int integer(String key, int min, int max, int absent) {
        return metadata.containsKey(key) ? integer(key, min, max) : absent;
    }

    /// The finite number at `key`, or `absent` where the key is missing.
    ///
    /// @throws ModelFormatException if it is no number or not finite
    public double number(String key, double absent) {
        if (!metadata.containsKey(key)) {
            return absent;
        }
        double value = required(key, Number.class, "a number").doubleValue();
        if (!Double.isFinite(value)) {
            throw new ModelFormatException(path + ": '" + key + "' is " + value + "; a finite number is accepted.");
        }
        return value;
    }

    /// The boolean at `key`, or `absent` where the key is missing.
    ///
    /// @throws ModelFormatException if it is no boolean
    public boolean flag(String key, boolean absent) {
        return metadata.containsKey(key) ? required(key, Boolean.class, "true or false") : absent;
    }

    /// The array at `key` whose elements are all of `type`; empty where the key is missing.
    ///
    /// @throws ModelFormatException if it is no array, or of another element type
    public <T> Optional<List<T>> array(String key, Class<T> type) {
        if (!metadata.containsKey(key)) {
            return Optional.empty();
        }
        List<?> list = required(key, List.class, "an array");
        if (!list.isEmpty() && !type.isInstance(list.getFirst())) {
            throw new ModelFormatException(
                    path + ": '" + key + "' is an array of " + list.getFirst().getClass().getSimpleName()
                            + "; an array of " + type.getSimpleName() + " is accepted.");
        }
        @SuppressWarnings("unchecked") // GGUF arrays hold one type; the first element was looked at
        List<T> typed = (List<T>) list;
        return Optional.of(typed);
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    @Override
    public String toString() {
        return path + " (GGUF " + version + ", " + tensors.size() + " tensors)";
    }

    private <T> T required(String key, Class<T> type, String kind) {
        Object value = metadata.get(key);
        if (value == null) {
            throw new ModelFormatException(
                    path + ": the metadata key '" + key + "' is missing; it must hold " + kind + ".");
        }
        if (!type.isInstance(value)) {
            throw new ModelFormatException(
                    path + ": '" + key + "' holds " + value.getClass().getSimpleName() + "; " + kind + " is accepted.");
        }
        return type.cast(value);
    }

    private static int readVersion(GgufCursor cursor) {
        int magic = cursor.int32("the magic number");
        if (magic != MAGIC) {
            throw cursor.broken("it does not begin with 'GGUF'; a GGUF file is accepted");
        }
        int version = cursor.int32("the version");
        if (version == 2 || version == 3) {
            return version;
        }
        int swapped = Integer.reverseBytes(version);
        throw cursor.broken(swapped == 2 || swapped == 3
                ? "it is big-endian; little-endian files of version 2 and 3 are accepted"
                : "it has GGUF version " + Integer.toUnsignedString(version) + "; versions 2 and 3 are accepted");
    }

    private static Map<String, Object> readMetadata(GgufCursor cursor, long count) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        for (long i = 0; i < count; i++) {
            String key = cursor.string("metadata key " + i);
            if (metadata.containsKey(key)) {
                throw cursor.broken("the metadata key '" + key + "' appears twice; once is accepted");
            }
            metadata.put(key, cursor.value(key));
        }
        return Collections.unmodifiableMap(metadata);
    }

    private Map<String, TensorInfo> readTensors(GgufCursor cursor, long count) {
        List<TensorInfo> relative = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            relative.add(readTensor(cursor, i));
        }
        long alignment = alignment();
        long header = cursor.position();
        long dataStart = (header + alignment - 1) / alignment * alignment;
        Map<String, TensorInfo> byName = new LinkedHashMap<>();
        for (TensorInfo t : relative) {
            if (t.offset() % alignment != 0) {
                throw tensorBroken(t.name(), "begins at offset " + Long.toUnsignedString(t.offset())
                        + ", which is no multiple of the alignment " + alignment);
            }
            if (t.offset() < 0 || dataStart > fileBytes() || t.bytes() > fileBytes() - dataStart
                    || t.offset() > fileBytes() - dataStart - t.bytes()) {
                throw tensorBroken(t.name(),
                        "takes " + t.bytes() + " bytes at offset " + Long.toUnsignedString(t.offset()) + " after byte "
                                + dataStart + ", but the file has only " + fileBytes() + " bytes; is it cut short?");
            }
            TensorInfo placed = new TensorInfo(t.name(), t.format(), t.shape(), dataStart + t.offset(), t.bytes());
            if (byName.put(t.name(), placed) != null) {
                throw tensorBroken(t.name(), "appears twice; once is accepted");
            }
        }
        List<TensorInfo> inOrder = new ArrayList<>(byName.values());
        inOrder.sort(Comparator.comparingLong(TensorInfo::offset));
        for (int i = 1; i < inOrder.size(); i++) {
            TensorInfo before = inOrder.get(i - 1);
            if (before.offset() + before.bytes() > inOrder.get(i).offset()) {
                throw tensorBroken(inOrder.get(i).name(),
                        "overlaps tensor '" + before.name() + "'; tensors must lie apart");
            }
        }
        return byName;
    }

    /// A tensor as the file tells it: its offset still counts from the start of the tensor data.
    private TensorInfo readTensor(GgufCursor cursor, long index) {
        String name = cursor.string("the name of tensor " + index);
        int dimensions = cursor.int32("the number of dimensions of tensor '" + name + "'");
        if (dimensions < 1 || dimensions > MAX_DIMENSIONS) {
            throw tensorBroken(name,
                    "has " + Integer.toUnsignedString(dimensions) + " dimensions; 1 to " + MAX_DIMENSIONS
                            + " are accepted");
        }
        long[] shape = new long[dimensions];
        long elements = 1;
        for (int d = 0; d < dimensions; d++) {
            shape[d] = cursor.int64("dimension " + d + " of tensor '" + name + "'");
            if (shape[d] < 1 || shape[d] > Long.MAX_VALUE / elements) {
                throw tensorBroken(name, "has dimension " + d + " = " + Long.toUnsignedString(shape[d])
                        + "; dimensions are at least 1 and their product stays below 2^63");
            }
            elements *= shape[d];
        }
        int type = cursor.int32("the type of tensor '" + name + "'");
        QuantFormat format = QuantFormat.of(type).orElseThrow(() -> tensorBroken(name, "is stored as "
                + QuantFormat.nameOf(type) + ", which is not supported; supported are " + QuantFormat.supported()));
        if (shape[0] % format.blockLength() != 0) {
            throw tensorBroken(name, "is stored as " + format + " in rows of " + shape[0]
                    + " numbers; rows must be a multiple of " + format.blockLength());
        }
        long blocks = elements / format.blockLength();
        if (blocks > Long.MAX_VALUE / format.blockBytes()) {
            throw tensorBroken(name, "has " + elements + " numbers, whose size in bytes does not fit 63 bits");
        }
        long offset = cursor.int64("the offset of tensor '" + name + "'");
        return new TensorInfo(name, format, shape, offset, blocks * format.blockBytes());
    }

    private long alignment() {
        Object value = metadata.getOrDefault("general.alignment", DEFAULT_ALIGNMENT);
        if (value instanceof Long bytes && bytes >= 1 && bytes <= MAX_ALIGNMENT && Long.bitCount(bytes) == 1) {
            return bytes;
        }
        throw new ModelFormatException(
                path + ": 'general.alignment' is " + value + "; a power of two from 1 to " + MAX_ALIGNMENT
                        + " is accepted.");
    }

    private ModelFormatException tensorBroken(String name, String what) {
        return new ModelFormatException(path + ": tensor '" + name + "' " + what + ".");
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "access is denied";
        }
        return e instanceof FileSystemException f && f.getReason() != null
                ? f.getReason()
                : String.valueOf(e.getMessage());
    }
}
