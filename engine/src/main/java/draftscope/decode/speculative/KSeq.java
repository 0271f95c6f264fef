package draftscope.decode.speculative;

import draftscope.sampling.TokenDistribution;
import draftscope.trace.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// K-SEQ: k independent draws y are tested in turn, each accepted when u < p(y) / (rho q(y)), with one rho for all of them.
///
/// With beta = sum min(q, p / rho) one draw is accepted with chance beta and at least one of k with chance
/// 1 - (1 - beta)^k. When none is, the target's token comes from p less what the accepted draws already give, which is
/// p - min(q, p / rho) (1 - (1 - beta)^k) / beta made to sum to 1. rho is the smallest number in 1 to k for which nothing of that
/// is negative: the root of 1 - (1 - beta)^k = rho beta, found by bisection and rounded up (every larger number is legal too).
///
/// Source: Sun, Suresh, Ro, Beirami, Jain, Yu 2023, arXiv 2310.15141. We differ where less than 1e-12 is left: see
/// [RecursiveWithoutReplacement].
public record KSeq() implements SiblingVerifier {
    @Override
    public Rule rule() {
        return Rule.K_SEQ;
    }

    @Override
    public Judgement judge(TokenDistribution target, Optional<TokenDistribution> draft, List<Integer> children,
            Draws draws) {
        TokenDistribution proposal = draft.orElseThrow(() -> new IllegalArgumentException(
                "a ratio test needs the law that the children were drawn from; copies are judged by a match rule"));
        double rho = rho(target, proposal, children.size());
        double beta = beta(target, proposal, rho);
        double none = Math.pow(1 - Math.min(1, beta), children.size());
        List<Judgement.Test> tests = new ArrayList<>(children.size());
        for (int i = 0; i < children.size(); i++) {
            int token = children.get(i);
            double numerator = target.probability(token);
            double denominator = rho * proposal.probability(token);
            if (!(denominator > 0)) {
                throw new IllegalStateException("child " + token + " has no mass in the law it was drawn from");
            }
            double ratio = numerator / denominator;
            double draw = draws.uniform(i);
            boolean last = i + 1 == children.size();
            boolean accepted = draw < ratio || last && none < RecursiveWithoutReplacement.NOTHING && numerator > 0;
            if (!accepted && last) {
                TokenDistribution left = left(target, proposal, rho, beta, none);
                tests.add(new Judgement.Test(false, numerator, denominator, Math.min(1, ratio), draw, -1, left, none));
                return new Judgement(tests, left, Judgement.NOT_DRAWN, Double.NaN);
            }
            tests.add(new Judgement.Test(accepted, numerator, denominator, Math.min(1, ratio), draw, -1, null,
                    accepted && draw >= ratio ? none : Double.NaN));
            if (accepted) {
                break;
            }
        }
        return new Judgement(tests, target, Judgement.NOT_DRAWN, Double.NaN);
    }

    /// The smallest legal rho for `k` draws: 1 for one draw, at most `k`.
    static double rho(TokenDistribution target, TokenDistribution draft, int k) {
        double low = 1;
        double high = k;
        if (k == 1 || excess(target, draft, 1, k) <= 0) {
            return 1;
        }
        while (high - low > 1e-10 * high) { // any larger one is as exact, and hardly weaker
            double middle = (low + high) / 2;
            if (excess(target, draft, middle, k) > 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /// Chance that one draw is accepted: sum min(q, p / rho).
    static double beta(TokenDistribution target, TokenDistribution draft, double rho) {
        double sum = 0;
        for (int token = 0; token < target.size(); token++) {
            sum += Math.min(draft.probability(token), target.probability(token) / rho);
        }
        return sum;
    }

    // Above 0 where rho is too small.
    private static double excess(TokenDistribution target, TokenDistribution draft, double rho, int k) {
        double beta = Math.min(1, beta(target, draft, rho));
        return 1 - Math.pow(1 - beta, k) - rho * beta;
    }

    private static TokenDistribution left(TokenDistribution target, TokenDistribution draft, double rho, double beta,
            double none) {
        if (beta == 0 || none < RecursiveWithoutReplacement.NOTHING) {
            return target;
        }
        double share = (1 - none) / beta;
        return target.lessBy(token -> share * Math.min(draft.probability(token), target.probability(token) / rho))
                .orElse(target);
    }
}
