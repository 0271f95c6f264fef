package draftscope.decode.speculative;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NgramPoolTest {
    @Test
    void forgetsTheOldestAndCountsOneThatComesAgainAsNew() {
        NgramPool pool = new NgramPool(2);
        pool.add(1, List.of(2, 3));
        pool.add(1, List.of(4, 5));
        pool.add(1, List.of(2, 3));
        pool.add(1, List.of(6, 7));
        assertThat(pool.behind(1)).containsExactly(List.of(6, 7), List.of(2, 3));
        assertThat(pool.behind(2)).isEmpty();
        assertThat(pool.size()).isEqualTo(2);
    }

    @Test
    void neverHoldsMoreThanItsLimitForAToken() {
        Random random = new Random(1);
        NgramPool pool = new NgramPool(3);
        for (int i = 0; i < 2000; i++) {
            pool.add(random.nextInt(4), List.of(random.nextInt(3), random.nextInt(3)));
            int size = 0;
            for (int token = 0; token < 4; token++) {
                assertThat(pool.behind(token)).hasSizeLessThanOrEqualTo(3).doesNotHaveDuplicates();
                size += pool.behind(token).size();
            }
            assertThat(pool.size()).isEqualTo(size);
        }
    }
}
