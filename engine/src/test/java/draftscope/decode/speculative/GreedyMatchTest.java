package draftscope.decode.speculative;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.sampling.TokenDistribution;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GreedyMatchTest extends VerifierContract {
    @Override
    SiblingVerifier verifier() {
        return new GreedyMatch();
    }

    @Override
    ExactLaw.Drafting drafting(Function<List<Integer>, TokenDistribution> draft, Random random) {
        return ExactLaw.copied(context -> IntStream.range(0, draft.apply(context).size()).boxed()
                .sorted((a, b) -> Double.compare(draft.apply(context).probability(b), draft.apply(context).probability(
                        a)))
                .toList());
    }

    @Override
    boolean judgesTrees() {
        return true;
    }

    /// Temperature 0 makes every law of the target a point.
    @Override
    TokenDistribution targetLaw(TokenDistribution law) {
        return TokenDistribution.point(law.size(), law.mode());
    }

    @Test
    void usesNoRandomNumber() {
        Judgement judgement = new GreedyMatch().judge(TokenDistribution.point(3, 1), Optional.empty(), List.of(0, 1, 2),
                i -> {
                    throw new AssertionError("no number is needed");
                });
        assertThat(judgement.acceptedChild()).isEqualTo(1);
        assertThat(judgement.tests()).hasSize(2);
        assertThat(judgement.draw()).isNaN();
    }
}
