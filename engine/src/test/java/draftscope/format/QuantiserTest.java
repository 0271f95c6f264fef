package draftscope.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import draftscope.model.ReferenceFolder;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Rounded numbers lie as close to the originals as ggml's do.
class QuantiserTest {
    static Stream<QuantFormat> formats() {
        return Quantiser.formats().stream().sorted();
    }

    private static float[] roundTrip(QuantFormat format, float[] values) {
        float[] out = new float[values.length];
        QuantBlocks.decode(format, MemorySegment.ofArray(Quantiser.encode(format, values)), 0, out.length, out, 0);
        return out;
    }

    private static double meanSquaredError(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
        }
        return sum / a.length;
    }

    @ParameterizedTest
    @MethodSource("formats")
    void theErrorOnRealWeightsIsWithinATenthOfGgmls(QuantFormat format) throws IOException {
        float[] source = ReferenceFolder.floats("expected/quant-vectors/source.f32");
        double ours = meanSquaredError(source, roundTrip(format, source));
        if (format == QuantFormat.F32) {
            assertThat(ours).isZero();
            return;
        }
        double ggmls = Files.readAllLines(ReferenceFolder.file("expected/quant-vectors/types.txt")).stream()
                .filter(line -> line.toUpperCase(Locale.ROOT).startsWith(format.name() + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf("mse=") + 4))).findFirst()
                .orElseThrow();
        assertThat(ours).isLessThanOrEqualTo(ggmls * 1.1 + 1e-9);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void zerosStayZeros(QuantFormat format) {
        assertThat(meanSquaredError(roundTrip(format, new float[512]), new float[512])).isZero();
    }

    /// What a format can spell is spelt so; only the searched ones may choose other codes.
    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16", "Q8_0", "Q4_0", "Q5_0"})
    void roundingTwiceIsRoundingOnce(QuantFormat format) {
        Random random = new Random(7);
        float[] values = new float[1024];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        float[] once = roundTrip(format, values);
        assertThat(meanSquaredError(once, roundTrip(format, once))).isLessThan(1e-6);
    }

    @Test
    void oneLargeNumberAmongSmallOnesKeepsItsSize() {
        for (QuantFormat format : Quantiser.formats()) {
            for (float sign : new float[]{-1, 1}) {
                float[] values = new float[256];
                Arrays.fill(values, 0.01f);
                values[200] = sign * 8;
                assertThat(roundTrip(format, values)[200]).as(format.toString()).isBetween(
                        Math.min(sign * 6.9f, sign * 8.1f), Math.max(sign * 6.9f, sign * 8.1f));
            }
        }
    }

    @Test
    void brainFloatsRoundToNearestEvenAndKeepWhatIsNotANumber() {
        float[] values = {1 + 0x1p-8f, 1 + 0x3p-8f, 1 + 0x1.8p-8f, Float.NaN, Float.NEGATIVE_INFINITY, -0f};
        assertThat(roundTrip(QuantFormat.BF16, values)).containsExactly(1, 1 + 0x1p-6f, 1 + 0x1p-7f, Float.NaN,
                Float.NEGATIVE_INFINITY, -0f);
    }

    @Test
    void formatsThatAreOnlyReadAreRefused() {
        assertThatThrownBy(() -> Quantiser.encode(QuantFormat.Q3_K, new float[256]))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("cannot be rounded to Q3_K");
    }
}
