package draftscope.format;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// How numbers of a tensor are stored: in quant blocks of [#blockLength()] numbers and [#blockBytes()] bytes.
///
/// Source: the type table of ggml (ggml-org/ggml, `ggml.h`); ids are those of the GGUF file format. One constant per
/// format that can be read; the others are known by name only, so that an error can say what a file holds. How the bits
/// of a block become numbers is told by [QuantBlocks] and [SuperBlocks].
public enum QuantFormat {
    /// IEEE 754 binary32.
    F32(0, 1, 4),
    /// IEEE 754 binary16.
    F16(1, 1, 2),
    /// The upper half of binary32.
    BF16(30, 1, 2),
    /// A binary16 scale, then 32 signed bytes; number = scale * byte, exact in float32 (11 + 8 bits of significand).
    Q8_0(8, 32, 34),
    /// 4 bits a number and a scale.
    Q4_0(2, 32, 18),
    /// 4 bits a number, a scale and an offset.
    Q4_1(3, 32, 20),
    /// 5 bits a number and a scale.
    Q5_0(6, 32, 22),
    /// 5 bits a number, a scale and an offset.
    Q5_1(7, 32, 24),
    /// 2 bits a number; 16 groups of 16, each with a 4-bit scale and offset.
    Q2_K(10, 256, 84),
    /// 3 bits a number; 16 groups of 16, each with a 6-bit scale.
    Q3_K(11, 256, 110),
    /// 4 bits a number; 8 groups of 32, each with a 6-bit scale and offset.
    Q4_K(12, 256, 144),
    /// 5 bits a number; 8 groups of 32, each with a 6-bit scale and offset.
    Q5_K(13, 256, 176),
    /// 6 bits a number; 16 groups of 16, each with an 8-bit scale.
    Q6_K(14, 256, 210),
    /// 4 bits a number, which choose from a table of uneven steps, and a scale.
    IQ4_NL(20, 32, 18),
    /// As IQ4_NL; 8 groups of 32, each with a 6-bit scale.
    IQ4_XS(23, 256, 136);

    private static final Map<Integer, String> NAMES_OF_OTHERS = Map.ofEntries(Map.entry(9, "Q8_1"),
            Map.entry(15, "Q8_K"), Map.entry(16, "IQ2_XXS"), Map.entry(17, "IQ2_XS"), Map.entry(18, "IQ3_XXS"),
            Map.entry(19, "IQ1_S"), Map.entry(21, "IQ3_S"), Map.entry(22, "IQ2_S"), Map.entry(24, "I8"),
            Map.entry(25, "I16"), Map.entry(26, "I32"), Map.entry(27, "I64"), Map.entry(28, "F64"),
            Map.entry(29, "IQ1_M"), Map.entry(34, "TQ1_0"), Map.entry(35, "TQ2_0"), Map.entry(39, "MXFP4"));

    private final int id;
    private final int blockLength;
    private final int blockBytes;

    QuantFormat(int id, int blockLength, int blockBytes) {
        this.id = id;
        this.blockLength = blockLength;
        this.blockBytes = blockBytes;
    }

    /// The format whose id in a GGUF file is `id`; empty if it cannot be read.
    public static Optional<QuantFormat> of(int id) {
        return Arrays.stream(values()).filter(format -> format.id == id).findFirst();
    }

    /// What ggml calls type `id`, for messages: a name for every type it has shipped, else `type 77`.
    public static String nameOf(int id) {
        return of(id).map(Enum::name)
                .orElseGet(() -> NAMES_OF_OTHERS.getOrDefault(id, "type " + Integer.toUnsignedString(id)));
    }

    /// The formats that can be read, for messages: `F32, F16, BF16, ...`.
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
