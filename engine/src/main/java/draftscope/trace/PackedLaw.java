package draftscope.trace;

import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/// An immutable list of tokens with their probabilities that keeps the bare numbers.
///
/// Most of what a run tells is laws of ten tokens and more. As objects of their own the tokens of a long run would fill the
/// memory three times over.
final class PackedLaw extends AbstractList<TokenProbability> implements RandomAccess {
    private final int[] tokens;
    private final double[] probabilities;

    private PackedLaw(int[] tokens, double[] probabilities) {
        this.tokens = tokens;
        this.probabilities = probabilities;
    }

    static List<TokenProbability> of(List<TokenProbability> list) {
        if (list instanceof PackedLaw)
            return list;
        int[] tokens = new int[list.size()];
        double[] probabilities = new double[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            TokenProbability item = list.get(i);
            tokens[i] = item.token();
            probabilities[i] = item.probability();
        }
        return of(tokens, probabilities);
    }

    static List<TokenProbability> of(int[] tokens, double[] probabilities) {
        return tokens.length == 0 ? List.of() : new PackedLaw(tokens, probabilities);
    }

    @Override
    public TokenProbability get(int index) {
        Objects.checkIndex(index, tokens.length);
        return new TokenProbability(tokens[index], probabilities[index]);
    }

    @Override
    public int size() {
        return tokens.length;
    }
}
