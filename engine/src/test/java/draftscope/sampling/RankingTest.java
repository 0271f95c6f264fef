package draftscope.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RankingTest {
    @Test
    void equalsASortWithTheLowestIndexFirstOnATie() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int n = 1 + random.nextInt(60);
            float[] floats = new float[n];
            double[] doubles = new double[n];
            for (int i = 0; i < n; i++) {
                floats[i] = random.nextInt(8) == 0 ? Float.NEGATIVE_INFINITY : random.nextInt(12); // many ties
                doubles[i] = floats[i];
            }
            int count = random.nextInt(n + 5);
            int[] expected = sorted(floats, count);
            assertThat(Ranking.best(floats, largest(floats), count)).as("seed " + seed).containsExactly(expected);
            assertThat(Ranking.best(doubles, count)).as("seed " + seed).containsExactly(expected);
        }
    }

    /// Widths at which few, some and all numbers lie in the last bucket, and in the first.
    @Test
    void equalsASortHoweverFarApartTheNumbersLie() {
        for (double width : new double[]{1e-6, 1e-3, 0.3, 3, 30, 1e3, 1e30}) {
            for (long seed = 0; seed < 20; seed++) {
                Random random = new Random(seed);
                float[] values = new float[500 + random.nextInt(3000)];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) (width * switch (random.nextInt(6)) {
                        case 0 -> random.nextInt(3) - 1; // ties
                        case 1 -> -0.0;
                        default -> random.nextGaussian();
                    });
                }
                int count = 1 + random.nextInt(300);
                assertThat(Ranking.best(values, largest(values), count)).as("width %s, seed %d", width, seed)
                        .containsExactly(sorted(values, count));
            }
        }
    }

    private static float largest(float[] values) {
        float largest = values[0];
        for (float value : values) {
            largest = Math.max(largest, value);
        }
        return largest;
    }

    private static int[] sorted(float[] values, int count) {
        // 0 is added because a sort tells -0 from 0.
        return IntStream.range(0, values.length).boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> -(values[i] + 0.0)).thenComparing(i -> i)).limit(count)
                .mapToInt(i -> i).toArray();
    }
}
