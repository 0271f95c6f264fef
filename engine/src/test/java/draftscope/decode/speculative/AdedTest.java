package draftscope.decode.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import draftscope.decode.speculative.TrigramTable.Pair;
import draftscope.decode.speculative.TrigramTable.Successor;
import draftscope.trace.DraftNode;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AdedTest extends ProposerContract {
    @Override
    Proposer proposer() {
        return new Aded(Optional.empty(), 30, 6, 10, .04, 16);
    }

    private static DraftTree drafted(Aded aded, int... text) {
        CommittedTokens committed = new CommittedTokens(text);
        aded.begin(context(committed, 0, 1));
        return draft(aded, context(committed, 0, 1), 20);
    }

    @Test
    void countsSharesAndKeepsTheTwelveHeaviest() {
        int[] text = new int[3 * 20 + 6];
        for (int i = 0; i < 20; i++) { // pair (1, 2) is followed by 10, 11, ... once each
            text[3 * i] = 1;
            text[3 * i + 1] = 2;
            text[3 * i + 2] = 10 + i;
        }
        for (int i = 60; i < 66; i += 3) { // and by 25 twice more
            text[i] = 1;
            text[i + 1] = 2;
            text[i + 2] = 25;
        }
        List<Successor> after = new TrigramTable(List.of(text)).after(new Pair(1, 2));
        assertThat(after).hasSize(12);
        assertThat(after.getFirst().token()).isEqualTo(25);
        assertThat(after.getFirst().weight()).isCloseTo(3 / 22.0, within(1e-12));
        assertThat(after.get(1).token()).as("the lowest id on a tie").isEqualTo(10);
        assertThat(after.stream().mapToDouble(Successor::share).sum()).isCloseTo(1, within(1e-12));
    }

    @Test
    void raisesATripleUpToItsLimit() {
        TrigramTable table = new TrigramTable(List.of(new int[]{1, 2, 3}));
        Pair pair = new Pair(1, 2);
        table.raise(pair, 4, .5, 3);
        assertThat(table.after(pair)).containsExactly(new Successor(3, 1, 1 / 1.5), new Successor(4, .5, .5 / 1.5));
        for (int i = 0; i < 20; i++) {
            table.raise(pair, 4, .5, 3);
        }
        assertThat(table.after(pair).getFirst()).isEqualTo(new Successor(4, 3, .75));
        assertThat(table.after(new Pair(7, 7))).isEmpty();
    }

    @Test
    void theSearchVisitsLikelyPathsMostAndUnlikelyOnesToo() {
        TrigramTable table = new TrigramTable(List.of(new int[]{1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 4, 1, 2}));
        TrigramSearch search = new TrigramSearch(table, new Pair(1, 2));
        Random random = new Random(1);
        for (int i = 0; i < 150; i++) {
            search.iterate(level -> random.nextDouble());
        }
        List<TrigramSearch.Path> paths = search.mostVisited(24);
        assertThat(paths.getFirst().tokens().getFirst()).isEqualTo(3);
        assertThat(paths).anyMatch(path -> path.tokens().getFirst() == 4);
        assertThat(paths).isSortedAccordingTo((a, b) -> b.visits() - a.visits());
        assertThat(paths).allMatch(path -> path.tokens().size() <= TrigramSearch.LEVELS + 1);
        assertThat(paths.stream().map(TrigramSearch.Path::tokens)).doesNotHaveDuplicates();
    }

    @Test
    void draftsWhatFollowedTheLastTwoTokens() {
        DraftTree tree = drafted(new Aded(Optional.empty(), 50, 24, 64, .04, 16), 1, 2, 3, 4, 1, 2);
        assertThat(tree.nodes()).extracting(DraftNode::token).containsExactly(3, 4, 1, 2);
        assertThat(tree.node(1).source()).startsWith("triples, visited ");
    }

    @Test
    void neverExceedsItsTree() {
        Random random = new Random(5);
        for (int nodes : new int[]{1, 3, 20}) {
            int[] text = random.ints(400, 0, 6).toArray();
            DraftTree tree = drafted(new Aded(Optional.empty(), 200, 100, nodes, .04, 16), text);
            assertThat(tree.size()).isBetween(nodes == 1 ? 0 : 1, nodes);
        }
    }

    @Test
    void aCorpusTeachesWhatThePromptDoesNot() {
        assertThat(drafted(new Aded(Optional.empty(), 20, 5, 10, 0, 16), 5, 6).size()).isZero();
        assertThat(drafted(new Aded(Optional.of(new int[]{5, 6, 1, 2}), 20, 5, 10, 0, 16), 5, 6).nodes()).extracting(
                DraftNode::token).containsExactly(1, 2);
    }

    @Test
    void draftsNothingAfterASingleToken() {
        assertThat(drafted(new Aded(Optional.empty(), 20, 5, 10, .04, 16), 5).size()).isZero();
    }

    @Test
    void keepsAnEndOfTextALeaf() {
        DraftTree tree = drafted(new Aded(Optional.empty(), 20, 5, 10, .04, 16), 1, 2, END, 3, 4, 1, 2);
        assertThat(tree.node(1).token()).isEqualTo(END);
        assertThat(tree.children(1)).isEmpty();
    }
}
