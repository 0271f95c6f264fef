package draftscope.decode.speculative;

import draftscope.decode.speculative.TrigramTable.Pair;
import draftscope.trace.DraftNode;
import draftscope.trace.Note;
import draftscope.trace.TopTokens;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Copies a fixed number of tokens that follow, in the prompt, the last two tokens of the text.
///
/// Where each pair of the prompt leads is written down once; a later place replaces an earlier one, and only places with a
/// whole copy behind them count. No match means a plain round. Time O(1) a round; draws no random number.
/// Example: prompt `7 8 9 1 2 7 8 3 4 5`, copies of 3, text ending in `7 8` → `3 4 5` is drafted, not `9 1 2`.
///
/// Source: Yang, Ge, Wang et al. 2023, arXiv 2304.04487 (LLMA), in the form that Ni et al. 2024, arXiv 2405.07542, run in
/// batches. Copies are points, so a match rule judges them.
public final class ReferenceCopy implements Proposer {
    private final int[] prompt;
    private final int length;
    private final Map<Pair, Integer> places = new HashMap<>(); // of the token behind a pair

    /// @param prompt not copied; leave it alone
    /// @param length tokens of a copy; 0 for none
    public ReferenceCopy(int[] prompt, int length) {
        this.prompt = prompt;
        this.length = length;
        for (int at = 2; at + length <= prompt.length; at++) {
            places.put(new Pair(prompt[at - 2], prompt[at - 1]), at);
        }
    }

    @Override
    public int maxDepth() {
        return length;
    }

    @Override
    public int maxNodes() {
        return length;
    }

    @Override
    public Optional<DraftStop> extend(DraftTree tree, DraftContext context) {
        CommittedTokens text = context.committed();
        int size = text.size();
        Integer place = size < 2 ? null : places.get(new Pair(text.get(size - 2), text.get(size - 1)));
        if (place == null) {
            return Optional
                    .of(new DraftStop("the prompt has no place with these two tokens and a whole copy behind them",
                            Double.NaN, Double.NaN));
        }
        while (tree.full().isEmpty()) {
            int at = place + tree.size();
            tree.add(tree.size(), prompt[at], 1, 1, "copy of prompt token " + at, Double.NaN, TopTokens.NOT_CAPTURED);
        }
        if (context.captured() > 0) {
            List<Integer> copied = Arrays.stream(prompt, place, place + length).boxed().toList();
            context.notes().accept(new Note("source", "copied after a match of as many tokens", copied, place,
                    DraftNode.NONE, 2));
        }
        return tree.full();
    }
}
