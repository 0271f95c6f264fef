package draftscope.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AttentionMaskTest {
    private static int[] slots(AttentionMask mask, int row) {
        return IntStream.range(0, mask.visible(row)).map(k -> mask.slot(row, k)).toArray();
    }

    @Test
    void aCausalRowSeesThePrefixTheRowsBeforeItAndItself() {
        AttentionMask mask = AttentionMask.causal(2, 3);
        assertThat(slots(mask, 0)).containsExactly(0, 1, 2);
        assertThat(slots(mask, 2)).containsExactly(0, 1, 2, 3, 4);
        assertThat(mask.ownSlots(1)).containsExactly(2, 3);
        assertThat(mask.prefixLength()).isEqualTo(2);
        assertThat(mask.largestSlot()).isEqualTo(4);
        assertThat(slots(AttentionMask.causal(1, new int[]{9, 4}), 1)).containsExactly(0, 9, 4);
        assertThat(AttentionMask.causal(1, new int[]{9, 4}).largestSlot()).isEqualTo(9);
    }

    @Test
    void aTreeRowSeesThePrefixItsAncestorsAndItself() {
        AttentionMask mask = AttentionMask.tree(5, new int[]{-1, 0, 0, 1}, new int[]{5, 6, 7, 8});
        assertThat(slots(mask, 0)).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(slots(mask, 2)).containsExactly(0, 1, 2, 3, 4, 5, 7);
        assertThat(slots(mask, 3)).containsExactly(0, 1, 2, 3, 4, 5, 6, 8);
        assertThat(mask.largestSlot()).isEqualTo(8);
    }

    @Test
    void aChainIsATreeOfWidthOne() {
        AttentionMask tree = AttentionMask.tree(3, new int[]{-1, 0, 1}, new int[]{3, 4, 5});
        AttentionMask chain = AttentionMask.causal(3, 3);
        for (int row = 0; row < 3; row++) {
            assertThat(slots(tree, row)).containsExactly(slots(chain, row));
        }
    }

    @Test
    void aFullMaskShowsEverythingToAnyNumberOfRows() {
        AttentionMask mask = AttentionMask.full(new int[]{3, 1, 2});
        assertThat(slots(mask, 0)).containsExactly(3, 1, 2);
        assertThat(slots(mask, 7)).containsExactly(3, 1, 2);
        assertThat(mask.fits(1)).isTrue();
        assertThat(mask.fits(50)).isTrue();
        assertThat(mask.ownSlots(4)).isEmpty();
        assertThat(mask.largestSlot()).isEqualTo(3);
    }

    @Test
    void anyListsCanBeGivenAndAreCopied() {
        int[] prefix = {4, 2};
        int[][] own = {{7}, {}};
        AttentionMask mask = AttentionMask.of(prefix, own);
        prefix[0] = 9;
        own[0][0] = 9;
        assertThat(slots(mask, 0)).containsExactly(4, 2, 7);
        assertThat(slots(mask, 1)).containsExactly(4, 2);
        assertThat(mask.fits(3)).isFalse();
    }

    @Test
    void aRaggedRowSeesItsOwnTextUpToItself() {
        AttentionMask mask = AttentionMask.ragged(new int[]{0, 0, 40, 7}, new int[]{3, 4, 45, 7});
        assertThat(slots(mask, 0)).containsExactly(0, 1, 2, 3);
        assertThat(slots(mask, 1)).containsExactly(0, 1, 2, 3, 4);
        assertThat(slots(mask, 2)).containsExactly(40, 41, 42, 43, 44, 45);
        assertThat(slots(mask, 3)).containsExactly(7);
        assertThat(mask.largestSlot()).isEqualTo(45);
        assertThat(mask.fits(4)).isTrue();
        assertThatThrownBy(() -> AttentionMask.ragged(new int[]{0, 5}, new int[]{3, 4}))
                .hasMessage("row 1 lies in slot 4, its text begins at slot 5");
        assertThatThrownBy(() -> AttentionMask.ragged(new int[]{0}, new int[]{3, 4}))
                .hasMessageContaining("2 rows need as many starts");
    }

    @Test
    void aRowMaySeeSoMuchOfTheBeginning() {
        AttentionMask mask = AttentionMask.upTo(new int[]{4, 4, 6, 2});
        assertThat(slots(mask, 1)).containsExactly(0, 1, 2, 3);
        assertThat(slots(mask, 2)).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(slots(mask, 3)).containsExactly(0, 1);
        assertThat(mask.largestSlot()).isEqualTo(5);
        assertThat(mask.fits(4)).isTrue();
        assertThat(mask.fits(3)).isFalse();
        assertThat(slots(AttentionMask.upTo(new int[]{3, 3}), 1)).containsExactly(0, 1, 2);
        assertThatThrownBy(() -> AttentionMask.upTo(new int[]{1, 0})).hasMessageContaining("at least 1 slot");
    }

    @Test
    void whatMakesNoMaskIsRefused() {
        assertThatThrownBy(() -> AttentionMask.tree(0, new int[]{-1, 1}, new int[]{0, 1}))
                .hasMessageContaining("row 1 has parent row 1; parents come before children");
        assertThatThrownBy(() -> AttentionMask.tree(0, new int[]{-1}, new int[]{0, 1}))
                .hasMessageContaining("as many slots");
        assertThatThrownBy(() -> AttentionMask.causal(-1, 1)).hasMessageContaining("got -1");
        assertThatThrownBy(() -> AttentionMask.full(new int[0])).hasMessageContaining("at least one slot");
        assertThatThrownBy(() -> AttentionMask.of(new int[0], new int[][]{{}}))
                .hasMessageContaining("row 0 sees nothing");
        assertThatThrownBy(() -> AttentionMask.full(new int[]{-1})).hasMessageContaining("at least 0");
        assertThatThrownBy(() -> new Batch(new int[]{1}, new int[]{0}, new int[]{0}, AttentionMask.causal(0, 2), null))
                .hasMessageContaining("made for 2 rows, the batch has 1");
        assertThatThrownBy(() -> new Batch(new int[]{1}, new int[2], new int[]{0}, AttentionMask.causal(0, 1), null))
                .hasMessageContaining("as many positions (2)");
        assertThatThrownBy(() -> new Batch(new int[0], new int[0], new int[0], AttentionMask.causal(0, 0), null))
                .hasMessageContaining("at least one row");
    }
}
