package draftscope.format;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads a GGUF file: its header, and where its tensors lie.
///
/// Source: the GGUF specification (ggml-org/ggml, `docs/gguf.md`), versions 2 and 3, little-endian. We are stricter than
/// the reference reader: text must be valid UTF-8, and names, offsets and sizes must be consistent, so that a damaged
/// file is refused here with one sentence instead of failing, or worse not failing, inside the arithmetic. Tensors may
/// come in any order and with gaps.
final class GgufFile {
    static final int MAGIC = 0x46554747; // "GGUF", little-endian
    static final int MAX_ALIGNMENT = 1 << 20;
    static final int DEFAULT_ALIGNMENT = 32;
    private static final int MAX_DIMENSIONS = 4;
    private static final int MIN_KEY_BYTES = 8 + 4 + 1; // key length, value type, value
    private static final int MIN_TENSOR_BYTES = 8 + 4 + 8 + 4 + 8; // name length, dimensions, one of them, type, offset

    private final Path path;
    private final MemorySegment file;
    private final Map<String, Object> metadata;

    private GgufFile(Path path, MemorySegment file, Map<String, Object> metadata) {
        this.path = path;
        this.file = file;
        this.metadata = metadata;
    }

    /// What the file `path`, whose bytes are `file`, holds.
    static ModelFile.Contents read(Path path, MemorySegment file) {
        GgufCursor cursor = new GgufCursor(path, file);
        int version = readVersion(cursor);
        long tensorCount = cursor.count("tensors", MIN_TENSOR_BYTES);
        long keyCount = cursor.count("metadata keys", MIN_KEY_BYTES);
        Map<String, Object> metadata = readMetadata(cursor, keyCount);
        List<Tensor> tensors = new GgufFile(path, file, metadata).readTensors(cursor, tensorCount);
        return new ModelFile.Contents("GGUF", version, metadata, tensors, file.byteSize());
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

    private List<Tensor> readTensors(GgufCursor cursor, long count) {
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
            if (t.offset() < 0 || dataStart > file.byteSize() || t.bytes() > file.byteSize() - dataStart
                    || t.offset() > file.byteSize() - dataStart - t.bytes()) {
                throw tensorBroken(t.name(),
                        "takes " + t.bytes() + " bytes at offset " + Long.toUnsignedString(t.offset()) + " after byte "
                                + dataStart + ", but the file has only " + file.byteSize()
                                + " bytes; is it cut short?");
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
        return byName.values().stream().map(t -> new Tensor(t, file.asSlice(t.offset(), t.bytes()))).toList();
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
        Object value = metadata.getOrDefault("general.alignment", (long) DEFAULT_ALIGNMENT);
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
}
