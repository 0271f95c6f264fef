package draftscope.decode.speculative;

import draftscope.decode.CausalComposition;
import draftscope.decode.DecodingMethod;
import draftscope.decode.Family;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import draftscope.trace.DraftNode;
import draftscope.trace.Note;
import draftscope.trace.TopTokens;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// Prompt lookup decoding: what followed an earlier occurrence of the last tokens is copied as the draft.
///
/// The longest ending of the text is looked up first, then shorter ones. Draws no random number. Time O(text length times
/// longest match) a round.
/// Example: context `7 8 9 7 8`, shortest match 2, draft length 4: the ending `7 8` occurs at 0, so `9 7 8` is drafted.
///
/// Source: Saxena 2023, prompt lookup decoding (no paper; the published code). We differ: the copy may be shorter than the
/// draft length where the text ends, as in Hugging Face's version, it ends at an end-of-text token, and the latest match can be
/// chosen instead of the first; the published rule, where only a match with a whole draft behind it counts, is an option. Copies are points, so a match rule judges them.
public final class PromptLookup implements Proposer {
    public static final DecodingMethod METHOD = new DecodingMethod("prompt-lookup", "Prompt lookup",
            Family.SPECULATIVE,
            "Copies what followed the same words earlier in the text, and lets the target check the copy.",
            new Paper("Saxena", 2023, "Prompt lookup decoding", ""), "", Set.of(Need.CAUSAL_MODEL),
            List.of(new Parameter.Whole("max-ngram", "Longest match",
                    "How many of the last tokens are looked up at first; shorter endings are tried when that finds nothing."
                            + " With 0 nothing is looked up, which is plain decoding.",
                    "tokens", 0, 16, 3),
                    new Parameter.Whole("min-ngram", "Shortest match",
                            "Endings shorter than this are not looked up.", "tokens", 1, 16, 1),
                    new Parameter.Whole("max-draft", "Draft length",
                            "Most tokens copied in each round. Above temperature 0 the target draws its own token and the copy"
                                    + " must equal it; at 0 it must be the target's first choice.",
                            "tokens", 1, 64, 10),
                    new Parameter.Choice("pick", "Which match",
                            "Which occurrence is copied when there are several: the first, as published, or the latest, which is"
                                    + " often closer to the topic.",
                            "", List.of("first", "latest"), "first"),
                    new Parameter.Choice("continuation", "Short copies",
                            "Whether a copy may be shorter than the draft length, or only a whole one counts, as published.",
                            "", List.of("any", "whole"), "any")),
            new CausalComposition((values, ingredients) -> new CausalParts(
                    new PromptLookup(values.whole("min-ngram"), values.whole("max-ngram"), values.whole("max-draft"),
                            values.text("pick").equals("latest"), values.text("continuation").equals("whole")),
                    ingredients.greedy() ? new GreedyMatch() : new TargetSampleMatch())));

    private static final int NOWHERE = -1;

    private final int minNgram;
    private final int maxNgram;
    private final int maxDraft;
    private final boolean latest;
    private final boolean whole;
    private int source; // position of the token that is copied next
    private int matched; // length of the match
    private String label;

    /// @param whole whether a match counts only where a whole draft follows it
    PromptLookup(int minNgram, int maxNgram, int maxDraft, boolean latest, boolean whole) {
        if (maxNgram != 0 && minNgram > maxNgram) {
            throw new IllegalArgumentException("parameter 'min-ngram' is " + minNgram
                    + "; accepted: at most 'max-ngram', which is " + maxNgram);
        }
        this.minNgram = minNgram;
        this.maxNgram = maxNgram;
        this.maxDraft = maxDraft;
        this.latest = latest;
        this.whole = whole;
    }

    @Override
    public int maxDepth() {
        return maxDraft;
    }

    @Override
    public int maxNodes() {
        return maxDraft;
    }

    @Override
    public Optional<DraftStop> extend(DraftTree tree, DraftContext context) {
        CommittedTokens text = context.committed();
        if (tree.levels() == 0) {
            source = find(text);
            if (source == NOWHERE) {
                return Optional.of(new DraftStop("no match of this many tokens", 0, minNgram));
            }
            label = "copy from " + source;
            if (context.captured() > 0) {
                tell(context);
            }
        }
        tree.add(tree.size(), text.get(source), 1, 1, label, Double.NaN, TopTokens.NOT_CAPTURED);
        source++;
        return source < text.size()
                ? Optional.empty()
                : Optional.of(new DraftStop("the copy reached the end of the text", source, text.size()));
    }

    private void tell(DraftContext context) {
        CommittedTokens text = context.committed();
        int[] copied = text.range(source, Math.min(text.size(), source + maxDraft));
        context.notes().accept(new Note("source", "copied after a match of as many tokens",
                IntStream.of(copied).boxed().toList(), source, DraftNode.NONE, matched));
    }

    /// Position after the occurrence of the longest ending that occurs earlier, or [#NOWHERE].
    private int find(CommittedTokens text) {
        int size = text.size();
        for (int n = Math.min(maxNgram, size - 1); n >= minNgram; n--) {
            int last = size - n - 1; // the ending itself begins at size - n and is no match
            for (int i = 0; i <= last; i++) {
                int start = latest ? last - i : i;
                if (!(whole && start + n + maxDraft > size) && matches(text, start, size - n, n)) {
                    matched = n;
                    return start + n;
                }
            }
        }
        return NOWHERE;
    }

    private static boolean matches(CommittedTokens text, int one, int other, int n) {
        for (int k = 0; k < n; k++) {
            if (text.get(one + k) != text.get(other + k)) {
                return false;
            }
        }
        return true;
    }
}
