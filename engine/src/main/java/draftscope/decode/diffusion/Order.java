package draftscope.decode.diffusion;

import draftscope.trace.UnmaskChoice.Score;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// What positions are ranked by. More is better, and the lowest position comes first on a tie.
///
/// The three measures are those of Dream (Ye et al. 2025, arXiv 2508.15487), whose code calls them maskgit_plus,
/// topk_margin and entropy; chance is the random order of LLaDA (Nie et al. 2025, arXiv 2502.09992).
public enum Order {
    /// The probability of the proposed token.
    CONFIDENCE(Score.CONFIDENCE, Proposal::confidence),
    /// How far the likeliest token is ahead of the second.
    MARGIN(Score.MARGIN, Proposal::margin),
    /// How little the law is spread: minus its entropy in bits.
    ENTROPY(Score.MINUS_ENTROPY, proposal -> -proposal.entropyBits()),
    /// A random number.
    CHANCE(Score.CHANCE, Proposal::chance);

    private final Score score;
    private final ToDoubleFunction<Proposal> of;

    Order(Score score, ToDoubleFunction<Proposal> of) {
        this.score = score;
        this.of = of;
    }

    /// What the number is called.
    public Score score() {
        return score;
    }

    /// The number of one position.
    public double of(Proposal proposal) {
        return of.applyAsDouble(proposal);
    }

    /// The proposals, best first.
    public List<Proposal> ranked(List<Proposal> proposals) {
        return proposals.stream().sorted(Comparator.comparingDouble(of).reversed()
                .thenComparingInt(Proposal::position)).toList();
    }
}
