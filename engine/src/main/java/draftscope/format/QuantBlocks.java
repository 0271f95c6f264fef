package draftscope.format;

import java.lang.foreign.MemorySegment;

/// From the stored form of a tensor's numbers to float32: the definition of each [QuantFormat], as plain code.
///
/// Every format but F32, F16 and BF16 rounds a product, and some a sum; the operations and their order are those of ggml
/// (ggml-org/ggml, `ggml-quants.c`), so the results are ggml's bit for bit. Here are the formats of up to 32 numbers a
/// block; those of 256 are in [SuperBlocks]. Deterministic, thread-safe, allocates nothing.
public final class QuantBlocks {
    /// What the 16 codes of IQ4_NL and IQ4_XS stand for: close together near zero, where most weights are.
    static final byte[] UNEVEN_STEPS = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};

    private static final int HALF = 16; // a byte's low nibble belongs to the first half of a block, its high nibble to the second

    private QuantBlocks() {}

    /// Writes `n` numbers, stored as `format` in `data` from byte `offset`, to `out[at..at+n-1]`.
    ///
    /// @param n a multiple of the format's block length
    /// @throws IllegalArgumentException if it is none
    public static void decode(QuantFormat format, MemorySegment data, long offset, int n, float[] out, int at) {
        if (n % format.blockLength() != 0) {
            throw new IllegalArgumentException(
                    n + " numbers are no whole number of " + format + " blocks of " + format.blockLength());
        }
        long block = offset;
        for (int i = at; i < at + n; i += format.blockLength(), block += format.blockBytes()) {
            switch (format) {
                case F32 -> out[i] = data.get(LittleEndian.FLOAT, block);
                case F16 -> out[i] = half(data, block);
                case BF16 -> out[i] = Float.intBitsToFloat(data.get(LittleEndian.SHORT, block) << 16);
                case Q8_0 -> q8(data, block, out, i);
                case Q4_0 -> q4(data, block, out, i);
                case Q4_1 -> q4WithOffset(data, block, out, i);
                case Q5_0 -> q5(data, block, out, i);
                case Q5_1 -> q5WithOffset(data, block, out, i);
                case IQ4_NL -> uneven4(data, block, out, i);
                case Q2_K -> SuperBlocks.q2(data, block, out, i);
                case Q3_K -> SuperBlocks.q3(data, block, out, i);
                case Q4_K -> SuperBlocks.q4(data, block, out, i);
                case Q5_K -> SuperBlocks.q5(data, block, out, i);
                case Q6_K -> SuperBlocks.q6(data, block, out, i);
                case IQ4_XS -> SuperBlocks.uneven4(data, block, out, i);
            }
        }
    }

    /// scale, 32 signed bytes.
    private static void q8(MemorySegment data, long block, float[] out, int at) {
        float scale = half(data, block);
        for (int i = 0; i < 2 * HALF; i++) {
            out[at + i] = scale * data.get(LittleEndian.BYTE, block + 2 + i);
        }
    }

    /// scale, 16 bytes of two codes each; a code c stands for c - 8.
    private static void q4(MemorySegment data, long block, float[] out, int at) {
        float scale = half(data, block);
        for (int i = 0; i < HALF; i++) {
            int codes = unsigned(data, block + 2 + i);
            out[at + i] = ((codes & 15) - 8) * scale;
            out[at + HALF + i] = ((codes >> 4) - 8) * scale;
        }
    }

    /// scale, offset, 16 bytes of two codes each.
    private static void q4WithOffset(MemorySegment data, long block, float[] out, int at) {
        float scale = half(data, block);
        float offset = half(data, block + 2);
        for (int i = 0; i < HALF; i++) {
            int codes = unsigned(data, block + 4 + i);
            out[at + i] = (codes & 15) * scale + offset;
            out[at + HALF + i] = (codes >> 4) * scale + offset;
        }
    }

    /// scale, the fifth bits of all 32 codes, 16 bytes of their lower four; a code c stands for c - 16.
    private static void q5(MemorySegment data, long block, float[] out, int at) {
        float scale = half(data, block);
        int fifth = data.get(LittleEndian.INT, block + 2);
        for (int i = 0; i < HALF; i++) {
            int codes = unsigned(data, block + 6 + i);
            out[at + i] = ((codes & 15 | (fifth >>> i & 1) << 4) - 16) * scale;
            out[at + HALF + i] = ((codes >> 4 | (fifth >>> i + HALF & 1) << 4) - 16) * scale;
        }
    }

    /// scale, offset, the fifth bits of all 32 codes, 16 bytes of their lower four.
    private static void q5WithOffset(MemorySegment data, long block, float[] out, int at) {
        float scale = half(data, block);
        float offset = half(data, block + 2);
        int fifth = data.get(LittleEndian.INT, block + 4);
        for (int i = 0; i < HALF; i++) {
            int codes = unsigned(data, block + 8 + i);
            out[at + i] = (codes & 15 | (fifth >>> i & 1) << 4) * scale + offset;
            out[at + HALF + i] = (codes >> 4 | (fifth >>> i + HALF & 1) << 4) * scale + offset;
        }
    }

    /// scale, 16 bytes of two codes each, which choose from [#UNEVEN_STEPS].
    private static void uneven4(MemorySegment data, long block, float[] out, int at) {
        float scale = half(data, block);
        unevenCodes(data, block + 2, scale, out, at);
    }

    static void unevenCodes(MemorySegment data, long codesAt, float scale, float[] out, int at) {
        for (int i = 0; i < HALF; i++) {
            int codes = unsigned(data, codesAt + i);
            out[at + i] = scale * UNEVEN_STEPS[codes & 15];
            out[at + HALF + i] = scale * UNEVEN_STEPS[codes >> 4];
        }
    }

    static float half(MemorySegment data, long at) {
        return Float.float16ToFloat(data.get(LittleEndian.SHORT, at));
    }

    static int unsigned(MemorySegment data, long at) {
        return Byte.toUnsignedInt(data.get(LittleEndian.BYTE, at));
    }
}
