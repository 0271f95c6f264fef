package draftscope.trace;

import java.util.List;

/// A node of the draft tree, as the proposer made it. A chain is a tree of width 1.
///
/// @param index       1, 2, ... in drafting order; 0 is the root, the last committed token
/// @param parent      index of the parent, 0 for children of the root
/// @param depth       1 for children of the root
/// @param rank        0, 1, ... among its siblings, in the order in which the verifier meets them
/// @param probability the draft's probability of the token in its context, q(y); 1 for copied tokens
/// @param drawProbability probability that the draw had when it was made: after earlier siblings were taken out,
///                    D(y); equal to `probability` for a first sibling
/// @param pathProbability product of `probability` from the root down to this node
/// @param source      what proposed it: `draft model`, `copy from 17`, ...
/// @param entropyBits entropy of the draft law that it was drawn from; `NaN` for copied tokens
/// @param top         the draft law's likeliest tokens
/// @param draws       where siblings are drawn with replacement: in which of their parent's draws, 0, 1, ..., this one came up;
///                    it is tested once for each. Empty where siblings are all different and `rank` says it
/// @param value       what it was ranked by among all tokens that might have been drafted instead; `NaN` where nothing is ranked
public record DraftNode(int index, int parent, int depth, int rank, int token, double probability,
        double drawProbability, double pathProbability, String source, double entropyBits, TopTokens top,
        List<Integer> draws, double value) {
    /// Stands where an event may name a node and there is none.
    public static final int NONE = -1;
    /// The last committed token, from which the tree hangs.
    public static final int ROOT = 0;

    public DraftNode {
        draws = List.copyOf(draws);
    }

    /// A node that was drawn once, or not drawn at all, and that nothing ranked.
    public DraftNode(int index, int parent, int depth, int rank, int token, double probability, double drawProbability,
            double pathProbability, String source, double entropyBits, TopTokens top) {
        this(index, parent, depth, rank, token, probability, drawProbability, pathProbability, source, entropyBits, top,
                List.of(), Double.NaN);
    }
}
