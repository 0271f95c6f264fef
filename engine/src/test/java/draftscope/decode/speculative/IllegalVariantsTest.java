package draftscope.decode.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import draftscope.sampling.TokenDistribution;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/// The exact proof has power: ways of drafting that are known to break the law do break it, by known amounts.
class IllegalVariantsTest {
    private static final TokenDistribution EVEN = TokenDistribution.of(.5, .3, .2);

    private static double[] emitted(TokenDistribution target, ExactLaw.Drafting drafting, SiblingVerifier verifier,
            int width) {
        Map<List<Integer>, Double> law = ExactLaw.speculative(context -> target, drafting, verifier, List.of(width), 1);
        double[] array = new double[target.size()];
        law.forEach((tokens, probability) -> array[tokens.getFirst()] = probability);
        return array;
    }

    private static ExactLaw.Drafting telling(TokenDistribution told,
            BiConsumer<Integer, BiConsumer<List<Integer>, Double>> all) {
        return new ExactLaw.Drafting() {
            @Override
            public void children(List<Integer> context, int width, BiConsumer<List<Integer>, Double> each) {
                all.accept(width, each);
            }

            @Override
            public Optional<TokenDistribution> told(List<Integer> context) {
                return Optional.of(told);
            }
        };
    }

    @Test
    void droppingADraftForItsOwnProbabilityIsCaught() {
        ExactLaw.Drafting dropping = telling(EVEN, (width, each) -> {
            for (int token = 0; token < EVEN.size(); token++) {
                List<Integer> kept = EVEN.probability(token) < .25 ? List.of() : List.of(token);
                each.accept(kept, EVEN.probability(token));
            }
        });
        assertThat(emitted(EVEN, dropping, new RatioTest(), 1)).usingComparatorWithPrecision(1e-12).containsExactly(.6,
                .36, .04);
    }

    @Test
    void aGreedyDraftTestedWithTheSoftLawIsCaught() {
        assertThat(emitted(EVEN, telling(EVEN, (width, each) -> each.accept(List.of(0), 1.0)), new RatioTest(), 1))
                .usingComparatorWithPrecision(1e-12).containsExactly(1, 0, 0);
        TokenDistribution target = TokenDistribution.of(.4, .35, .25);
        TokenDistribution draft = TokenDistribution.of(.6, .3, .1);
        double[] law = emitted(target, telling(draft, (width, each) -> each.accept(List.of(0), 1.0)), new RatioTest(),
                1);
        assertThat(law[0]).isCloseTo(.667, within(5e-4));
        assertThat(law[1]).isCloseTo(.083, within(5e-4));
        assertThat(law[2]).isCloseTo(.25, within(5e-4));
    }

    @Test
    void siblingsJudgedInAnotherOrderThanDrawnAreCaught() {
        TokenDistribution target = TokenDistribution.of(.5, .3, .2);
        TokenDistribution draft = TokenDistribution.of(.2, .3, .5);
        ExactLaw.Drafting sorted = telling(draft, (width, each) -> ExactLaw.drawn(context -> draft).children(List.of(),
                width, (children, p) -> {
                    List<Integer> order = new ArrayList<>(children);
                    order.sort(null);
                    each.accept(order, p);
                }));
        double[] law = emitted(target, sorted, new RecursiveWithoutReplacement(), 2);
        assertThat(Math.abs(law[0] - .5)).isGreaterThan(.01);
    }

    @Test
    void aDrawOfItsOwnForEachRowIsCaught() {
        // Two rows guess tokens 0 and 1. Each draws from the target for itself, the first hit wins, else it is drawn again.
        double[] law = new double[3];
        for (int first = 0; first < 3; first++) {
            for (int second = 0; second < 3; second++) {
                double weight = EVEN.probability(first) * EVEN.probability(second);
                boolean one = match(0, first).acceptedChild() == 0;
                boolean two = match(1, second).acceptedChild() == 0;
                for (int again = 0; again < 3; again++) {
                    law[one ? 0 : two ? 1 : again] += weight * EVEN.probability(again);
                }
            }
        }
        assertThat(law).usingComparatorWithPrecision(1e-12).containsExactly(.675, .255, .07);
    }

    private static Judgement match(int child, int drawn) {
        return new TargetSampleMatch().judge(EVEN, Optional.empty(), List.of(child), middle(drawn));
    }

    private static Verifier.Draws middle(int token) {
        double before = 0;
        for (int i = 0; i < token; i++) {
            before += EVEN.probability(i);
        }
        double u = before + EVEN.probability(token) / 2;
        return sibling -> u;
    }
}
