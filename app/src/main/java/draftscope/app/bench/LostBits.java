package draftscope.app.bench;

import draftscope.lists.AnswerLaw;
import draftscope.lists.ListPrompt;
import draftscope.tokenizer.Tokenizer;
import draftscope.trace.CanvasToken;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceSink;
import java.util.Arrays;

/// Listens to a diffusion run on a list task and adds up what it gave up by writing positions at once: the total correlation of each
/// step's positions, given what stood before, counted over the right answers (see [draftscope.lists.ParallelBound]).
///
/// What is taken back later was given up all the same. Once no right answer is left, nothing more can be lost.
final class LostBits implements TraceSink {
    private final ListPrompt prompt;
    private final Tokenizer tokenizer;
    private AnswerLaw answers;
    private int[] canvas; // the answer's part
    private int begin;
    private int mask;
    private double bits;

    LostBits(ListPrompt prompt, Tokenizer tokenizer) {
        this.prompt = prompt;
        this.tokenizer = tokenizer;
    }

    /// What was lost so far.
    double bits() {
        return bits;
    }

    @Override
    public void accept(TraceEvent event) {
        switch (event) {
            case TraceEvent.CanvasOpened opened -> {
                begin = opened.prompt().size();
                mask = opened.maskToken();
                canvas = new int[opened.length() - begin];
                Arrays.fill(canvas, mask);
                answers = AnswerLaw.of(prompt, this::token).padded(canvas.length, tokenizer.vocabulary().eos());
            }
            case TraceEvent.Unmasked unmasked -> {
                if (answers.allows(canvas, mask)) {
                    bits += answers.given(canvas, mask).dependenceBits(unmasked.tokens().stream()
                            .mapToInt(token -> token.position() - begin).toArray());
                }
                unmasked.tokens().forEach(token -> canvas[token.position() - begin] = token.token());
            }
            case TraceEvent.Remasked remasked -> {
                for (CanvasToken token : remasked.tokens()) {
                    canvas[token.position() - begin] = mask;
                }
            }
            default -> {
            }
        }
    }

    private int token(String word) {
        int[] ids = tokenizer.encode(word, false);
        if (ids.length != 1) {
            throw new IllegalArgumentException("‘" + word + "’ is " + ids.length
                    + " tokens to this model; accepted for list tasks: a model to which each item is one, such as list-oracle");
        }
        return ids[0];
    }
}
