package draftscope.decode.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NgramLawTest {
    private static final double[] WEIGHTS = {.01, .04, .15, .18, .12};

    private static NgramLaw counted(int[]... texts) {
        NgramLaw law = new NgramLaw();
        for (int i = 0; i < texts.length; i++) {
            IntStream.of(texts[i]).forEach(law::add);
            if (i + 1 < texts.length) {
                law.endText();
            }
        }
        return law;
    }

    @Test
    void weighsTheSharesOfEachOrder() {
        NgramLaw law = counted(new int[]{1, 2, 3, 1, 2, 4, 5, 2, 3, 1, 2});
        // After 2: 3, 4, 3. After 1 2: 3, 4. After 3 1 2: 4. After 2 3 1 2: 4. After 1 2 3 1 2: 4, but not in this context.
        double[] of = law.of(new int[]{2, 3, 1, 2}, new int[]{3, 4, 9});
        assertThat(of[0]).isCloseTo(.01 * 2 / 3 + .04 / 2, within(1e-15));
        assertThat(of[1]).isCloseTo(.01 / 3 + .04 / 2 + .15 + .18, within(1e-15));
        assertThat(of[2]).isZero();
    }

    @Test
    void givesOneHalfWhereEveryOrderIsSure() {
        NgramLaw law = counted(new int[]{1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5});
        assertThat(law.of(new int[]{1, 2, 3, 4, 5}, new int[]{6})[0]).isCloseTo(.5, within(1e-15));
    }

    @Test
    void reachesNotFromOneTextIntoAnother() {
        NgramLaw law = counted(new int[]{1, 2}, new int[]{3, 1});
        assertThat(law.of(new int[]{2}, new int[]{3})).containsExactly(0);
        assertThat(law.of(new int[]{2, 3}, new int[]{1})[0]).as("by the last token alone").isCloseTo(.01,
                within(1e-15));
    }

    @Test
    void knowsNothingOfATokenThatItNeverSaw() {
        assertThat(counted(new int[]{1, 2}).of(new int[]{7}, new int[]{1, 2})).containsExactly(0, 0);
        assertThat(new NgramLaw().of(new int[]{7}, new int[]{1})).containsExactly(0);
    }

    /// Against counts made the long way: every place of every text looked at for every order.
    @Test
    void agreesWithCountingTheLongWay() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int[][] texts = new int[1 + random.nextInt(3)][];
            Arrays.setAll(texts, i -> random.ints(random.nextInt(150), 0, 4).toArray());
            int[] context = random.ints(1 + random.nextInt(NgramLaw.CONTEXT), 0, 4).toArray();
            int[] candidates = {0, 1, 2, 3};
            double[] expected = new double[candidates.length];
            for (int n = 1; n <= context.length; n++) {
                int[] ending = Arrays.copyOfRange(context, context.length - n, context.length);
                int[] followers = new int[candidates.length];
                for (int[] text : texts) {
                    for (int at = n; at < text.length; at++) {
                        if (Arrays.equals(text, at - n, at, ending, 0, n)) {
                            followers[text[at]]++;
                        }
                    }
                }
                int seen = IntStream.of(followers).sum();
                for (int i = 0; seen > 0 && i < expected.length; i++) {
                    expected[i] += WEIGHTS[n - 1] * followers[i] / seen;
                }
            }
            assertThat(counted(texts).of(context, candidates)).as("seed " + seed + " " + List.of(texts.length))
                    .containsExactly(expected, within(1e-12));
        }
    }
}
