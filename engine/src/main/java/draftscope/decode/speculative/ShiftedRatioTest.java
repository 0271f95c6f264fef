package draftscope.decode.speculative;

import draftscope.sampling.TokenDistribution;
import draftscope.trace.Rule;
import java.util.List;
import java.util.Optional;

/// The ratio test of RAPID, for chains: the target's law is shifted towards the draft's before the test, so that a draft that
/// knows better is accepted more often. Lossy for `eta` above 0.
///
/// With p the target and q the draft, p' is proportional to p exp(eta (q - p)) on tokens with q of at least a tenth of the
/// largest q, and to p on the others. Accept when u < p' / q; else draw from max(0, p - min(q, p')) made to sum to 1. What comes
/// out is min(q, p') + (1 - sum min(q, p')) norm(max(0, p - min(q, p'))), which is p only where p is nowhere below min(q, p').
///
/// Source: Chen, Feng, Ni, Li, Shieh 2025, arXiv 2502.20330, algorithm 1 and equations 6 to 10, with the set of plausible tokens
/// of its code. We differ: the paper says that the target's law is kept, which does not hold, so this is called lossy; where
/// less than 1e-12 is left of p, which only rounding brings about, the draft token is accepted when it can be.
///
/// @param eta strength of the shift, at least 0
public record ShiftedRatioTest(double eta) implements SiblingVerifier {
    private static final double PLAUSIBLE = 0.1;

    @Override
    public Rule rule() {
        return Rule.SHIFTED_RATIO;
    }

    @Override
    public Judgement judge(TokenDistribution target, Optional<TokenDistribution> draft, List<Integer> children,
            Draws draws) {
        if (children.size() != 1) {
            throw new IllegalArgumentException("the shifted ratio test judges a chain; got " + children.size()
                    + " siblings");
        }
        TokenDistribution proposal = draft.orElseThrow(() -> new IllegalArgumentException(
                "a ratio test needs the law that the child was drawn from; copies are judged by a match rule"));
        int token = children.getFirst();
        double[] shifted = shift(target, proposal);
        double numerator = shifted[token];
        double denominator = proposal.probability(token);
        if (!(denominator > 0)) {
            throw new IllegalStateException("child " + token + " has no mass in the law it was drawn from");
        }
        double ratio = numerator / denominator;
        double draw = draws.uniform(0);
        double[] left = target.toArray();
        double mass = 0;
        for (int i = 0; i < left.length; i++) {
            left[i] = Math.max(0, left[i] - Math.min(proposal.probability(i), shifted[i]));
            mass += left[i];
        }
        boolean nothingLeft = mass < RecursiveWithoutReplacement.NOTHING;
        if (draw < ratio || nothingLeft && numerator > 0) {
            return new Judgement(List.of(new Judgement.Test(true, numerator, denominator, Math.min(1, ratio), draw, -1,
                    null, Double.NaN)), target, Judgement.NOT_DRAWN, Double.NaN);
        }
        TokenDistribution remaining = nothingLeft ? target : scaled(left, mass);
        return new Judgement(List.of(new Judgement.Test(false, numerator, denominator, Math.min(1, ratio), draw, -1,
                remaining, mass)), remaining, Judgement.NOT_DRAWN, Double.NaN);
    }

    /// The target's law shifted towards the draft's, `(vocab)`.
    double[] shift(TokenDistribution target, TokenDistribution draft) {
        double[] shifted = target.toArray();
        double floor = PLAUSIBLE * draft.probability(draft.mode());
        double sum = 0;
        for (int i = 0; i < shifted.length; i++) {
            if (draft.probability(i) >= floor) {
                shifted[i] *= Math.exp(eta * (draft.probability(i) - shifted[i]));
            }
            sum += shifted[i];
        }
        for (int i = 0; i < shifted.length; i++) {
            shifted[i] /= sum;
        }
        return shifted;
    }

    private static TokenDistribution scaled(double[] weights, double sum) {
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
        }
        return TokenDistribution.of(weights);
    }
}
