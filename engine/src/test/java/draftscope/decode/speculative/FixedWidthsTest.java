package draftscope.decode.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FixedWidthsTest {
    @Test
    void countsTheNodesOfTheWholeTree() {
        assertThat(new FixedWidths(List.of(3, 2, 1)).maxNodes()).isEqualTo(3 + 6 + 6);
        assertThat(new FixedWidths(List.of(3, 2, 1)).maxDepth()).isEqualTo(3);
        assertThat(new FixedWidths(List.of(1, 1)).maxNodes()).isEqualTo(new FixedChain(2).maxNodes());
    }

    @Test
    void refusesLevelsWithoutChildren() {
        assertThatThrownBy(() -> new FixedWidths(List.of())).hasMessageContaining("at least one level");
        assertThatThrownBy(() -> new FixedWidths(List.of(2, 0))).hasMessageContaining("one child");
        assertThatThrownBy(() -> new FixedChain(0)).hasMessageContaining("at least 1");
    }
}
