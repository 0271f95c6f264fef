package draftscope.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.sampling.Randomness.Purpose;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RandomnessTest {
    @Test
    void isAFunctionOfItsKeysAlone() {
        double first = new Randomness(7).uniform(Purpose.VERIFY, 3, 2);
        Randomness again = new Randomness(7);
        for (int i = 0; i < 100; i++) {
            again.uniform(Purpose.DRAFT, i, i);
        }
        assertThat(again.uniform(Purpose.VERIFY, 3, 2)).isEqualTo(first);
    }

    @Test
    void tellsEveryKeyApart() {
        Set<Double> seen = new HashSet<>();
        int count = 0;
        for (long seed : new long[]{0, 1, -1, Long.MIN_VALUE}) {
            for (Purpose purpose : Purpose.values()) {
                for (int step = 0; step < 10; step++) {
                    for (int place = -1; place < 10; place++) {
                        for (int index = 0; index < 5; index++) {
                            seen.add(new Randomness(seed).uniform(purpose, step, place, index));
                            count++;
                        }
                    }
                }
            }
        }
        assertThat(seen).hasSize(count);
    }

    @Test
    void liesInTheUnitIntervalAndFillsItEvenly() {
        // Chi-square with 99 degrees of freedom for seed 11; above 149 once in a thousand seeds.
        int[] cells = new int[100];
        int n = 100_000;
        Randomness randomness = new Randomness(11);
        for (int i = 0; i < n; i++) {
            double u = randomness.uniform(Purpose.BONUS, i / 100, i % 100);
            assertThat(u).isGreaterThanOrEqualTo(0).isLessThan(1);
            cells[(int) (u * cells.length)]++;
        }
        double chiSquare = 0;
        for (int cell : cells) {
            double expected = (double) n / cells.length;
            chiSquare += (cell - expected) * (cell - expected) / expected;
        }
        assertThat(chiSquare).isLessThan(149);
    }

    @Test
    void givesFiniteGumbelNumbersWithTheirMean() {
        Randomness randomness = new Randomness(5);
        int n = 100_000;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double g = randomness.gumbel(Purpose.UNMASK, 0, i, 0);
            assertThat(g).isFinite();
            sum += g;
        }
        // Euler's constant; the standard error of the mean is pi / sqrt(6 n) = .004, so this fails once in 10^6 seeds.
        assertThat(sum / n).isBetween(.5772 - .02, .5772 + .02);
    }
}
