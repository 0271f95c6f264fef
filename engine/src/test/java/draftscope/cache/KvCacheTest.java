package draftscope.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import draftscope.cache.KvCells.State;
import org.junit.jupiter.api.Test;

class KvCacheTest {
    /// A cache whose slot s holds keys 100 layer + s and values minus that, all written as scratch.
    private static KvCache numbered(int capacity, int committed) {
        KvCache cache = new KvCache(2, capacity, 3);
        for (int layer = 0; layer < 2; layer++) {
            for (int i = 0; i < capacity * 3; i++) {
                cache.keys(layer)[i] = 100 * layer + i / 3;
                cache.values(layer)[i] = -cache.keys(layer)[i];
            }
        }
        for (int slot = 0; slot < capacity; slot++) {
            cache.cells().set(slot, State.SCRATCH, 50 + slot, slot, slot);
        }
        cache.append(committed, State.PROMPT);
        return cache;
    }

    private static float[] column(float[] slots) {
        float[] out = new float[slots.length / 3];
        for (int slot = 0; slot < out.length; slot++) {
            out[slot] = slots[3 * slot + 2];
        }
        return out;
    }

    @Test
    void aNewCacheIsFree() {
        KvCache cache = new KvCache(2, 4, 3);
        assertThat(cache.length()).isZero();
        assertThat(cache.capacity()).isEqualTo(4);
        assertThat(cache.bytes()).isEqualTo(2 * 2 * 4 * 3 * 4);
        assertThat(cache.cells().count(State.FREE)).isEqualTo(4);
        assertThat(cache.cells().token(3)).isEqualTo(KvCells.NONE);
    }

    @Test
    void commitMovesTheAcceptedPathAndGivesUpTheRest() {
        KvCache cache = numbered(10, 5);
        cache.commit(new int[]{5, 7, 9});
        assertThat(cache.length()).isEqualTo(8);
        assertThat(column(cache.keys(0))).startsWith(0, 1, 2, 3, 4, 5, 7, 9);
        assertThat(column(cache.keys(1))).startsWith(100, 101, 102, 103, 104, 105, 107, 109);
        assertThat(column(cache.values(1))).startsWith(-100, -101, -102, -103, -104, -105, -107, -109);
        assertThat(cache.cells().state(4)).isEqualTo(State.PROMPT);
        assertThat(cache.cells().state(7)).isEqualTo(State.GENERATED);
        assertThat(cache.cells().token(7)).isEqualTo(59);
        assertThat(cache.cells().node(6)).isEqualTo(7);
        assertThat(cache.cells().state(8)).isEqualTo(State.ROLLED_BACK);
        assertThat(cache.cells().state(9)).isEqualTo(State.ROLLED_BACK);
    }

    @Test
    void anEmptyPathKeepsNothing() {
        KvCache cache = numbered(6, 2);
        cache.commit(new int[0]);
        assertThat(cache.length()).isEqualTo(2);
        assertThat(cache.cells().count(State.ROLLED_BACK)).isEqualTo(4);
    }

    @Test
    void rollbackChangesNoNumber() {
        KvCache cache = numbered(6, 5);
        float[] before = cache.keys(0).clone();
        cache.rollback(2);
        assertThat(cache.length()).isEqualTo(2);
        assertThat(cache.keys(0)).containsExactly(before);
        assertThat(cache.cells().state(1)).isEqualTo(State.PROMPT);
        assertThat(cache.cells().count(State.ROLLED_BACK)).isEqualTo(4);
    }

    @Test
    void appendedRowsAreGeneratedUnlessSaidOtherwise() {
        KvCache cache = new KvCache(1, 4, 1);
        cache.append(2, State.PROMPT);
        cache.append(1);
        assertThat(cache.cells().state(0)).isEqualTo(State.PROMPT);
        assertThat(cache.cells().state(2)).isEqualTo(State.GENERATED);
        assertThat(cache.cells().state(3)).isEqualTo(State.FREE);
    }

    @Test
    void rollbackLeavesFreeSlotsFree() {
        KvCache cache = new KvCache(1, 4, 1);
        cache.append(2);
        cache.rollback(1);
        assertThat(cache.cells().state(1)).isEqualTo(State.ROLLED_BACK);
        assertThat(cache.cells().state(3)).isEqualTo(State.FREE);
    }

    @Test
    void misuseIsNamed() {
        KvCache cache = numbered(6, 3);
        assertThatThrownBy(() -> cache.append(4)).hasMessageContaining("cannot append 4 rows: 3 of 6");
        assertThatThrownBy(() -> cache.append(-1)).hasMessageContaining("cannot append -1");
        assertThatThrownBy(() -> cache.rollback(4)).hasMessageContaining("cannot keep 4 slots: 3 are committed");
        assertThatThrownBy(() -> cache.commit(new int[]{2})).hasMessageContaining("must increase from 3");
        assertThatThrownBy(() -> cache.commit(new int[]{4, 4})).hasMessageContaining("[4, 4]");
        assertThatThrownBy(() -> cache.commit(new int[]{6})).hasMessageContaining("stay below 6");
        assertThatThrownBy(() -> new KvCache(0, 1, 1)).hasMessageContaining("at least one layer");
        assertThatThrownBy(() -> new KvCache(1, 1 << 20, 1 << 12)).hasMessageContaining("use fewer slots");
        assertThat(cache.length()).isEqualTo(3);
    }

    @Test
    void aRegionIsACacheOfItsOwnInTheWholeCachesSlots() {
        KvCache whole = numbered(12, 0);
        KvCache one = whole.region(0, 5);
        KvCache other = whole.region(5, 7);
        other.append(2, State.PROMPT);
        other.commit(new int[]{2, 4});
        assertThat(other.length()).isEqualTo(4);
        assertThat(one.length()).isZero();
        assertThat(whole.length()).isZero();
        assertThat(other.start()).isEqualTo(5);
        assertThat(other.capacity()).isEqualTo(7);
        assertThat(column(whole.keys(1))).containsExactly(100, 101, 102, 103, 104, 105, 106, 107, 109, 109, 110, 111);
        assertThat(other.cells().token(3)).isEqualTo(59);
        assertThat(whole.cells().token(8)).isEqualTo(59);
        assertThat(whole.cells().state(9)).isEqualTo(State.ROLLED_BACK);
        assertThat(one.cells().count(State.SCRATCH)).isEqualTo(5);
        assertThat(whole.capacityAround(4)).isEqualTo(5);
        assertThat(whole.capacityAround(5)).isEqualTo(7);
        assertThat(numbered(3, 0).capacityAround(1)).isEqualTo(3);
    }

    @Test
    void whatMakesNoRegionIsRefused() {
        KvCache whole = numbered(12, 0);
        KvCache region = whole.region(2, 5);
        assertThatThrownBy(() -> whole.region(6, 2)).hasMessageContaining("slots 6 to 7 are no region of their own");
        assertThatThrownBy(() -> whole.region(0, 0)).hasMessageContaining("no region of their own");
        assertThatThrownBy(() -> region.region(0, 1)).hasMessageContaining("no region of their own");
        assertThatThrownBy(() -> numbered(12, 3).region(5, 2)).hasMessageContaining("no region of their own");
        assertThatThrownBy(() -> whole.region(10, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> region.keys(0)).hasMessageContaining("read from the whole cache");
        assertThatThrownBy(() -> region.values(0)).hasMessageContaining("read from the whole cache");
        assertThatThrownBy(() -> region.cells().token(5)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
