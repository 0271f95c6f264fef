package draftscope.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Closed forms of what parallel writing costs a perfect model.
class ParallelBoundTest {
    private static final String ITEMS = "abcdefgh";

    private static AnswerLaw law(ListTask task, int items) {
        return AnswerLaw.of(new ListPrompt(task, task.usualArguments(), List.of(ITEMS.substring(0, items).split(""))));
    }

    private static ParallelBound bound(ListTask task, int items, int atOnce) {
        return ParallelBound.ofRandomOrder(law(task, items), atOnce, 3, 1);
    }

    @Test
    void aTaskWithOneAnswerLosesNothingInOneStep() {
        for (ListTask task : ListTask.values()) {
            ParallelBound bound = bound(task, 4, 16);
            assertThat(bound.lossBits() == 0).as(task.word()).isEqualTo(task.determined());
            assertThat(bound.right() == 1).as(task.word()).isEqualTo(task.determined());
        }
    }

    @Test
    void oneTokenAStepLosesNothing() {
        for (ListTask task : ListTask.values()) {
            assertThat(bound(task, 4, 1).right()).as(task.word()).isCloseTo(1, within(1e-12));
            assertThat(bound(task, 4, 1).lossBits()).as(task.word()).isZero();
        }
    }

    @Test
    void aShuffleIsRightAsOftenAsTheItemsOfItsGroupsDiffer() {
        double[] right = {1, .3125, .12345679, .01543210};
        int[] atOnce = {1, 2, 3, 6};
        for (int i = 0; i < atOnce.length; i++) {
            ParallelBound bound = bound(ListTask.SHUFFLE, 6, atOnce[i]);
            assertThat(bound.right()).isCloseTo(right[i], within(1e-8));
            assertThat(bound.right()).as("a shuffle reaches the bound").isCloseTo(Math.pow(2, -bound.lossBits()),
                    within(1e-8));
        }
        assertThat(bound(ListTask.SHUFFLE, 6, 6).lossBits()).isCloseTo(4.171 / Math.log(2), within(1e-3));
    }

    @Test
    void randomEditsCostWhatTheirClosedFormsSay() {
        for (int n : new int[]{4, 6, 8}) {
            assertThat(bound(ListTask.REPLACE_RANDOM, n, n).right()).isCloseTo(Math.pow(1 - 1.0 / n, n - 1),
                    within(1e-12));
        }
        assertThat(bound(ListTask.REPLACE_RANDOM, 4, 2).right()).isCloseTo(.6562, within(1e-4));
        assertThat(bound(ListTask.REPLACE_RANDOM, 6, 2).right()).isCloseTo(.7335, within(1e-4));
        assertOneStep(ListTask.INSERT_RANDOM, new double[]{.1229, .0560, .0266}, new double[]{2.35, 3.38, 4.40});
        assertOneStep(ListTask.REMOVE_RANDOM, new double[]{.7500, .4938, .3076}, new double[]{.43, 1.08, 1.82});
        assertOneStep(ListTask.REPLACE_RANDOM, new double[]{.4219, .4019, .3927}, new double[]{.863, .912, .935});
    }

    /// @param right shares for 4, 6 and 8 items
    /// @param nats  losses for as many
    private static void assertOneStep(ListTask task, double[] right, double[] nats) {
        for (int i = 0; i < right.length; i++) {
            ParallelBound bound = bound(task, 4 + 2 * i, 16);
            assertThat(bound.right()).as(task.word()).isCloseTo(right[i], within(1e-4));
            assertThat(bound.lossBits() * Math.log(2)).as(task.word()).isCloseTo(nats[i], within(6e-3));
        }
    }

    @Test
    void aLatinSquareInOneStepLosesAllThatItsCellsKnowOfEachOther() {
        AnswerLaw law = law(ListTask.LATIN_SQUARE, 4);
        assertThat(law.dependenceBits(IntStream.range(0, 16).toArray()) * Math.log(2)).isCloseTo(15.825, within(1e-3));
    }

    @Test
    void rightAnswersAreAtLeastAsManyAsTheLossLeaves() {
        for (ListTask task : ListTask.values()) {
            for (int atOnce = 1; atOnce <= 4; atOnce++) {
                ParallelBound bound = bound(task, 4, atOnce);
                assertThat(bound.right()).as(task.word()).isGreaterThanOrEqualTo(
                        Math.pow(2, -bound.lossBits()) - 1e-12);
            }
        }
    }

    @Test
    void aLawThatNothingAgreesWithKeepsTheNearestAnswers() {
        AnswerLaw law = law(ListTask.SHUFFLE, 3);
        assertThat(law.given(new int[]{0, -1, -1}, -1).size()).isEqualTo(2);
        assertThat(law.allows(new int[]{0, -1, -1}, -1)).isTrue();
        assertThat(law.allows(new int[]{0, 0, -1}, -1)).isFalse();
        AnswerLaw near = law.given(new int[]{0, 0, -1}, -1);
        assertThat(near.size()).as("a is first in two orders and second in two").isEqualTo(4);
        assertThat(Arrays.stream(near.counts(2, 3)).sum()).isEqualTo(4);
        assertThat(near.counts(2, 3)[0]).as("a is there already in all of them").isZero();
    }
}
