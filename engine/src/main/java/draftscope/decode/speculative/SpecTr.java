package draftscope.decode.speculative;

import draftscope.decode.CausalComposition;
import draftscope.decode.DecodingMethod;
import draftscope.decode.Family;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import draftscope.trace.DraftNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// SpecTr: several sequences are drafted independently of each other, and K-SEQ chooses among those still alive.
///
/// Sequences that begin alike share their nodes. Where m of them pass through a node, its children come from m draws, and K-SEQ
/// judges these with its number for m. At temperature 0 all sequences are the same, so the draft is a chain.
///
/// Source: Sun, Suresh, Ro, Beirami, Jain, Yu, 2023, arXiv 2310.15141.
public final class SpecTr implements Growth {
    public static final DecodingMethod METHOD = new DecodingMethod("spectr", "SpecTr", Family.SPECULATIVE,
            "A small model writes several independent drafts; the target checks them together and keeps what it can of"
                    + " those that still agree.",
            new Paper("Sun, Suresh, Ro et al.", 2023, "SpecTr: fast speculative decoding via optimal transport",
                    "2310.15141"),
            "", Set.of(Need.CAUSAL_MODEL, Need.DRAFT_MODEL),
            List.of(new Parameter.Whole("sequences", "Drafts",
                    "How many sequences are drafted side by side. At temperature 0 they are all the same, and count as one.",
                    "drafts", 1, 16, 4),
                    new Parameter.Whole("length", "Draft length", "Tokens of each sequence.", "tokens", 1, 16, 5)),
            new CausalComposition((values, ingredients) -> new CausalParts(
                    ingredients.draftWith(new SpecTr(values.whole("sequences"), values.whole("length"))),
                    ingredients.greedy() ? new GreedyMatch() : new KSeq())));

    private final int length;
    private final int[] at; // (sequences): the node that a sequence has come to

    SpecTr(int sequences, int length) {
        this.length = length;
        at = new int[sequences];
    }

    @Override
    public int maxDepth() {
        return length;
    }

    @Override
    public int maxNodes() {
        return length * at.length;
    }

    @Override
    public Optional<DraftStop> full(DraftTree tree) {
        return tree.full();
    }

    @Override
    public List<Integer> next(DraftTree tree) {
        if (tree.size() == 0) {
            Arrays.fill(at, DraftNode.ROOT);
        }
        return Arrays.stream(at).filter(node -> tree.depth(node) == tree.levels() && !tree.ends(node)).distinct()
                .sorted().boxed().toList();
    }

    @Override
    public void grow(DraftTree tree, List<DraftLaw> laws) {
        for (DraftLaw law : laws) {
            Map<Integer, List<Integer>> sequences = new LinkedHashMap<>(); // by token, in the order of first draws
            Map<Integer, List<Integer>> draws = new LinkedHashMap<>();
            int draw = 0;
            for (int sequence = 0; sequence < at.length; sequence++) {
                if (at[sequence] == law.node()) {
                    int token = law.take(law.law(), draw);
                    sequences.computeIfAbsent(token, t -> new ArrayList<>()).add(sequence);
                    draws.computeIfAbsent(token, t -> new ArrayList<>()).add(draw++);
                }
            }
            sequences.forEach((token, through) -> {
                int node = law.add(tree, token, law.law(), draws.get(token), Double.NaN).index();
                through.forEach(sequence -> at[sequence] = node);
            });
        }
    }
}
