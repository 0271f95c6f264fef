package draftscope.decode.editing;

import draftscope.trace.TokenProbability;
import draftscope.trace.TopTokens;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// The law by which a token is proposed for a place: the candidates by what the target says of the whole text with each, and a
/// small part for every word alike.
public final class PlaceLaw {
    private final TextScores scores;
    private final TextScores.Gap gap;
    private final double anyToken;
    private final double[] shares; // of the candidates; their sum is 1

    PlaceLaw(TextScores scores, TextScores.Gap gap, Weighing weighing) {
        this.scores = scores;
        this.gap = gap;
        anyToken = gap.tokens().length == 0 ? 1 : weighing.anyToken();
        shares = shares(gap.logs(), weighing.temperature());
    }

    private static double[] shares(double[] logs, double temperature) {
        int best = 0;
        for (int i = 1; i < logs.length; i++)
            best = logs[i] > logs[best] ? i : best;
        double[] shares = new double[logs.length];
        double sum = 0;
        for (int i = 0; i < logs.length; i++) {
            shares[i] = temperature == 0 ? i == best ? 1 : 0 : Math.exp((logs[i] - logs[best]) / temperature);
            sum += shares[i];
        }
        for (int i = 0; i < logs.length; i++)
            shares[i] /= sum;
        return shares;
    }

    /// The token for a uniform number in [0, 1).
    public int draw(double uniform) {
        if (uniform < anyToken)
            return scores.word((int) (uniform / anyToken * scores.words()));
        double left = (uniform - anyToken) / (1 - anyToken);
        for (int i = 0; i < shares.length; i++) {
            left -= shares[i];
            if (left < 0)
                return gap.tokens()[i];
        }
        return gap.tokens()[shares.length - 1]; // the shares sum to 1 but for rounding
    }

    /// Probability that `token` is drawn.
    public double probability(int token) {
        return (1 - anyToken) * share(token) + (scores.isWord(token) ? anyToken / scores.words() : 0);
    }

    /// The token's part among the candidates, what every word gets left out; 0 for a token that was not weighed.
    public double share(int token) {
        int index = index(token);
        return index < 0 ? 0 : shares[index];
    }

    /// The likeliest tokens.
    public TopTokens top(int count) {
        List<TokenProbability> top = IntStream.range(0, shares.length)
                .mapToObj(i -> new TokenProbability(gap.tokens()[i], probability(gap.tokens()[i])))
                .sorted(Comparator.comparingDouble(TokenProbability::probability).reversed()
                        .thenComparingInt(TokenProbability::token))
                .limit(count).toList();
        return count == 0
                ? TopTokens.NOT_CAPTURED
                : new TopTokens(top, Math.max(0, 1 - top.stream().mapToDouble(TokenProbability::probability).sum()));
    }

    int index(int token) {
        for (int i = 0; i < gap.tokens().length; i++)
            if (gap.tokens()[i] == token)
                return i;
        return -1;
    }

    TextScores.Gap gap() {
        return gap;
    }
}
