package draftscope.decode.speculative;

import draftscope.decode.CausalComposition;
import draftscope.decode.DecodingMethod;
import draftscope.decode.Family;
import draftscope.decode.Ingredients;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import draftscope.decode.ParameterValues;
import draftscope.trace.DraftNode;
import draftscope.trace.Note;
import draftscope.trace.TopTokens;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// Input-guided aggressive decoding: where the output nearly repeats a source text, the rest of the source is the draft.
///
/// The output begins at the source's begin. After a mismatch the place to go on is looked up: the last output token, then the
/// last two and so on, until that ending occurs exactly once in the source; an ending that does not occur, or none that occurs
/// once, means a plain round. Time O(source length times longest ending) a round; draws no random number.
/// Example: source `the red the hat`, output `a the`: the last token occurs twice and `a the` not at all, so nothing is drafted.
///
/// Source: Ge, Xia, Sun, Chen, Wei 2022, arXiv 2205.10350, after Sun, Ge, Wei, Wang 2021, arXiv 2106.04970, and its code. We
/// differ: the papers' model reads the source in an encoder; here it is a marked part of the prompt or a parameter, split into
/// tokens as it will stand in the output, after a space. Copies are points, so a match rule judges them.
public final class Aggressive implements Proposer {
    public static final DecodingMethod METHOD = new DecodingMethod("aggressive", "Aggressive decoding",
            Family.SPECULATIVE,
            "Drafts the rest of the text that is being corrected or copied, and finds its place again after a change.",
            new Paper("Ge, Xia, Sun et al.", 2022,
                    "Lossless acceleration for seq2seq generation with aggressive decoding",
                    "2205.10350"),
            "", Set.of(Need.CAUSAL_MODEL, Need.SOURCE_TEXT),
            List.of(new Parameter.Text("source", "Source text",
                    "The text that the output nearly repeats. When it is empty, it is what stands between the prompt's first line"
                            + " and a last line 'Answer:'.",
                    20_000, "a text", ""),
                    new Parameter.Whole("max-ngram", "Longest ending",
                            "How many of the last tokens may be looked up in the source to find the place again.",
                            "tokens", 1, 16, 3),
                    new Parameter.Whole("max-draft", "Draft length", "Most tokens copied in each round.", "tokens", 1,
                            256, 64)),
            new CausalComposition((values, ingredients) -> new CausalParts(
                    new Aggressive(source(values, ingredients), ingredients.prompt(), values.whole("max-ngram"),
                            values.whole("max-draft")),
                    ingredients.greedy() ? new GreedyMatch() : new TargetSampleMatch())));

    private static final String ANSWER = "\nAnswer:";

    private final int[] source;
    private final int promptLength;
    private final int offset; // position of the source in the prompt, or Note.NOWHERE
    private final int maxNgram;
    private final int maxDraft;
    private int next; // place in the source of the token that is copied next

    Aggressive(int[] source, int[] prompt, int maxNgram, int maxDraft) {
        this.source = source;
        this.maxNgram = maxNgram;
        this.maxDraft = maxDraft;
        promptLength = prompt.length;
        offset = IntStream.rangeClosed(0, prompt.length - source.length)
                .filter(from -> Arrays.equals(prompt, from, from + source.length, source, 0, source.length))
                .findFirst().orElse(Note.NOWHERE);
    }

    /// @throws IllegalArgumentException one sentence when the request holds no source text
    private static int[] source(ParameterValues values, Ingredients ingredients) {
        String text = values.text("source").strip();
        if (text.isEmpty()) {
            text = marked(ingredients.lexicon().decode(ingredients.prompt()).strip());
        }
        if (text.isEmpty()) {
            throw new IllegalArgumentException(METHOD.name() + " cannot run: there is no source text; needs "
                    + Need.SOURCE_TEXT.sentence());
        }
        try {
            return ingredients.lexicon().encodeBehind(text);
        } catch (UnsupportedOperationException e) {
            throw new IllegalArgumentException(METHOD.name() + " cannot run: " + e.getMessage(), e);
        }
    }

    /// What stands between the first line and a last line `Answer:`; empty where the prompt has another form.
    private static String marked(String prompt) {
        int from = prompt.indexOf('\n');
        int to = prompt.length() - ANSWER.length();
        return prompt.endsWith(ANSWER) && from < to ? prompt.substring(from + 1, to).strip() : "";
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
        if (tree.levels() == 0) {
            Optional<DraftStop> lost = align(context);
            if (lost.isPresent()) {
                return lost;
            }
        }
        tree.add(tree.size(), source[next], 1, 1, "copy of source token " + next, Double.NaN, TopTokens.NOT_CAPTURED);
        next++;
        return next < source.length
                ? Optional.empty()
                : Optional.of(new DraftStop("the copy reached the end of the source", next, source.length));
    }

    /// Finds the place in the source that follows the output. Says why where there is none.
    private Optional<DraftStop> align(DraftContext context) {
        CommittedTokens text = context.committed();
        int written = text.size() - promptLength;
        int length = 0; // of the ending that showed the place
        next = 0;
        boolean found = written == 0;
        for (int n = 1; !found && n <= maxNgram && n <= written; n++) {
            int[] ending = text.range(text.size() - n, text.size());
            int[] behind = IntStream.rangeClosed(n, source.length)
                    .filter(to -> Arrays.equals(source, to - ending.length, to, ending, 0, ending.length)).toArray();
            if (behind.length == 0) {
                return Optional.of(new DraftStop("an ending of this many tokens is not in the source", n, maxNgram));
            }
            found = behind.length == 1;
            next = behind[0];
            length = n;
        }
        if (!found) {
            return Optional.of(new DraftStop("no ending up to this length occurs once in the source", maxNgram,
                    maxNgram));
        }
        if (next == source.length) {
            return Optional.of(new DraftStop("the source is at its end", next, source.length));
        }
        if (context.captured() > 0) {
            int[] copied = Arrays.copyOfRange(source, next, Math.min(source.length, next + maxDraft));
            context.notes().accept(new Note("source", length == 0
                    ? "copied from the begin of the source"
                    : "copied after an ending of as many tokens, which occurs once",
                    IntStream.of(copied).boxed().toList(), offset == Note.NOWHERE ? Note.NOWHERE : offset + next,
                    DraftNode.NONE, length));
        }
        return Optional.empty();
    }
}
