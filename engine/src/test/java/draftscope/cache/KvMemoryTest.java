package draftscope.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import draftscope.cache.KvCells.State;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KvMemoryTest {
    private static final int LAYERS = 2;
    private static final int WIDTH = 3;

    private final KvMemory memory = new KvMemory(0);
    private int read; // slots that a model would have computed

    /// What a model would write for the token at the end of `text`: it depends on all of the text.
    private static float number(int[] text, int slot, int layer) {
        return Arrays.hashCode(Arrays.copyOf(text, slot + 1)) * (layer + 1);
    }

    private KvCache read(int[] text, int capacity) {
        KvCache cache = memory.recall(text, capacity, slots -> new KvCache(LAYERS, slots, WIDTH));
        for (int slot = cache.length(); slot < text.length; slot++) {
            for (int layer = 0; layer < LAYERS; layer++) {
                Arrays.fill(cache.keys(layer), slot * WIDTH, (slot + 1) * WIDTH, number(text, slot, layer));
                Arrays.fill(cache.values(layer), slot * WIDTH, (slot + 1) * WIDTH, -number(text, slot, layer));
            }
            cache.cells().set(slot, State.SCRATCH, text[slot], slot, KvCells.NONE);
            cache.append(1, State.PROMPT);
            read++;
        }
        return cache;
    }

    private static void requireHolds(KvCache cache, int[] text) {
        assertThat(cache.length()).isEqualTo(text.length);
        for (int slot = 0; slot < text.length; slot++) {
            for (int layer = 0; layer < LAYERS; layer++) {
                assertThat(cache.keys(layer)[slot * WIDTH + 1]).isEqualTo(number(text, slot, layer));
                assertThat(cache.values(layer)[slot * WIDTH + 2]).isEqualTo(-number(text, slot, layer));
            }
            assertThat(cache.cells().token(slot)).isEqualTo(text[slot]);
            assertThat(cache.cells().position(slot)).isEqualTo(slot);
        }
    }

    @Test
    void aTextThatBeginsLikeAnotherIsReadFromWhereItDiffers() {
        read(new int[]{1, 2, 3, 4, 5}, 10);
        read = 0;
        KvCache cache = read(new int[]{1, 2, 3, 9}, 10);
        assertThat(read).isEqualTo(1);
        requireHolds(cache, new int[]{1, 2, 3, 9});
        assertThat(cache.cells().count(State.REUSED)).isEqualTo(3);
        assertThat(cache.cells().count(State.FREE)).isEqualTo(6);
    }

    @Test
    void aTextThatWasLeftIsTakenUpAgainWithoutReading() {
        int[] one = {1, 2, 3, 4, 5};
        int[] other = {1, 2, 8, 9};
        int[] third = {1, 2, 3, 7};
        read(one, 10);
        read(other, 10);
        read(third, 10);
        read = 0;
        requireHolds(read(one, 10), one);
        requireHolds(read(other, 10), other);
        requireHolds(read(third, 10), third);
        requireHolds(read(one, 10), one);
        assertThat(read).isZero();
    }

    @Test
    void aCacheThatWasHandedOnCanNoLongerBeUsed() {
        KvCache before = read(new int[]{1, 2}, 4);
        read(new int[]{1, 3}, 4);
        assertThatThrownBy(() -> before.keys(0)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("handed on");
        assertThatThrownBy(() -> before.append(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aLargerCacheKeepsWhatWasRead() {
        int[] one = {1, 2, 3, 4};
        read(one, 4);
        read = 0;
        int[] longer = {1, 2, 3, 4, 5, 6};
        requireHolds(read(longer, 8), longer);
        assertThat(read).isEqualTo(2);
        requireHolds(read(one, 4), one);
        assertThat(read).isEqualTo(2);
    }

    @Test
    void whatIsSetAsideNeverTakesMoreThanTheCacheAtWork() {
        long one = 2L * LAYERS * 12 * WIDTH * Float.BYTES;
        for (int text = 0; text < 20; text++) {
            read(new int[]{text, 1, 2, 3, 4, 5}, 8);
            assertThat(memory.bytes()).isLessThanOrEqualTo(2 * one);
        }
        read = 0;
        requireHolds(read(new int[]{18, 1, 2, 3, 4, 5}, 8), new int[]{18, 1, 2, 3, 4, 5});
        assertThat(read).isZero();
        requireHolds(read(new int[]{0, 1, 2, 3, 4, 5}, 8), new int[]{0, 1, 2, 3, 4, 5});
        assertThat(read).isEqualTo(6);
    }

    @Test
    void anyOrderOfTextsGivesWhatReadingThemAnewGives() {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            int[] text = random.ints(random.nextInt(12), 0, 2).toArray();
            int capacity = Math.max(1, text.length) + random.nextInt(5);
            KvCache cache = read(text, capacity);
            requireHolds(cache, text);
            assertThat(cache.capacity()).isEqualTo(capacity);
        }
        assertThat(read).isLessThan(9_000); // of 11,000 that the texts hold on average: little room is left for so many
    }
}
