package draftscope.decode.speculative;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.sampling.TokenDistribution;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// What holds for every verifier. A subclass says how its children come about.
abstract class VerifierContract {
    /// The verifier under test.
    abstract SiblingVerifier verifier();

    /// A legal way of drafting for it.
    abstract ExactLaw.Drafting drafting(Function<List<Integer>, TokenDistribution> draft, Random random);

    /// Whether it can judge siblings.
    abstract boolean judgesTrees();

    /// Pairs of laws for the proof over three tokens.
    int pairs() {
        return 6;
    }

    /// The target's law as the verifier meets it.
    TokenDistribution targetLaw(TokenDistribution law) {
        return law;
    }

    @Test
    void keepsTheTargetsLawOverThreeTokensExactly() {
        List<List<Integer>> shapes = judgesTrees()
                ? List.of(List.of(1), List.of(2), List.of(3), List.of(2, 1), List.of(2, 2))
                : List.of(List.of(1), List.of(1, 1));
        for (long each = 0; each < pairs(); each++) {
            long seed = each;
            Random random = new Random(seed);
            int vocab = 3 + random.nextInt(2);
            Function<List<Integer>, TokenDistribution> target = context -> targetLaw(random(vocab, seed, context));
            Function<List<Integer>, TokenDistribution> draft = context -> random(vocab, ~seed, context);
            Map<List<Integer>, Double> plain = ExactLaw.plain(target, 3);
            for (List<Integer> shape : shapes) {
                assertThat(ExactLaw.distance(plain, ExactLaw.speculative(target, drafting(draft, random), verifier(),
                        shape, 3))).as("seed " + seed + ", widths " + shape).isLessThan(1e-12);
            }
        }
    }

    @Test
    void keepsTheTargetsLawAtOneNodeWithSixTokens() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Function<List<Integer>, TokenDistribution> target = context -> targetLaw(random(6, random.nextLong(),
                    context));
            TokenDistribution one = target.apply(List.of());
            TokenDistribution other = random(6, random.nextLong(), List.of());
            List<Integer> shape = List.of(judgesTrees() ? 1 + random.nextInt(4) : 1);
            assertThat(ExactLaw.distance(ExactLaw.plain(context -> one, 1), ExactLaw.speculative(context -> one,
                    drafting(context -> other, random), verifier(), shape, 1))).as("seed " + seed).isLessThan(1e-12);
        }
    }

    @Test
    void isAPureFunction() {
        for (long seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            TokenDistribution target = targetLaw(random(5, seed, List.of()));
            Optional<TokenDistribution> draft = Optional.of(random(5, ~seed, List.of()));
            List<Integer> children = children(5, judgesTrees() ? 3 : 1, draft.get(), random);
            double[] draws = random.doubles(5).toArray();
            Judgement first = verifier().judge(target, draft, children, i -> draws[i]);
            Judgement second = verifier().judge(target, draft, children, i -> draws[i]);
            assertThat(second).as("seed " + seed).isEqualTo(first);
        }
    }

    @Test
    void testsChildrenInOrderAndStopsAtTheFirstAccepted() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            TokenDistribution target = targetLaw(random(5, seed, List.of()));
            TokenDistribution draft = random(5, ~seed, List.of());
            List<Integer> children = children(5, judgesTrees() ? 3 : 1, draft, random);
            double[] draws = random.doubles(5).toArray();
            Judgement judgement = verifier().judge(target, Optional.of(draft), children, i -> draws[i]);
            List<Judgement.Test> tests = judgement.tests();
            for (int i = 0; i < tests.size(); i++) {
                assertThat(tests.get(i).accepted()).as("seed " + seed).isEqualTo(
                        i == judgement.acceptedChild());
                assertThat(tests.get(i).threshold()).isBetween(0.0, 1.0);
            }
            assertThat(tests.size()).isEqualTo(
                    judgement.acceptedChild() < 0 ? children.size() : judgement.acceptedChild() + 1);
        }
    }

    @Test
    void neverAcceptsATokenThatTheTargetCannotGive() {
        TokenDistribution target = targetLaw(TokenDistribution.of(0, .5, .5));
        Judgement judgement = verifier().judge(target, Optional.of(TokenDistribution.of(1, 0, 0)), List.of(0), i -> 0);
        assertThat(judgement.acceptedChild()).isNegative();
    }

    static TokenDistribution random(int vocab, long seed, List<Integer> context) {
        Random random = new Random(seed * 31 + context.hashCode() * 0x9E3779B97F4A7C15L);
        double[] weights = new double[vocab];
        double sum = 0;
        for (int i = 0; i < vocab; i++) {
            // Now and then a token without mass, as top-p leaves them, but never all.
            weights[i] = i > 0 && random.nextInt(6) == 0 ? 0 : -Math.log(1 - random.nextDouble());
            sum += weights[i];
        }
        for (int i = 0; i < vocab; i++) {
            weights[i] /= sum;
        }
        return TokenDistribution.of(weights);
    }

    private static List<Integer> children(int vocab, int count, TokenDistribution draft, Random random) {
        List<Integer> tokens = new ArrayList<>();
        for (int i = 0; i < vocab; i++) {
            if (draft.probability(i) > 0) {
                tokens.add(i);
            }
        }
        Collections.shuffle(tokens, random);
        return tokens.subList(0, Math.min(count, tokens.size()));
    }
}
