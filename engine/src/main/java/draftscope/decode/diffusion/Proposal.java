package draftscope.decode.diffusion;

import java.util.Comparator;
import java.util.List;

/// The token that the model proposes for a masked position.
///
/// @param confidence raw probability of the token: temperature 1, nothing cut
public record Proposal(int position, int token, double confidence) {
    private static final Comparator<Proposal> BEST_FIRST = Comparator.comparingDouble(Proposal::confidence).reversed()
            .thenComparingInt(Proposal::position);

    /// The proposals in falling order of confidence, the lowest position first on a tie.
    static List<Proposal> ranked(List<Proposal> proposals) {
        return proposals.stream().sorted(BEST_FIRST).toList();
    }
}
