package draftscope.decode.diffusion;

import draftscope.trace.UnmaskChoice;
import java.util.List;
import java.util.function.IntPredicate;

/// Holds the end of text back: a position that proposes it is eligible only where all others propose it, too.
///
/// Models that learned to fill the rest of a canvas with ends of text are surest of those, and write them first; a text then
/// stays short or empty. LLaDA (Nie et al. 2025, arXiv 2502.09992) does the same for some tasks by setting their confidence to 0.
///
/// @param order chooses among what is left
/// @param end   whether a token ends the text
public record EndLast(UnmaskPolicy order, IntPredicate end) implements UnmaskPolicy {
    @Override
    public List<UnmaskChoice> choose(BlockProgress progress, List<Proposal> eligible) {
        List<Proposal> words = eligible.stream().filter(proposal -> !end.test(proposal.token())).toList();
        return order.choose(progress, words.isEmpty() ? eligible : words);
    }
}
