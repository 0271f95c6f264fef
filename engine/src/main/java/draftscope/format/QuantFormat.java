package draftscope.format;

/// How numbers of a tensor are stored: in quant blocks of [#blockLength()] numbers and [#blockBytes()] bytes.
///
/// Source: ggml's type table (ggml-org/ggml, `ggml.h`); ids are those of the GGUF file format.
public enum QuantFormat {
    /// IEEE 754 binary32.
    F32(0, 1, 4),
    /// IEEE 754 binary16.
    F16(1, 1, 2),
    /// A binary16 scale, then 32 signed bytes; number = scale * byte, exact in float32 (11 + 8 bits of significand).
    Q8_0(8, 32, 34);

    private final int id;
    private final int blockLength;
    private final int blockBytes;

    QuantFormat(int id, int blockLength, int blockBytes) {
        this.id = id;
        this.blockLength = blockLength;
        this.blockBytes = blockBytes;
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

    /// Bytes of a row of `columns` numbers; `columns` must be a multiple of the block length.
    public long rowBytes(long columns) {
        if (columns % blockLength != 0) {
            throw new IllegalArgumentException(
                    "a row of " + columns + " numbers cannot be " + this + ": its length must be a multiple of "
                            + blockLength);
        }
        return Math.multiplyExact(columns / blockLength, (long) blockBytes);
    }
}
