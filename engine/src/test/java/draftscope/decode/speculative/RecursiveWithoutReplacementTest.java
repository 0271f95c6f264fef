package draftscope.decode.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import draftscope.sampling.TokenDistribution;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecursiveWithoutReplacementTest extends VerifierContract {
    @Override
    SiblingVerifier verifier() {
        return new RecursiveWithoutReplacement();
    }

    @Override
    ExactLaw.Drafting drafting(Function<List<Integer>, TokenDistribution> draft, Random random) {
        return ExactLaw.drawn(draft);
    }

    @Override
    boolean judgesTrees() {
        return true;
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            .5 .3 .2,     .2 .3 .5,    1, .7
            .5 .3 .2,     .2 .3 .5,    2, .82
            .5 .3 .2,     .2 .3 .5,    3, 1
            .7 .2 .1,     .3 .3 .4,    2, .792857
            .6 .25 .1 .05,.1 .2 .3 .4, 1, .45
            .6 .25 .1 .05,.1 .2 .3 .4, 2, .586905
            .6 .25 .1 .05,.1 .2 .3 .4, 3, .712338
            """)
    void acceptsAsOftenAsWorkedOutElsewhere(String target, String draft, int children, double acceptance) {
        assertThat(ExactLaw.acceptance(ExactLaw.law(target), ExactLaw.law(draft),
                ExactLaw.drawn(c -> ExactLaw.law(draft)), verifier(), children)).isCloseTo(acceptance, within(1e-6));
    }

    @Test
    void showsTheThresholdsOfThreeSiblings() {
        Judgement judgement = new RecursiveWithoutReplacement().judge(TokenDistribution.of(.5, .3, .2), Optional.of(
                TokenDistribution.of(.2, .3, .5)), List.of(2, 1, 0), i -> i == 2 ? 0 : .4 + 1e-9);
        assertThat(judgement.tests()).extracting(Judgement.Test::threshold).usingElementComparator((a, b) -> Math.abs(
                a - b) < 1e-12 ? 0 : 1).containsExactly(.4, 0.0, 1.0);
        assertThat(judgement.tests().getFirst().left().toArray()).containsExactly(1, 0, 0);
        assertThat(judgement.acceptedChild()).isEqualTo(2);
    }

    @Test
    void isTheRatioTestForOneChild() {
        for (long seed = 0; seed < 100; seed++) {
            TokenDistribution target = random(5, seed, List.of());
            TokenDistribution draft = random(5, ~seed, List.of());
            int child = draft.mode();
            double u = new Random(seed).nextDouble();
            assertThat(new RecursiveWithoutReplacement().judge(target, Optional.of(draft), List.of(child), i -> u))
                    .isEqualTo(new RatioTest().judge(target, Optional.of(draft), List.of(
                            child), i -> u));
        }
    }

    @Test
    void acceptsOneOfAsManyChildrenAsThereAreTokens() {
        // Nothing is left of the draft after its first token, so the others come from the even law (Sequoia).
        TokenDistribution target = TokenDistribution.of(0, 0, 1);
        TokenDistribution draft = TokenDistribution.of(1, 0, 0);
        Judgement judgement = verifier().judge(target, Optional.of(draft), List.of(0, 1, 2), i -> Math.nextDown(1.0));
        assertThat(judgement.acceptedChild()).isEqualTo(2);
        assertThat(judgement.tests().get(1).draft()).isCloseTo(.5, within(1e-15));
        assertThat(ExactLaw.acceptance(TokenDistribution.of(1, 0), TokenDistribution.of(.5, .5),
                ExactLaw.drawn(c -> TokenDistribution.of(.5, .5)), verifier(), 2)).isCloseTo(1, within(1e-15));
    }

    @Test
    void keepsTheLawWithChildrenBeyondTheDraftsSupport() {
        TokenDistribution target = TokenDistribution.of(.2, .3, .4, .1);
        TokenDistribution draft = TokenDistribution.of(.6, .4, 0, 0);
        ExactLaw.Drafting evenly = new ExactLaw.Drafting() {
            @Override
            public void children(List<Integer> context, int width, BiConsumer<List<Integer>, Double> each) {
                ExactLaw.drawn(c -> draft).children(context, 2, (two, p) -> {
                    each.accept(List.of(two.get(0), two.get(1), 2), p / 2);
                    each.accept(List.of(two.get(0), two.get(1), 3), p / 2);
                });
            }

            @Override
            public Optional<TokenDistribution> told(List<Integer> context) {
                return Optional.of(draft);
            }
        };
        assertThat(ExactLaw.distance(ExactLaw.plain(c -> target, 1),
                ExactLaw.speculative(c -> target, evenly, verifier(), List.of(3), 1))).isLessThan(1e-12);
    }
}
