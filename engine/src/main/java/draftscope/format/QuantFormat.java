package draftscope.format;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// How numbers of a tensor are stored: in quant blocks of [#blockLength()] numbers and [#blockBytes()] bytes.
///
/// Source: the type table of ggml (ggml-org/ggml, `ggml.h`); ids are those of the GGUF file format. One constant per
/// format that the kernels read; the others are known by name only, so that an error can say what a file holds.
public enum QuantFormat {
    /// IEEE 754 binary32.
    F32(0, 1, 4),
    /// IEEE 754 binary16.
    F16(1, 1, 2),
    /// A binary16 scale, then 32 signed bytes; number = scale * byte, exact in float32 (11 + 8 bits of significand).
    Q8_0(8, 32, 34);

    private static final Map<Integer, String> NAMES_OF_OTHERS = Map.ofEntries(Map.entry(2, "Q4_0"),
            Map.entry(3, "Q4_1"),
            Map.entry(6, "Q5_0"), Map.entry(7, "Q5_1"), Map.entry(9, "Q8_1"), Map.entry(10, "Q2_K"),
            Map.entry(11, "Q3_K"),
            Map.entry(12, "Q4_K"), Map.entry(13, "Q5_K"), Map.entry(14, "Q6_K"), Map.entry(15, "Q8_K"),
            Map.entry(16, "IQ2_XXS"), Map.entry(17, "IQ2_XS"), Map.entry(18, "IQ3_XXS"), Map.entry(19, "IQ1_S"),
            Map.entry(20, "IQ4_NL"), Map.entry(21, "IQ3_S"), Map.entry(22, "IQ2_S"), Map.entry(23, "IQ4_XS"),
            Map.entry(24, "I8"), Map.entry(25, "I16"), Map.entry(26, "I32"), Map.entry(27, "I64"), Map.entry(28, "F64"),
            Map.entry(29, "IQ1_M"), Map.entry(30, "BF16"), Map.entry(34, "TQ1_0"), Map.entry(35, "TQ2_0"),
            Map.entry(39, "MXFP4"));

    private final int id;
    private final int blockLength;
    private final int blockBytes;

    QuantFormat(int id, int blockLength, int blockBytes) {
        this.id = id;
        this.blockLength = blockLength;
        this.blockBytes = blockBytes;
    }

    /// The format whose id in a GGUF file is `id`; empty if the kernels do not read it.
    public static Optional<QuantFormat> of(int id) {
        return Arrays.stream(values()).filter(format -> format.id == id).findFirst();
    }

    /// What ggml calls type `id`, for messages: a name for every type it has shipped, else `type 77`.
    public static String nameOf(int id) {
        return of(id).map(Enum::name)
                .orElseGet(() -> NAMES_OF_OTHERS.getOrDefault(id, "type " + Integer.toUnsignedString(id)));
    }

    /// The formats that can be read, for messages: `F32, F16, Q8_0`.
    public static String supported() {
        return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
    }

    /// The number that stands for this format in a GGUF file.
    public int id() {
        return id;
    }

    /// Numbers per quant block.
    public int blockLength() {
        return blockLength;
    }

    /// Bytes per quant block.
    public int blockBytes() {
        return blockBytes;
    }

    /// Bytes of a row of `columns` numbers.
    ///
    /// @throws IllegalArgumentException if `columns` is no multiple of the block length
    public long rowBytes(long columns) {
        if (columns % blockLength != 0) {
            throw new IllegalArgumentException(
                    "a row of " + columns + " numbers cannot be " + this + ": its length must be a multiple of "
                            + blockLength);
        }
        return Math.multiplyExact(columns / blockLength, (long) blockBytes);
    }
}
