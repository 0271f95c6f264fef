package draftscope.decode;

import draftscope.cache.KvCache;
import draftscope.cache.KvCells;
import draftscope.lists.AnswerLaw;
import draftscope.lists.ListPrompt;
import draftscope.model.AttentionMask;
import draftscope.model.Batch;
import draftscope.tokenizer.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A perfect masked diffusion model of list tasks: for each mask the exact law of its token, given all that a row can see, by
/// counting the right answers that are left.
///
/// The canvas holds a prompt as [ListPrompt] has it and, behind it, the answer, then end-of-text tokens. What a row can see it reads
/// from the cells of the visible slots, as attention reads keys; so kept slots are as old to it as to any other network. Where no right
/// answer agrees with what stands there, those that agree with most of it are counted.
///
/// The score of a token is the logarithm of its count. A token that no answer has is far below one that a single answer has, not infinitely, so
/// that every number of a trace is finite; in float64 it changes no probability.
final class ListOracle implements TokenScorer {
    private static final float NEVER = -50;
    private static final String SPACE = "\u2581";

    private final Vocabulary vocabulary;
    private final Map<String, Integer> tokens = new HashMap<>(); // of a word with a space before it
    private List<Integer> prompt = List.of(); // that `law` is of
    private AnswerLaw law;

    /// @param vocabulary whose pieces are whole words, with end and mask tokens
    ListOracle(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.piece(id).startsWith(SPACE)) {
                tokens.put(word(id), id);
            }
        }
    }

    @Override
    public int vocabSize() {
        return vocabulary.size();
    }

    @Override
    public KvCache newCache(int capacity) {
        return new KvCache(1, capacity, 1); // its cells are all that is needed
    }

    /// @throws IllegalArgumentException in a sentence, where the canvas holds no list task or too little room for its answer
    @Override
    public Scores forward(Batch batch, KvCache cache) {
        for (int row = 0; row < batch.rows(); row++) {
            cache.cells().set(batch.slots()[row], KvCells.State.SCRATCH, batch.tokens()[row], batch.positions()[row],
                    KvCells.NONE);
        }
        float[][] scores = new float[batch.rows()][];
        int[] canvas = {};
        int begin = 0;
        AnswerLaw left = null;
        for (int row = 0; row < batch.rows(); row++) {
            if (batch.wantLogits(row)) {
                int[] seen = seen(batch.mask(), row, cache.cells());
                if (!Arrays.equals(seen, canvas)) { // rows of one canvas mostly come together
                    canvas = seen;
                    begin = beginOfAnswer(canvas);
                    left = law(canvas, begin).given(Arrays.copyOfRange(canvas, begin, canvas.length),
                            vocabulary.mask());
                }
                int position = batch.positions()[row];
                scores[row] = position < begin ? certain(canvas[position]) : scores(left, position - begin);
            }
        }
        return (row, into) -> System.arraycopy(scores[row], 0, into, 0, into.length);
    }

    private static int[] seen(AttentionMask mask, int row, KvCells cells) {
        int[] seen = new int[mask.visible(row)];
        for (int i = 0; i < seen.length; i++) {
            seen[i] = cells.token(mask.slot(row, i));
        }
        return seen;
    }

    /// Behind the word that ends a prompt; where there is none, behind all that could be one.
    private int beginOfAnswer(int[] canvas) {
        int position = 0;
        while (position < canvas.length && canvas[position] != vocabulary.mask()) {
            if (word(canvas[position++]).equals(ListPrompt.ANSWER)) {
                return position;
            }
        }
        return position;
    }

    private AnswerLaw law(int[] canvas, int begin) {
        int room = canvas.length - begin;
        List<Integer> asked = Arrays.stream(canvas).limit(begin).boxed().toList();
        if (!asked.equals(prompt) || law.length() != room) {
            ListPrompt read = ListPrompt.parse(words(Arrays.copyOf(canvas, begin)));
            AnswerLaw answers = AnswerLaw.of(read, this::token);
            if (answers.length() > room) {
                throw new IllegalArgumentException("the answer has " + answers.length()
                        + " tokens and the canvas room for " + room + "; accepted: a canvas of at least its length");
            }
            law = answers.padded(room, vocabulary.eos());
            prompt = asked;
        }
        return law;
    }

    private int token(String word) {
        if (!tokens.containsKey(word)) {
            throw new IllegalArgumentException(
                    "‘" + word + "’ is no item of a list here; accepted: letters and digits");
        }
        return tokens.get(word);
    }

    private float[] scores(AnswerLaw left, int position) {
        int[] counts = left.counts(position, vocabulary.size());
        float[] scores = new float[counts.length];
        for (int token = 0; token < counts.length; token++) {
            scores[token] = counts[token] == 0 ? NEVER : (float) Math.log(counts[token]);
        }
        return scores;
    }

    private float[] certain(int token) {
        float[] scores = new float[vocabulary.size()];
        Arrays.fill(scores, NEVER);
        scores[token] = 0;
        return scores;
    }

    private List<String> words(int[] ids) {
        List<String> words = new ArrayList<>();
        for (int id : ids) {
            words.add(word(id));
        }
        return words;
    }

    private String word(int id) {
        return vocabulary.piece(id).replace(SPACE, "");
    }
}
