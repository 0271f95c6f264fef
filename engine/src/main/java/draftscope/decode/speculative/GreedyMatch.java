package draftscope.decode.speculative;

import draftscope.sampling.TokenDistribution;
import draftscope.trace.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Temperature 0: the child that is the target's first choice is accepted, whatever proposed it. Uses no random number.
public record GreedyMatch() implements SiblingVerifier {
    @Override
    public Rule rule() {
        return Rule.GREEDY_MATCH;
    }

    @Override
    public Judgement judge(TokenDistribution target, Optional<TokenDistribution> draft, List<Integer> children,
            Draws draws) {
        return match(target, children, target.mode(), Double.NaN);
    }

    /// Accepts the child that equals `drawn`. A child is a point law of its own, so its test divides by 1.
    static Judgement match(TokenDistribution target, List<Integer> children, int drawn, double draw) {
        List<Judgement.Test> tests = new ArrayList<>(children.size());
        for (int child : children) {
            boolean accepted = child == drawn;
            double probability = target.probability(child);
            tests.add(new Judgement.Test(accepted, probability, 1, probability, draw, drawn, null, Double.NaN));
            if (accepted) {
                break;
            }
        }
        return new Judgement(tests, target, drawn, draw);
    }
}
