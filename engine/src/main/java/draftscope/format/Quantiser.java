package draftscope.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.Set;

/// From float32 to the stored form of a [QuantFormat]: the way back from [QuantBlocks].
///
/// Scales of Q8_0, Q4_0 and Q5_0 follow ggml's reference. For Q4_K and Q6_K each group's scale (and offset) is searched:
/// codes by rounding with several candidate scales, then the best scale for those codes by least squares, as ggml does;
/// we weigh all numbers alike where ggml weighs large ones more, so bytes differ and the mean squared error does not
/// suffer. Deterministic, thread-safe.
public final class Quantiser {
    private static final Set<QuantFormat> FORMATS = EnumSet.of(QuantFormat.F32, QuantFormat.F16, QuantFormat.BF16,
            QuantFormat.Q8_0, QuantFormat.Q4_0, QuantFormat.Q5_0, QuantFormat.Q4_K, QuantFormat.Q6_K);

    private Quantiser() {}

    /// The formats that numbers can be rounded to.
    public static Set<QuantFormat> formats() {
        return Set.copyOf(FORMATS);
    }

    /// `values` rounded to `format`, as the bytes of a file.
    ///
    /// @throws IllegalArgumentException if numbers cannot be rounded to `format`, or are no whole number of its blocks
    public static byte[] encode(QuantFormat format, float[] values) {
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(format.rowBytes(values.length)))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < values.length; at += format.blockLength()) {
            switch (format) {
                case F32 -> out.putFloat(values[at]);
                case F16 -> out.putShort(Float.floatToFloat16(values[at]));
                case BF16 -> out.putShort(upperHalf(values[at]));
                case Q8_0 -> q8(values, at, out);
                case Q4_0 -> q4(values, at, out);
                case Q5_0 -> q5(values, at, out);
                case Q4_K -> superQ4(values, at, out);
                case Q6_K -> superQ6(values, at, out);
                default -> throw new IllegalArgumentException("numbers cannot be rounded to " + format + "; to "
                        + FORMATS + " they can");
            }
        }
        return out.array();
    }

    /// To the nearest, ties to even; what is not a number stays one.
    private static short upperHalf(float value) {
        int bits = Float.floatToRawIntBits(value);
        return Float.isNaN(value) ? (short) (bits >>> 16 | 0x40) : (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
    }

    private static void q8(float[] x, int at, ByteBuffer out) {
        float largest = 0;
        for (int i = at; i < at + 32; i++) {
            largest = Math.max(largest, Math.abs(x[i]));
        }
        float scale = largest / 127;
        float inverse = scale == 0 ? 0 : 1 / scale;
        out.putShort(Float.floatToFloat16(scale));
        for (int i = at; i < at + 32; i++) {
            float code = x[i] * inverse;
            out.put((byte) (code + Math.copySign(0.5, code))); // halves away from zero, as ggml rounds here
        }
    }

    /// The number of largest magnitude, with its sign: it gets the outermost code, of which there is one more below zero.
    private static float extreme(float[] x, int at, int n) {
        float extreme = 0;
        for (int i = at; i < at + n; i++) {
            if (Math.abs(x[i]) > Math.abs(extreme)) {
                extreme = x[i];
            }
        }
        return extreme;
    }

    private static int code(float value, float inverse, int zero, int max) {
        return Math.clamp((int) (value * inverse + zero + 0.5f), 0, max);
    }

    private static void q4(float[] x, int at, ByteBuffer out) {
        float scale = extreme(x, at, 32) / -8;
        float inverse = scale == 0 ? 0 : 1 / scale;
        out.putShort(Float.floatToFloat16(scale));
        for (int i = at; i < at + 16; i++) {
            out.put((byte) (code(x[i], inverse, 8, 15) | code(x[i + 16], inverse, 8, 15) << 4));
        }
    }

    private static void q5(float[] x, int at, ByteBuffer out) {
        float scale = extreme(x, at, 32) / -16;
        float inverse = scale == 0 ? 0 : 1 / scale;
        out.putShort(Float.floatToFloat16(scale));
        int fifth = 0;
        byte[] low = new byte[16];
        for (int i = 0; i < 16; i++) {
            int first = code(x[at + i], inverse, 16, 31);
            int second = code(x[at + i + 16], inverse, 16, 31);
            low[i] = (byte) (first & 15 | (second & 15) << 4);
            fifth |= first >> 4 << i | second >> 4 << i + 16;
        }
        out.putInt(fifth).put(low);
    }

    // Q4_K

    private static void superQ4(float[] x, int at, ByteBuffer out) {
        float[] scales = new float[8];
        float[] offsets = new float[8];
        for (int group = 0; group < 8; group++) {
            fitLine(x, at + 32 * group, scales, offsets, group);
        }
        short scale = Float.floatToFloat16(largest(scales) / 63);
        short offset = Float.floatToFloat16(largest(offsets) / 63);
        float wholeScale = Float.float16ToFloat(scale);
        float wholeOffset = Float.float16ToFloat(offset);
        int[] scaleCodes = new int[8];
        int[] offsetCodes = new int[8];
        byte[] codes = new byte[128];
        for (int group = 0; group < 8; group++) {
            scaleCodes[group] = sixBits(scales[group], wholeScale);
            offsetCodes[group] = sixBits(offsets[group], wholeOffset);
            float groupScale = wholeScale * scaleCodes[group];
            float groupOffset = wholeOffset * offsetCodes[group];
            for (int i = 0; i < 32; i++) {
                int code = groupScale == 0
                        ? 0
                        : Math.clamp(Math.round((x[at + 32 * group + i] + groupOffset) / groupScale), 0, 15);
                codes[group / 2 * 32 + i] |= (byte) (code << group % 2 * 4);
            }
        }
        out.putShort(scale).putShort(offset);
        byte[] packed = new byte[12];
        for (int group = 0; group < 4; group++) {
            packed[group] = (byte) (scaleCodes[group] | scaleCodes[group + 4] >> 4 << 6);
            packed[group + 4] = (byte) (offsetCodes[group] | offsetCodes[group + 4] >> 4 << 6);
            packed[group + 8] = (byte) (scaleCodes[group + 4] & 15 | (offsetCodes[group + 4] & 15) << 4);
        }
        out.put(packed).put(codes);
    }

    private static float largest(float[] values) {
        float largest = 0;
        for (float v : values) {
            largest = Math.max(largest, v);
        }
        return largest;
    }

    private static int sixBits(float value, float unit) {
        return unit == 0 ? 0 : Math.clamp(Math.round(value / unit), 0, 63);
    }

    /// Scale s and offset o, both at least 0, such that 32 numbers are close to s c - o with codes c of 0 to 15.
    private static void fitLine(float[] x, int at, float[] scales, float[] offsets, int group) {
        float min = 0;
        float max = x[at];
        for (int i = at; i < at + 32; i++) {
            min = Math.min(min, x[i]);
            max = Math.max(max, x[i]);
        }
        scales[group] = 0;
        offsets[group] = -min;
        if (max <= min) {
            return;
        }
        double best = Double.POSITIVE_INFINITY;
        for (int step = 0; step <= 20; step++) {
            float inverse = (14 + 0.1f * step) / (max - min);
            double sumC = 0;
            double sumCC = 0;
            double sumX = 0;
            double sumXC = 0;
            int[] codes = new int[32];
            for (int i = 0; i < 32; i++) {
                int c = Math.clamp(Math.round((x[at + i] - min) * inverse), 0, 15);
                codes[i] = c;
                sumC += c;
                sumCC += c * c;
                sumX += x[at + i];
                sumXC += (double) x[at + i] * c;
            }
            double determinant = 32 * sumCC - sumC * sumC;
            if (determinant <= 0) {
                continue;
            }
            double scale = (32 * sumXC - sumX * sumC) / determinant;
            double offset = (sumC * sumXC - sumCC * sumX) / determinant;
            if (offset < 0) {
                offset = 0;
                scale = sumXC / sumCC;
            }
            double error = 0;
            for (int i = 0; i < 32; i++) {
                double difference = scale * codes[i] - offset - x[at + i];
                error += difference * difference;
            }
            if (scale > 0 && error < best) {
                best = error;
                scales[group] = (float) scale;
                offsets[group] = (float) offset;
            }
        }
    }

    // Q6_K

    private static void superQ6(float[] x, int at, ByteBuffer out) {
        float[] scales = new float[16];
        float extreme = 0;
        for (int group = 0; group < 16; group++) {
            scales[group] = fitScale(x, at + 16 * group);
            if (Math.abs(scales[group]) > Math.abs(extreme)) {
                extreme = scales[group];
            }
        }
        short scale = Float.floatToFloat16(extreme / -128);
        float whole = Float.float16ToFloat(scale);
        byte[] scaleCodes = new byte[16];
        byte[] low = new byte[128];
        byte[] high = new byte[64];
        for (int group = 0; group < 16; group++) {
            scaleCodes[group] = (byte) (whole == 0 ? 0 : Math.clamp(Math.round(scales[group] / whole), -128, 127));
            float groupScale = whole * scaleCodes[group];
            for (int i = 16 * group; i < 16 * group + 16; i++) {
                int code = groupScale == 0 ? 32 : Math.clamp(Math.round(x[at + i] / groupScale), -32, 31) + 32;
                int quarter = i % 128 / 32;
                low[i / 128 * 64 + quarter % 2 * 32 + i % 32] |= (byte) ((code & 15) << quarter / 2 * 4);
                high[i / 128 * 32 + i % 32] |= (byte) (code >> 4 << quarter * 2);
            }
        }
        out.put(low).put(high).put(scaleCodes).putShort(scale);
    }

    /// The scale s such that 16 numbers are close to s c with codes c of -32 to 31.
    private static float fitScale(float[] x, int at) {
        float extreme = extreme(x, at, 16);
        if (extreme == 0) {
            return 0;
        }
        double best = Double.NEGATIVE_INFINITY;
        float found = extreme / -32;
        for (int step = -9; step <= 9; step++) {
            float inverse = -(32 + 0.1f * step) / extreme;
            double sumXC = 0;
            double sumCC = 0;
            for (int i = at; i < at + 16; i++) {
                int c = Math.clamp(Math.round(x[i] * inverse), -32, 31);
                sumXC += (double) x[i] * c;
                sumCC += c * c;
            }
            // With the best scale the squared error is sum x^2 - gain.
            double gain = sumCC == 0 ? 0 : sumXC * sumXC / sumCC;
            if (gain > best) {
                best = gain;
                found = (float) (sumXC / sumCC);
            }
        }
        return found;
    }
}
