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
            int[] expected = IntStream.range(0, n).boxed()
                    .sorted(Comparator.<Integer>comparingDouble(i -> -doubles[i]).thenComparing(i -> i)).limit(count)
                    .mapToInt(i -> i).toArray();
            assertThat(Ranking.best(floats, count)).as("seed " + seed).containsExactly(expected);
            assertThat(Ranking.best(doubles, count)).as("seed " + seed).containsExactly(expected);
        }
    }
}
