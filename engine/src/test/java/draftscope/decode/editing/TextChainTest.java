package draftscope.decode.editing;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.trace.CanvasEdit.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// By enumeration: three words, texts of up to three of them, every move with its probability.
class TextChainTest {
    private static final int WORDS = 3;
    private static final int LONGEST = 3;

    /// A law with a row of its own behind each text; the last entry is the end.
    private record Toy(long seed) implements TextScores {
        double log(List<Integer> text, int next) {
            Random random = new Random(seed * 31 + text.hashCode());
            double[] weights = random.doubles(WORDS + 1).map(u -> Math.exp(4 * u)).toArray();
            return Math.log(weights[next] / Arrays.stream(weights).sum());
        }

        /// Of what stands behind the first `from` tokens, and the end.
        double log(List<Integer> text, int from, boolean end) {
            double sum = end ? log(text, WORDS) : 0;
            for (int i = from; i < text.size(); i++)
                sum += log(text.subList(0, i), text.get(i));
            return sum;
        }

        @Override
        public int words() {
            return WORDS;
        }

        @Override
        public int word(int index) {
            return index;
        }

        @Override
        public boolean isWord(int token) {
            return token < WORDS;
        }

        @Override
        public Gap weigh(int[] left, int[] right, int candidates, int standing) {
            List<Integer> before = Arrays.stream(left).boxed().toList();
            int[] tokens = IntStream.range(0, WORDS).boxed()
                    .sorted((a, b) -> Double.compare(log(before, b), log(before, a))).limit(candidates)
                    .mapToInt(Integer::intValue).toArray();
            List<Integer> without = new ArrayList<>(before);
            Arrays.stream(right).forEach(without::add);
            return new Gap(tokens, Arrays.stream(tokens).mapToDouble(token -> log(left, token, right)).toArray(),
                    standing < 0 ? Double.NaN : log(left, standing, right), log(without, left.length, true));
        }

        @Override
        public double log(int[] left, int token, int[] right) {
            List<Integer> text = new ArrayList<>(Arrays.stream(left).boxed().toList());
            text.add(token);
            Arrays.stream(right).forEach(text::add);
            return log(text, left.length, true);
        }
    }

    /// A text with what stays of it.
    private record Text(List<Integer> tokens, List<Boolean> stays) {
        static Text of(int[] tokens, boolean... stays) {
            return new Text(Arrays.stream(tokens).boxed().toList(), IntStream.range(0, stays.length).mapToObj(
                    i -> stays[i]).toList());
        }

        boolean[] flags() {
            boolean[] flags = new boolean[stays.size()];
            for (int i = 0; i < flags.length; i++)
                flags[i] = stays.get(i);
            return flags;
        }

        Text after(TextChain.Move move) {
            List<Boolean> next = new ArrayList<>(stays);
            switch (move.site().kind()) {
                case INSERT -> next.add(move.site().index(), false);
                case DELETE -> next.remove(move.site().index());
                case REPLACE -> {
                }
            }
            return new Text(Arrays.stream(move.site().text(move.token())).boxed().toList(), next);
        }
    }

    /// Where a text goes in one step, with what probability.
    private static Map<Text, Double> step(TextChain chain, Text text, boolean replacementsAlwaysTaken) {
        Map<Text, Double> next = new HashMap<>();
        for (Kind kind : Kind.values()) {
            List<TextChain.Site> sites = chain.sites(kind,
                    text.tokens.stream().mapToInt(Integer::intValue).toArray(), text.flags());
            if (sites.isEmpty())
                next.merge(text, 1.0 / 3, Double::sum);
            for (TextChain.Site site : sites) {
                PlaceLaw law = chain.law(site);
                for (int token = 0; token < WORDS; token++) {
                    TextChain.Move move = chain.move(site, law, token);
                    double proposed = law.probability(token) / sites.size() / 3;
                    double taken = kind == Kind.REPLACE && replacementsAlwaysTaken ? 1 : move.acceptance();
                    next.merge(text.after(move), proposed * taken, Double::sum);
                    next.merge(text, proposed * (1 - taken), Double::sum);
                }
            }
        }
        return next;
    }

    private static List<Text> reachable(TextChain chain, Text from) {
        List<Text> all = new ArrayList<>(List.of(from));
        for (int i = 0; i < all.size(); i++)
            for (Map.Entry<Text, Double> next : step(chain, all.get(i), false).entrySet())
                if (next.getValue() > 0 && !all.contains(next.getKey()))
                    all.add(next.getKey());
        return all;
    }

    private static double[] law(Toy toy, List<Text> texts, double temperature) {
        double[] law = texts.stream().mapToDouble(text -> Math.exp(toy.log(text.tokens, 0, true) / temperature))
                .toArray();
        double sum = Arrays.stream(law).sum();
        return Arrays.stream(law).map(p -> p / sum).toArray();
    }

    private static double worstMove(TextChain chain, Toy toy, Text from, boolean replacementsAlwaysTaken) {
        List<Text> texts = reachable(chain, from);
        double[] law = law(toy, texts, chain.weighing().temperature());
        double[] after = new double[law.length];
        for (int i = 0; i < law.length; i++) {
            Map<Text, Double> next = step(chain, texts.get(i), replacementsAlwaysTaken);
            assertThat(next.values().stream().mapToDouble(p -> p).sum()).isBetween(1 - 1e-12, 1 + 1e-12);
            for (Map.Entry<Text, Double> entry : next.entrySet())
                after[texts.indexOf(entry.getKey())] += law[i] * entry.getValue();
        }
        double worst = 0;
        for (int i = 0; i < law.length; i++)
            worst = Math.max(worst, Math.abs(after[i] - law[i]));
        return worst;
    }

    private static TextChain chain(Toy toy, int candidates, double temperature) {
        return new TextChain(toy, new Weighing(candidates, 0.1, temperature), LONGEST);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "2, 2, 1", "3, 3, 1", "4, 2, 0.5", "5, 1, 2"})
    void aTextThatFollowsTheLawFollowsItAfterAnyStep(long seed, int candidates, double temperature) {
        Toy toy = new Toy(seed);
        TextChain chain = chain(toy, candidates, temperature);
        assertThat(reachable(chain, Text.of(new int[0]))).hasSize(1 + 3 + 9 + 27);
        assertThat(worstMove(chain, toy, Text.of(new int[0]), false)).isLessThan(1e-14);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void theSameHoldsAmongTextsWithWordsThatStay(int candidates) {
        Toy toy = new Toy(7);
        Text start = Text.of(new int[]{2, 0}, true, true);
        TextChain chain = chain(toy, candidates, 1);
        assertThat(reachable(chain, start)).hasSize(1 + 3 * 3); // one more word at one of three gaps
        assertThat(worstMove(chain, toy, start, false)).isLessThan(1e-14);
    }

    /// What the law is bent by where every replacement is taken, as Gibbs sampling may with all words as candidates.
    @Test
    void takingEveryReplacementBendsTheLaw() {
        Toy toy = new Toy(2);
        assertThat(worstMove(chain(toy, 2, 1), toy, Text.of(new int[0]), true)).isGreaterThan(1e-3);
    }

    @Test
    void everyTextComesToTheLawWhereverItBegins() {
        Toy toy = new Toy(3);
        TextChain chain = chain(toy, 2, 1);
        List<Text> texts = reachable(chain, Text.of(new int[0]));
        double[] law = law(toy, texts, 1);
        for (int from : new int[]{0, 7, texts.size() - 1}) {
            double[] now = new double[law.length];
            now[from] = 1;
            for (int step = 0; step < 600; step++) {
                double[] next = new double[law.length];
                for (int i = 0; i < law.length; i++) {
                    double weight = now[i];
                    if (weight > 0)
                        steps(chain, texts).get(i).forEach((to, p) -> next[to] += weight * p);
                }
                now = next;
            }
            for (int i = 0; i < law.length; i++)
                assertThat(now[i]).isCloseTo(law[i], org.assertj.core.data.Offset.offset(1e-6));
        }
    }

    private final Map<TextChain, List<Map<Integer, Double>>> known = new HashMap<>();

    private List<Map<Integer, Double>> steps(TextChain chain, List<Text> texts) {
        return known.computeIfAbsent(chain, _ -> texts.stream().map(text -> {
            Map<Integer, Double> row = new HashMap<>();
            step(chain, text, false).forEach((to, p) -> row.merge(texts.indexOf(to), p, Double::sum));
            return row;
        }).toList());
    }

    @Test
    void atTemperatureZeroOnlyWhatTheTargetFindsLikelierIsTaken() {
        Toy toy = new Toy(5);
        TextChain chain = chain(toy, 3, 0);
        for (Text text : reachable(chain(toy, 3, 1), Text.of(new int[0]))) {
            double now = toy.log(text.tokens, 0, true);
            step(chain, text, false).forEach((to, p) -> {
                if (p > 0)
                    assertThat(toy.log(to.tokens, 0, true)).isGreaterThanOrEqualTo(now - 1e-12);
            });
        }
    }

    @Test
    void whatIsDrawnHasTheProbabilityThatIsTold() {
        TextChain chain = chain(new Toy(4), 2, 1);
        PlaceLaw law = chain.law(chain.sites(Kind.INSERT, new int[]{1}, new boolean[1]).get(1));
        int draws = 200_000;
        int[] counts = new int[WORDS];
        for (int i = 0; i < draws; i++)
            counts[law.draw((i + 0.5) / draws)]++;
        for (int token = 0; token < WORDS; token++)
            assertThat(counts[token] / (double) draws).isCloseTo(law.probability(token),
                    org.assertj.core.data.Offset.offset(1e-4));
        assertThat(law.top(2).tokens().stream().mapToDouble(t -> t.probability()).sum() + law.top(2).tailMass())
                .isCloseTo(1, org.assertj.core.data.Offset.offset(1e-12));
    }
}
