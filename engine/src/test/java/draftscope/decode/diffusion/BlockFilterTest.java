package draftscope.decode.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import draftscope.decode.diffusion.Learn2pd.Cut;
import draftscope.trace.BlockSpan;
import draftscope.trace.UnmaskChoice;
import draftscope.trace.UnmaskChoice.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockFilterTest {
    private static final int END = 7;
    private static final BlockProgress PROGRESS = new BlockProgress(0, 2, new BlockSpan(10, 12), 0, 2);

    /// Hidden: relu(c0 - c1), relu(2 c1 - 0.5); out: 3 h0 - 1, h0 + 2 h1.
    private static final double[] SMALL = {1, -1, 0, 2, 0, -.5, 3, 0, 1, 2, -1, 0};

    private static Proposal guess(int position, int token, double confidence) {
        return new Proposal(position, token, confidence, 0, 0, 0, 0);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @Test
    void isANetworkOfTwoLayersAsWideAsTheBlock() {
        BlockFilter filter = new BlockFilter(2, SMALL);
        double[] probabilities = filter.probabilities(new double[]{.9, .4});
        assertThat(probabilities[0]).isCloseTo(sigmoid(3 * .5 - 1), within(1e-12));
        assertThat(probabilities[1]).isCloseTo(sigmoid(.5 + 2 * .3), within(1e-12));
        assertThat(filter.probabilities(new double[]{.9})).as("a short block").hasSize(1);
        assertThat(BlockFilter.count(32)).isEqualTo(2112);
    }

    @Test
    void isReadBackFromItsOwnText() {
        BlockFilter read = BlockFilter.parse("it", new BlockFilter(2, SMALL).text());
        assertThat(read.probabilities(new double[]{.3, .8})).isEqualTo(
                new BlockFilter(2, SMALL).probabilities(new double[]{.3, .8}));
    }

    @Test
    void theShippedOneIsForBlocksOf32AndLikesSureGuesses() {
        BlockFilter shipped = BlockFilter.shipped();
        assertThat(shipped.width()).isEqualTo(32);
        double[] sure = new double[32];
        Arrays.fill(sure, .999);
        assertThat(Arrays.stream(shipped.probabilities(sure)).average().orElseThrow()).isGreaterThan(.9);
        double[] unsure = new double[32];
        Arrays.fill(unsure, .2);
        assertThat(Arrays.stream(shipped.probabilities(unsure)).average().orElseThrow()).isLessThan(.6);
    }

    @Test
    void aBrokenFileIsRefusedInASentence(@TempDir Path folder) throws Exception {
        assertRefused(folder, "hello", "does not begin with the word block-filter and a width of 1 to 256");
        assertRefused(folder, "block-filter 2000000000", "a width of 1 to 256");
        assertRefused(folder, "block-filter 2\n1 2 3", "has 3 numbers; a filter of width 2 has 12");
        assertRefused(folder, "block-filter 1\n1 2 3 4 5", "has more than the 4 numbers");
        assertThatIllegalArgumentException().isThrownBy(() -> BlockFilter.read(folder.resolve("none").toString()))
                .withMessageContaining("cannot be read");
    }

    private static void assertRefused(Path folder, String content, String why) throws Exception {
        Path file = Files.writeString(folder.resolve("a.filter"), content);
        assertThatIllegalArgumentException().isThrownBy(() -> BlockFilter.read(file.toString()))
                .withMessageContaining(why);
    }

    @Test
    void whatTheFilterAcceptsIsWrittenAndTheBestInAnyCase() {
        List<Proposal> guesses = List.of(guess(10, 1, .9), guess(11, 2, .4));
        Learn2pd both = new Learn2pd(new BlockFilter(2, SMALL), .7, Cut.OFF, token -> token == END);
        assertThat(both.choose(PROGRESS, guesses)).extracting(UnmaskChoice::position, UnmaskChoice::reason)
                .containsExactly(tuple(10, Reason.QUOTA),
                        tuple(11, Reason.FILTER));
        Learn2pd none = new Learn2pd(new BlockFilter(2, SMALL), 1, Cut.OFF, token -> token == END);
        assertThat(none.choose(PROGRESS, guesses)).isEqualTo(
                QuotaUnmask.oneAStep(Order.CONFIDENCE).choose(PROGRESS, guesses));
    }

    @Test
    void theCanvasIsCutBehindASureEndOrAsPublishedBehindTheSurest() {
        List<Proposal> unsure = List.of(guess(10, 1, .9), guess(11, END, .4), guess(12, END, .5), guess(13, END, .5));
        assertThat(cut(Cut.OFF, unsure)).isEmpty();
        assertThat(cut(Cut.SURE, unsure)).isEmpty();
        assertThat(cut(Cut.PUBLISHED, unsure)).as("11 is what the filter accepts").hasValue(12);
        List<Proposal> sure = List.of(guess(10, 1, .9), guess(11, 2, .4), guess(12, END, .6), guess(13, END, .995),
                guess(14, END, .99999));
        assertThat(cut(Cut.SURE, sure)).as("the first that is sure enough").hasValue(14);
        assertThat(cut(Cut.PUBLISHED, sure)).as("the surest, with nothing behind it").isEmpty();
        List<Proposal> next = List.of(guess(10, END, .3), guess(11, 2, .9));
        assertThat(cut(Cut.SURE, next)).as("all before it stands").hasValue(11);
    }

    private static OptionalInt cut(Cut when, List<Proposal> masks) {
        Learn2pd both = new Learn2pd(new BlockFilter(2, SMALL), .7, when, token -> token == END);
        List<Proposal> eligible = masks.stream().filter(mask -> mask.position() < 12).toList();
        return both.cut(PROGRESS, 0, 15, masks, both.choose(PROGRESS, eligible), note -> {});
    }
}
