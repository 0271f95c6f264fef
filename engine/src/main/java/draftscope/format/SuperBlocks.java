package draftscope.format;

import static draftscope.format.QuantBlocks.half;
import static draftscope.format.QuantBlocks.unsigned;

import java.lang.foreign.MemorySegment;

/// The formats that store 256 numbers together: groups of 16 or 32, whose scales are themselves stored in few bits and
/// scaled by one or two binary16 numbers of the whole.
///
/// Source: ggml's "k-quants" and IQ4_XS (Kawrakow, ggml-org/llama.cpp pull requests 1684 and 5747); layouts as in
/// `ggml-common.h`. The order of the operations is ggml's, so the results are too, bit for bit.
public final class SuperBlocks {
    private SuperBlocks() {}

    /// 16 bytes of scale (low nibble) and offset (high nibble) per group of 16; 64 bytes of four 2-bit codes; scale of
    /// scales, scale of offsets. Each run of 32 code bytes holds 128 numbers: bits 0-1 the first 32, bits 2-3 the next ...
    static void q2(MemorySegment data, long block, float[] out, int at) {
        float scale = half(data, block + 80);
        float offset = half(data, block + 82);
        for (int i = 0; i < 256; i++) {
            int group = unsigned(data, block + i / 16);
            int codes = unsigned(data, block + 16 + i / 128 * 32 + i % 32);
            int code = codes >> i % 128 / 32 * 2 & 3;
            out[at + i] = scale * (group & 15) * code - offset * (group >> 4);
        }
    }

    /// 32 bytes with the third bit of each code (number i: byte i mod 32, bit i / 32); 64 bytes of the lower two as in Q2_K;
    /// 12 bytes of sixteen 6-bit scales; their scale. A code c stands for c - 4, a scale s for s - 32.
    static void q3(MemorySegment data, long block, float[] out, int at) {
        float scale = half(data, block + 108);
        for (int i = 0; i < 256; i++) {
            int low = unsigned(data, block + 32 + i / 128 * 32 + i % 32) >> i % 128 / 32 * 2 & 3;
            int high = unsigned(data, block + i % 32) >> i / 32 & 1;
            float groupScale = scale * (q3Scale(data, block + 96, i / 16) - 32);
            out[at + i] = groupScale * ((low | high << 2) - 4);
        }
    }

    /// Low four bits: byte g mod 8, low nibble for the first eight groups and high for the others. High two: byte
    /// 8 + g mod 4, from bit 2 * (g / 4).
    private static int q3Scale(MemorySegment data, long scales, int group) {
        int low = unsigned(data, scales + group % 8) >> group / 8 * 4 & 15;
        int high = unsigned(data, scales + 8 + group % 4) >> group / 4 * 2 & 3;
        return low | high << 4;
    }

    /// Scale of scales, scale of offsets; 12 bytes of eight 6-bit scales and offsets; 128 bytes of two codes each, 32 bytes
    /// for each 64 numbers: the low nibbles are the first 32 of them.
    static void q4(MemorySegment data, long block, float[] out, int at) {
        float scale = half(data, block);
        float offset = half(data, block + 2);
        for (int group = 0; group < 8; group++) {
            float groupScale = scale * groupScale(data, block + 4, group);
            float groupOffset = offset * groupOffset(data, block + 4, group);
            for (int i = 0; i < 32; i++) {
                int code = unsigned(data, block + 16 + group / 2 * 32 + i) >> group % 2 * 4 & 15;
                out[at + group * 32 + i] = groupScale * code - groupOffset;
            }
        }
    }

    /// As Q4_K, with 32 bytes of fifth bits (number i of group g: byte i, bit g) before the 128.
    static void q5(MemorySegment data, long block, float[] out, int at) {
        float scale = half(data, block);
        float offset = half(data, block + 2);
        for (int group = 0; group < 8; group++) {
            float groupScale = scale * groupScale(data, block + 4, group);
            float groupOffset = offset * groupOffset(data, block + 4, group);
            for (int i = 0; i < 32; i++) {
                int low = unsigned(data, block + 48 + group / 2 * 32 + i) >> group % 2 * 4 & 15;
                int high = unsigned(data, block + 16 + i) >> group & 1;
                out[at + group * 32 + i] = groupScale * (low | high << 4) - groupOffset;
            }
        }
    }

    /// The scale of a group of Q4_K or Q5_K: six bits of byte g for the first four groups; for the others the low nibble of
    /// byte g + 4 and the two bits that the first four left free.
    static int groupScale(MemorySegment data, long packed, int group) {
        return group < 4
                ? unsigned(data, packed + group) & 63
                : unsigned(data, packed + group + 4) & 15 | unsigned(data, packed + group - 4) >> 6 << 4;
    }

    /// The offset of a group of Q4_K or Q5_K, packed likewise: byte g + 4, or the high nibble of that byte and two bits of
    /// byte g.
    static int groupOffset(MemorySegment data, long packed, int group) {
        return group < 4
                ? unsigned(data, packed + group + 4) & 63
                : unsigned(data, packed + group + 4) >> 4 | unsigned(data, packed + group) >> 6 << 4;
    }

    /// 128 bytes of the lower four bits and 64 of the upper two, 64 and 32 for each 128 numbers; 16 signed scales of groups
    /// of 16; their scale. A code c stands for c - 32.
    static void q6(MemorySegment data, long block, float[] out, int at) {
        float scale = half(data, block + 208);
        for (int i = 0; i < 256; i++) {
            int quarter = i % 128 / 32;
            int low = unsigned(data, block + i / 128 * 64 + quarter % 2 * 32 + i % 32) >> quarter / 2 * 4 & 15;
            int high = unsigned(data, block + 128 + i / 128 * 32 + i % 32) >> quarter * 2 & 3;
            float groupScale = scale * data.get(LittleEndian.BYTE, block + 192 + i / 16);
            out[at + i] = groupScale * ((low | high << 4) - 32);
        }
    }

    /// Scale of scales; the upper two bits of eight scales; 4 bytes of their lower four; 128 bytes of codes, 16 for each
    /// group of 32. A scale s stands for s - 32.
    static void uneven4(MemorySegment data, long block, float[] out, int at) {
        float scale = half(data, block);
        int upper = Short.toUnsignedInt(data.get(LittleEndian.SHORT, block + 2));
        for (int group = 0; group < 8; group++) {
            int low = unsigned(data, block + 4 + group / 2) >> group % 2 * 4 & 15;
            float groupScale = scale * ((low | (upper >> 2 * group & 3) << 4) - 32);
            QuantBlocks.unevenCodes(data, block + 8 + group * 16, groupScale, out, at + group * 32);
        }
    }
}
