package draftscope.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/// Bytes that any reader of a format must take: random codes, and scales around one.
public final class RandomBlocks {
    private RandomBlocks() {}

    /// `n` numbers in `format`; `n` a multiple of its block length.
    public static byte[] of(QuantFormat format, int n, Random random) {
        byte[] bytes = new byte[(int) format.rowBytes(n)];
        random.nextBytes(bytes);
        ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int block = 0; block < bytes.length; block += format.blockBytes()) {
            switch (format) {
                case F32 -> data.putFloat(block, (float) random.nextGaussian());
                case BF16 -> data.putShort(block, (short) (Float.floatToIntBits((float) random.nextGaussian()) >>> 16));
                case F16, Q8_0, Q4_0, Q5_0, IQ4_NL, IQ4_XS -> half(data, block, random);
                case Q4_1, Q5_1, Q4_K, Q5_K -> {
                    half(data, block, random);
                    half(data, block + 2, random);
                }
                case Q2_K -> {
                    half(data, block + 80, random);
                    half(data, block + 82, random);
                }
                case Q3_K -> half(data, block + 108, random);
                case Q6_K -> half(data, block + 208, random);
            }
        }
        return bytes;
    }

    private static void half(ByteBuffer data, int at, Random random) {
        data.putShort(at, Float.floatToFloat16((float) random.nextGaussian()));
    }
}
