package draftscope.decode.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import draftscope.trace.BlockSpan;
import org.junit.jupiter.api.Test;

class FixedBlocksTest {
    @Test
    void coversTheCanvasWithAShorterLastBlock() {
        assertThat(new FixedBlocks(4).plan(3, 13)).containsExactly(new BlockSpan(3, 7), new BlockSpan(7, 11),
                new BlockSpan(11, 13));
        assertThat(new FixedBlocks(99).plan(3, 13)).containsExactly(new BlockSpan(3, 13));
    }

    @Test
    void refusesEmptyBlocks() {
        assertThatThrownBy(() -> new FixedBlocks(0)).hasMessageContaining("at least 1");
    }
}
