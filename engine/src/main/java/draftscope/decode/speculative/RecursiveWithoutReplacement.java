package draftscope.decode.speculative;

import draftscope.sampling.TokenDistribution;
import draftscope.trace.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Siblings that were drawn without replacement are tested in turn, in draw order: accept when u < R / D, else R becomes
/// norm(max(0, R - D)) and D loses the token. R begins as the target's law, D as the draft's.
///
/// Source: recursive rejection sampling of RSD (Jeon et al. 2024, arXiv 2402.14160), also Sequoia (Chen et al. 2024, arXiv
/// 2402.12374). The identity min(R, D) + (1 - sum min(R, D)) norm(max(0, R - D)) = R, child after child, keeps the target's
/// law.
///
/// Where the draft's law has nothing left to give, further children come from the even law over all tokens not yet drafted, as
/// in Sequoia's algorithm 2: with as many children as there are tokens one is always accepted. RSD drafts no such children.
///
/// We differ where less than 1e-12 is left of R, which only rounding brings about: a child with R > 0 is then accepted,
/// one with R = 0 leaves R as it was. Sequoia's code stops the text with a number that is not a number.
public record RecursiveWithoutReplacement() implements SiblingVerifier {
    /// A residual lighter than this comes from rounding.
    static final double NOTHING = 1e-12;

    @Override
    public Rule rule() {
        return Rule.RECURSIVE_WITHOUT_REPLACEMENT;
    }

    @Override
    public Judgement judge(TokenDistribution target, Optional<TokenDistribution> draft, List<Integer> children,
            Draws draws) {
        return recursive(target, draft, children, draws, false);
    }

    /// @param replacing whether the draft's law stays what it is, because the children were drawn with replacement
    static Judgement recursive(TokenDistribution target, Optional<TokenDistribution> draft, List<Integer> children,
            Draws draws, boolean replacing) {
        TokenDistribution remaining = target;
        TokenDistribution proposal = draft.orElseThrow(() -> new IllegalArgumentException(
                "a ratio test needs the law that the children were drawn from; copies are judged by a match rule"));
        List<Judgement.Test> tests = new ArrayList<>(children.size());
        for (int sibling = 0; sibling < children.size(); sibling++) {
            int token = children.get(sibling);
            int tested = sibling + 1;
            double numerator = remaining.probability(token);
            double denominator = proposal.probability(token);
            if (!(denominator > 0)) {
                throw new IllegalStateException("child " + token + " has no mass in the law it was drawn from");
            }
            double ratio = numerator / denominator;
            double threshold = Math.min(1, ratio);
            double draw = draws.uniform(sibling);
            if (draw < ratio) {
                tests.add(test(true, numerator, denominator, threshold, draw, null, Double.NaN));
                return new Judgement(tests, remaining, Judgement.NOT_DRAWN, Double.NaN);
            }
            TokenDistribution.Residual left = remaining.minus(proposal);
            if (left.mass() < NOTHING && numerator > 0) {
                tests.add(test(true, numerator, denominator, threshold, draw, null, left.mass()));
                return new Judgement(tests, remaining, Judgement.NOT_DRAWN, Double.NaN);
            }
            if (left.mass() >= NOTHING) {
                remaining = left.law().orElseThrow();
            }
            tests.add(test(false, numerator, denominator, threshold, draw, remaining, left.mass()));
            if (!replacing && sibling + 1 < children.size()) {
                proposal = proposal.without(token).or(() -> even(target.size(), children.subList(0, tested)))
                        .orElseThrow();
            }
        }
        return new Judgement(tests, remaining, Judgement.NOT_DRAWN, Double.NaN);
    }

    /// The law that gives every token but those drawn the same chance; empty when all were drawn.
    static Optional<TokenDistribution> even(int size, List<Integer> drawn) {
        if (drawn.size() == size) {
            return Optional.empty();
        }
        double[] law = new double[size];
        Arrays.fill(law, 1.0 / (size - drawn.size()));
        drawn.forEach(token -> law[token] = 0);
        return Optional.of(TokenDistribution.of(law));
    }

    private static Judgement.Test test(boolean accepted, double target, double draft, double threshold, double draw,
            TokenDistribution left, double leftMass) {
        return new Judgement.Test(accepted, target, draft, threshold, draw, -1, left, leftMass);
    }
}
