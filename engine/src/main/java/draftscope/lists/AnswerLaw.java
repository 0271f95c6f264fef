package draftscope.lists;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The law of an answer that is any one of several, all equally likely: what a perfect model knows.
///
/// Immutable. Everything is counted, nothing estimated.
public final class AnswerLaw {
    private final int[][] answers; // (answers)(length)

    private AnswerLaw(int[][] answers) {
        this.answers = answers;
    }

    /// @param answers at least one, each of the same length and none twice
    public static AnswerLaw uniform(List<int[]> answers) {
        if (answers.isEmpty() || answers.stream().anyMatch(answer -> answer.length != answers.getFirst().length)) {
            throw new IllegalArgumentException(
                    answers.size() + " answers; at least one, all of one length, are needed");
        }
        return new AnswerLaw(answers.toArray(int[][]::new));
    }

    /// The law of the answers to a prompt, with tokens of the caller's.
    ///
    /// @param token the token of a word
    public static AnswerLaw of(ListPrompt prompt, ToIntFunction<String> token) {
        return uniform(prompt.answers().stream().map(answer -> answer.stream().mapToInt(token).toArray()).toList());
    }

    /// The law of the answers to a prompt, with tokens that count its words.
    public static AnswerLaw of(ListPrompt prompt) {
        List<String> words = Stream.concat(prompt.arguments().stream(), prompt.items().stream()).distinct().toList();
        return of(prompt, words::indexOf);
    }

    /// The same answers with `end` behind them up to `length`.
    public AnswerLaw padded(int length, int end) {
        return new AnswerLaw(Arrays.stream(answers).map(answer -> {
            int[] longer = Arrays.copyOf(answer, length);
            Arrays.fill(longer, answer.length, length, end);
            return longer;
        }).toArray(int[][]::new));
    }

    /// Answers that are left.
    public int size() {
        return answers.length;
    }

    /// Tokens of an answer.
    public int length() {
        return answers[0].length;
    }

    /// How many answers have each token at `position`, `(vocab)`.
    public int[] counts(int position, int vocab) {
        int[] counts = new int[vocab];
        for (int[] answer : answers) {
            counts[answer[position]]++;
        }
        return counts;
    }

    /// The law once `canvas` is known. Where no answer agrees with all of it, those that agree with most of it are left.
    ///
    /// @param canvas `(length)`
    /// @param open   stands on the canvas where nothing is known yet
    public AnswerLaw given(int[] canvas, int open) {
        int[] agreeing = new int[answers.length];
        for (int i = 0; i < answers.length; i++) {
            for (int position = 0; position < canvas.length; position++) {
                agreeing[i] += canvas[position] == answers[i][position] ? 1 : 0;
            }
        }
        int most = IntStream.of(agreeing).max().orElseThrow();
        return new AnswerLaw(IntStream.range(0, answers.length).filter(i -> agreeing[i] == most)
                .mapToObj(i -> answers[i]).toArray(int[][]::new));
    }

    /// Whether an answer agrees with all that is known.
    ///
    /// @param canvas `(length)`
    /// @param open   stands on the canvas where nothing is known yet
    public boolean allows(int[] canvas, int open) {
        return Arrays.stream(answers).anyMatch(answer -> IntStream.range(0, canvas.length)
                .allMatch(position -> canvas[position] == open || canvas[position] == answer[position]));
    }

    /// Bits by which the tokens at these positions depend on each other: their total correlation, the sum of their entropies less
    /// the entropy of all together (Watanabe, 1960). Written each from its own law, they lose that much.
    public double dependenceBits(int... positions) {
        double bits = 0;
        for (int position : positions) {
            bits += entropyBits(parts(position).values());
        }
        return Math.max(0, bits - entropyBits(parts(positions).values())); // rounding may leave a little less than nothing
    }

    private static double entropyBits(Collection<AnswerLaw> parts) {
        double whole = parts.stream().mapToInt(AnswerLaw::size).sum();
        return parts.stream().mapToDouble(part -> -part.size() / whole * Math.log(part.size() / whole)).sum()
                / Math.log(2);
    }

    /// The answers by what they have at these positions.
    Map<List<Integer>, AnswerLaw> parts(int... positions) {
        Map<List<Integer>, List<int[]>> parts = new LinkedHashMap<>();
        for (int[] answer : answers) {
            List<Integer> there = IntStream.of(positions).mapToObj(position -> answer[position]).toList();
            parts.computeIfAbsent(there, key -> new ArrayList<>()).add(answer);
        }
        Map<List<Integer>, AnswerLaw> laws = new LinkedHashMap<>();
        parts.forEach((there, left) -> laws.put(there, uniform(left)));
        return laws;
    }

    /// Chance that each of these positions, written from its own law, takes what `there` has for it.
    double chance(int[] positions, List<Integer> there) {
        double chance = 1;
        for (int i = 0; i < positions.length; i++) {
            int position = positions[i];
            int token = there.get(i);
            chance *= (double) Arrays.stream(answers).filter(answer -> answer[position] == token).count() / size();
        }
        return chance;
    }
}
