package draftscope.decode.speculative;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RankTemplateTest {
    /// Rank paths, `01` for the second child of the first child.
    private static List<String> names(RankTemplate template) {
        List<String> names = new ArrayList<>();
        for (RankTemplate.Node node : template.nodes()) {
            names.add((node.parent() < 0 ? "" : names.get(node.parent())) + Integer.toHexString(node.rank()));
        }
        return names;
    }

    @Test
    void followsTheRuleInItsExample() {
        assertThat(names(RankTemplate.of(5, 8, 6))).containsExactly("0", "1", "00", "01", "000");
    }

    @Test
    void theStandardTreeHasEightyNodesInSixLevels() {
        RankTemplate template = RankTemplate.of(80, 8, 6);
        assertThat(IntStream.rangeClosed(1, 6).mapToLong(depth -> template.nodes().stream().filter(node -> node
                .depth() == depth).count())).containsExactly(8L, 20L, 20L, 19L, 6L, 7L);
        assertThat(template.levels()).isEqualTo(6);
    }

    @Test
    void sharesMostNodesWithTheTemplateOfTheReleasedCode() {
        // Children of a node by its name, as in the code's template "2.2.2": the ranks are 0 to count - 1.
        Set<String> released = new HashSet<>();
        String[] counts = {"", "8", "0", "8", "1", "4", "2", "3", "3", "2", "4", "1", "5", "1", "6", "1", "7", "1",
                "00", "8", "01", "3", "02", "2", "03", "1", "04", "1", "05", "1", "06", "1", "07", "1", "10", "2",
                "11", "1", "20", "1", "30", "1", "40", "1", "50", "1", "000", "5", "001", "2", "002", "1", "003", "1",
                "004", "1", "010", "1", "020", "1", "100", "1", "200", "1", "300", "1", "0000", "3", "0001", "1",
                "0002", "1", "0010", "1", "0100", "1", "1000", "1", "00000", "2", "00010", "1"};
        for (int i = 0; i < counts.length; i += 2) {
            for (int rank = 0; rank < Integer.parseInt(counts[i + 1]); rank++) {
                released.add(counts[i] + rank);
            }
        }
        assertThat(released).hasSize(80);
        released.retainAll(names(RankTemplate.of(80, 8, 6)));
        assertThat(released).hasSize(70);
    }

    @Test
    void everyTemplateIsATreeWithinItsLimits() {
        for (int size : new int[]{1, 2, 7, 31, 256}) {
            for (int ranks : new int[]{1, 2, 16}) {
                for (int levels : new int[]{1, 3, 16}) {
                    RankTemplate template = RankTemplate.of(size, ranks, levels);
                    List<String> names = names(template);
                    assertThat(names).doesNotHaveDuplicates();
                    assertThat(template.nodes().size()).isLessThanOrEqualTo(size);
                    for (int i = 0; i < names.size(); i++) {
                        RankTemplate.Node node = template.nodes().get(i);
                        assertThat(node.parent()).isLessThan(i);
                        assertThat(node.rank()).isBetween(0, ranks - 1);
                        assertThat(node.depth()).isBetween(1, levels);
                        assertThat(node.depth()).isEqualTo(node.parent() < 0
                                ? 1
                                : template.nodes().get(node.parent()).depth() + 1);
                    }
                }
            }
        }
        assertThat(RankTemplate.of(256, 1, 3).nodes()).as("no more than there are").hasSize(3);
    }
}
