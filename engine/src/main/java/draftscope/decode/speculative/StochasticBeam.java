package draftscope.decode.speculative;

import draftscope.decode.CausalComposition;
import draftscope.decode.DecodingMethod;
import draftscope.decode.Family;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import draftscope.sampling.TokenDistribution;
import draftscope.trace.DraftNode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/// Recursive speculative decoding with stochastic beam search, RSD-S: each level keeps the few sequences whose perturbed
/// log-probability is highest over the whole tree, so that likely branches get more children.
///
/// The log-probability of every sequence gets a Gumbel number, conditioned so that the best child has exactly its parent's
/// value. We draw the same law the other way round, without a number for every token of the vocabulary: with value v, a
/// sequence *arrives* at time exp(-v). A node's first child is drawn from the draft's law and arrives with its parent; each
/// further one is drawn from what earlier ones left, and arrives later by an exponential time of mean 1 / (probability of the path
/// x mass left). The W earliest of a level are kept. Whether another sibling still gets in depends on times alone, never on
/// which token it would be, so the siblings kept are a legal draft without replacement. At temperature 0 there is no noise and
/// the W likeliest sequences are kept.
///
/// Source: Jeon, Gagrani, Goel, Park, Lee, Lott, 2024, arXiv 2402.14160; stochastic beam search: Kool, van Hoof, Welling,
/// 2019, arXiv 1903.06059.
public final class StochasticBeam implements Growth {
    public static final DecodingMethod METHOD = new DecodingMethod("rsd-s", "RSD-S: stochastic beams",
            Family.SPECULATIVE,
            "A small model spends a fixed number of guesses on each level, where sequences are likeliest; luck gives"
                    + " unlikely ones their fair chance.",
            new Paper("Jeon, Gagrani, Goel et al.", 2024,
                    "Recursive speculative decoding: accelerating LLM inference via sampling without replacement",
                    "2402.14160"),
            "", Set.of(Need.CAUSAL_MODEL, Need.DRAFT_MODEL),
            List.of(new Parameter.Whole("width", "Beams", "Nodes of each level, shared by all branches.", "nodes", 1,
                    32,
                    4),
                    new Parameter.Whole("depth", "Depth", "Levels of the tree.", "levels", 1, 16, 5)),
            new CausalComposition((values, ingredients) -> new CausalParts(
                    ingredients.draftWith(new StochasticBeam(values.whole("width"), values.whole("depth"))),
                    ingredients.greedy() ? new GreedyMatch() : new RecursiveWithoutReplacement())));

    private final int width;
    private final int depth;

    StochasticBeam(int width, int depth) {
        this.width = width;
        this.depth = depth;
    }

    @Override
    public int maxDepth() {
        return depth;
    }

    @Override
    public int maxNodes() {
        return Math.multiplyExact(width, depth);
    }

    @Override
    public Optional<DraftStop> full(DraftTree tree) {
        return tree.full();
    }

    @Override
    public List<Integer> next(DraftTree tree) {
        return tree.frontier();
    }

    @Override
    public void grow(DraftTree tree, List<DraftLaw> laws) {
        PriorityQueue<Candidate> waiting = new PriorityQueue<>(
                Comparator.comparingDouble((Candidate c) -> -c.value).thenComparingInt(c -> c.law.node()));
        for (DraftLaw law : laws) {
            boolean root = law.node() == DraftNode.ROOT;
            Candidate first = new Candidate(law, root ? 1 : tree.node(law.node()).pathProbability());
            first.arriveWith(root ? 0 : tree.node(law.node()).value());
            waiting.add(first);
        }
        for (int kept = 0; kept < width && !waiting.isEmpty(); kept++) {
            Candidate candidate = waiting.poll();
            candidate.law.add(tree, candidate.token, candidate.left, List.of(), candidate.value);
            if (candidate.advance()) {
                waiting.add(candidate);
            }
        }
    }

    /// The next child of one node, not yet in the tree.
    private static final class Candidate {
        private final DraftLaw law;
        private final double path; // probability of the node's path
        private TokenDistribution left; // what the token was taken from
        private double mass = 1; // of `left` in the law
        private int draw;
        private int token;
        private double value; // perturbed log-probability; at temperature 0 the log-probability itself

        Candidate(DraftLaw law, double path) {
            this.law = law;
            this.path = path;
            left = law.law();
        }

        void arriveWith(double parent) {
            token = law.take(left, draw);
            value = law.greedy() ? logProbability() : parent;
        }

        /// Goes on to the child after this one; false when there is none.
        boolean advance() {
            Optional<TokenDistribution> rest = left.without(token);
            mass -= law.law().probability(token);
            if (rest.isEmpty() || !(mass > 0)) {
                return false;
            }
            left = rest.get();
            draw++;
            token = law.take(left, draw);
            value = law.greedy()
                    ? logProbability()
                    : -Math.log(Math.exp(-value) - Math.log(1 - law.arrival(draw)) / (path * mass));
            return true;
        }

        private double logProbability() {
            return Math.log(path * law.law().probability(token));
        }
    }
}
