package draftscope.format;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// One `.safetensors` file: eight bytes of header length, the header in JSON, the tensors.
///
/// Source: huggingface/safetensors, "Format". Checked before anything is believed: the header's length against the file
/// and the format's own limit, every size against type and shape, every offset against the file, and that no two tensors
/// overlap. Gaps are accepted.
final class SafetensorsFile {
    private static final long MAX_HEADER_BYTES = 100_000_000;
    private static final int MAX_DIMENSIONS = 4;
    private static final Map<String, Integer> ELEMENT_BYTES = Map.ofEntries(Map.entry("F64", 8), Map.entry("F32", 4),
            Map.entry("F16", 2), Map.entry("BF16", 2), Map.entry("I64", 8), Map.entry("I32", 4), Map.entry("I16", 2),
            Map.entry("I8", 1), Map.entry("U64", 8), Map.entry("U32", 4), Map.entry("U16", 2), Map.entry("U8", 1),
            Map.entry("BOOL", 1), Map.entry("F8_E4M3", 1), Map.entry("F8_E5M2", 1));

    /// A tensor as the file tells it.
    ///
    /// @param shape rows first, as the file has it
    /// @param data  its bytes
    record Stored(Path path, String name, String type, long[] shape, long offset, MemorySegment data) {
        /// The tensor under GGUF's `newName` and in its order of dimensions, in place.
        ///
        /// @throws ModelFormatException if its numbers or its shape are none that GGUF has
        Tensor as(String newName) {
            QuantFormat format = format().orElseThrow(() -> broken("is stored as " + type
                    + "; F32, F16 and BF16 are accepted"));
            if (shape.length < 1 || shape.length > MAX_DIMENSIONS || Arrays.stream(shape).anyMatch(d -> d < 1)) {
                throw broken("has the shape " + Arrays.toString(shape) + "; 1 to " + MAX_DIMENSIONS
                        + " dimensions of at least 1 are accepted");
            }
            long[] reversed = new long[shape.length];
            for (int d = 0; d < shape.length; d++) {
                reversed[d] = shape[shape.length - 1 - d];
            }
            return new Tensor(new TensorInfo(newName, format, reversed, offset, data.byteSize()), data);
        }

        private Optional<QuantFormat> format() {
            return switch (type) {
                case "F32" -> Optional.of(QuantFormat.F32);
                case "F16" -> Optional.of(QuantFormat.F16);
                case "BF16" -> Optional.of(QuantFormat.BF16);
                default -> Optional.empty();
            };
        }

        ModelFormatException broken(String what) {
            return new ModelFormatException(path + ": tensor '" + name + "' " + what + ".");
        }
    }

    private final Path path;
    private final MemorySegment file;

    private SafetensorsFile(Path path, MemorySegment file) {
        this.path = path;
        this.file = file;
    }

    /// Maps `path` and finds its tensors, by name in file order.
    static Map<String, Stored> read(Path path, Arena arena) {
        return new SafetensorsFile(path, MappedFile.map(path, arena)).tensors();
    }

    private Map<String, Stored> tensors() {
        if (file.byteSize() < 8) {
            throw broken(
                    "it ends inside the header's length: 8 bytes are needed and " + file.byteSize() + " are there");
        }
        long headerBytes = file.get(LittleEndian.LONG, 0);
        if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES || headerBytes > file.byteSize() - 8) {
            throw broken("its header claims " + Long.toUnsignedString(headerBytes) + " bytes; up to "
                    + Math.min(MAX_HEADER_BYTES, file.byteSize() - 8) + " are accepted in this file");
        }
        byte[] header = file.asSlice(8, headerBytes).toArray(LittleEndian.BYTE);
        JsonFields fields = JsonFields.parse(path, header);
        Map<String, Stored> tensors = new LinkedHashMap<>();
        for (String name : fields.names()) {
            if (!name.equals("__metadata__")) {
                tensors.put(name, stored(name, fields.object(name), 8 + headerBytes));
            }
        }
        rejectOverlaps(tensors);
        return tensors;
    }

    private Stored stored(String name, JsonFields fields, long dataStart) {
        String type = fields.text("dtype");
        Integer elementBytes = ELEMENT_BYTES.get(type);
        if (elementBytes == null) {
            throw broken("tensor '" + name + "' is stored as '" + type + "'; F32, F16 and BF16 are accepted");
        }
        long room = file.byteSize() - dataStart;
        List<JsonNode> dimensions = fields.array("shape");
        long[] shape = new long[dimensions.size()];
        long elements = 1;
        for (int d = 0; d < shape.length; d++) {
            JsonNode dimension = dimensions.get(d);
            shape[d] = dimension.isIntegralNumber() && dimension.canConvertToLong() ? dimension.longValue() : -1;
            if (shape[d] < 0 || shape[d] > 0 && elements > room / shape[d]) {
                throw broken("tensor '" + name + "' has dimension " + d + " = " + dimension
                        + "; whole numbers whose product fits the file are accepted");
            }
            elements *= shape[d];
        }
        List<Long> offsets = fields.integers("data_offsets", Long.MAX_VALUE);
        if (offsets.size() != 2 || offsets.get(0) > offsets.get(1) || offsets.get(1) > room) {
            throw broken("tensor '" + name + "' lies at " + offsets + " of " + room
                    + " bytes of tensors; a begin and an end within them are accepted");
        }
        long bytes = offsets.get(1) - offsets.get(0);
        if (elements > Long.MAX_VALUE / 8 || bytes != elements * elementBytes) {
            throw broken("tensor '" + name + "' takes " + bytes + " bytes, but " + type + " of shape "
                    + Arrays.toString(shape) + " takes " + elements + " times " + elementBytes);
        }
        long offset = dataStart + offsets.get(0);
        return new Stored(path, name, type, shape, offset, file.asSlice(offset, bytes));
    }

    private void rejectOverlaps(Map<String, Stored> tensors) {
        List<Stored> inOrder = new ArrayList<>(tensors.values());
        inOrder.sort(Comparator.comparingLong(Stored::offset).thenComparingLong(t -> t.data().byteSize()));
        for (int i = 1; i < inOrder.size(); i++) {
            Stored before = inOrder.get(i - 1);
            if (before.offset() + before.data().byteSize() > inOrder.get(i).offset()) {
                throw broken("tensor '" + inOrder.get(i).name() + "' overlaps tensor '" + before.name()
                        + "'; tensors must lie apart");
            }
        }
    }

    private ModelFormatException broken(String what) {
        return new ModelFormatException(path + ": " + what + ".");
    }
}
