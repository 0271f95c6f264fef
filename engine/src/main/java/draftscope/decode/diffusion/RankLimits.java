package draftscope.decode.diffusion;

import draftscope.trace.UnmaskChoice;
import java.util.ArrayList;
import java.util.List;

/// Takes as many of the most confident positions as are, together, sure enough: the n-th must reach a limit that rises
/// with n, so that many are taken at once only where all are nearly certain. The best one is always taken.
///
/// With the factor f the n-th confidence must be at least 1 - f / (n + 1). For f up to 1 the tokens taken are then the
/// jointly likeliest ones if the model's laws come from one consistent joint law (theorem of Fast-dLLM, Wu et al. 2025,
/// arXiv 2505.22618). Its code always takes the last candidate, too, also where that one fails; we do not.
///
/// Without a factor, doubts add up: with e = 1 - confidence in rising order, e1 + ... + en + en must stay below 1. For
/// equal confidences that is f = 1, else it takes more under the same condition, since any other tuple of tokens differs
/// somewhere and so has at most the largest doubt.
public final class RankLimits implements UnmaskPolicy {
    /// The least confidence of the n-th position, after those of the better ones.
    private interface Limit {
        double at(int n, double doubtsBefore);
    }

    private final Limit limit;
    private final boolean strict;

    private RankLimits(Limit limit, boolean strict) {
        this.limit = limit;
        this.strict = strict;
    }

    /// @param factor at least 0; 0 takes one position a step unless others are certain
    public static RankLimits ofFactor(double factor) {
        return new RankLimits((n, doubts) -> 1 - factor / (n + 1), false);
    }

    public static RankLimits ofSum() {
        // doubts + 2 e < 1, solved for the confidence 1 - e
        return new RankLimits((n, doubts) -> 1 - (1 - doubts) / 2, true);
    }

    @Override
    public List<UnmaskChoice> choose(BlockProgress progress, List<Proposal> eligible) {
        List<Proposal> ranked = Order.CONFIDENCE.ranked(eligible);
        List<UnmaskChoice> choices = new ArrayList<>();
        double doubts = 0;
        for (int rank = 0; rank < ranked.size(); rank++) {
            Proposal proposal = ranked.get(rank);
            double least = limit.at(rank + 1, doubts);
            boolean reached = strict ? proposal.confidence() > least : proposal.confidence() >= least;
            if (!reached && rank > 0) {
                break;
            }
            choices.add(new UnmaskChoice(proposal.position(), proposal.token(),
                    reached ? UnmaskChoice.Reason.RANK_LIMIT : UnmaskChoice.Reason.FORCED, proposal.confidence(), least,
                    rank));
            doubts += 1 - proposal.confidence();
        }
        return choices;
    }
}
