package draftscope.model;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.cache.KvCache;
import draftscope.model.ArchitectureSamples.Sample;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every architecture computes what its papers say, and keeps the promises of the forward pass.
class ArchitecturesTest {
    /// Of the largest logit: float32 against float64, over up to seven layers.
    private static final double TOLERANCE = 1e-4;
    private static final int[] TEXT = {1, 260, 262, 17, 290, 261, 4, 299, 270, 265, 130, 281, 266, 80, 271, 263, 9,
            222};

    @TempDir
    Path folder;

    static List<Sample> samples() {
        return ArchitectureSamples.all();
    }

    private LanguageModel open(Sample sample, int threads) {
        return LanguageModel.open(sample.weights().write(folder.resolve(threads + sample.name() + ".gguf")), threads);
    }

    private static AttentionMask mask(LanguageModel model, int rows) {
        return model.config().causal()
                ? AttentionMask.causal(0, rows)
                : AttentionMask.full(IntStream.range(0, rows).toArray());
    }

    private static float[][] whole(LanguageModel model, int... ids) {
        int[] places = IntStream.range(0, ids.length).toArray();
        Logits logits = model.transformer().forward(new Batch(ids, places, places, mask(model, ids.length), null),
                model.transformer().newCache(ids.length));
        return IntStream.range(0, ids.length).mapToObj(logits::row).toArray(float[][]::new);
    }

    /// The largest difference, as a part of the largest logit.
    private static double difference(float[][] actual, double[][] expected) {
        double worst = 0;
        double largest = 0;
        for (int t = 0; t < expected.length; t++) {
            for (int i = 0; i < expected[t].length; i++) {
                worst = Math.max(worst, Math.abs(actual[t][i] - expected[t][i]));
                largest = Math.max(largest, Math.abs(expected[t][i]));
            }
        }
        return worst / largest;
    }

    @ParameterizedTest
    @MethodSource("samples")
    void agreesWithThePapersInFloat64(Sample sample) {
        try (LanguageModel model = open(sample, 1)) {
            double worst = difference(whole(model, TEXT), sample.reference().logits(TEXT));
            System.out.printf("%s: largest difference %.2g of the largest logit%n", sample, worst);
            assertThat(worst).isLessThan(TOLERANCE);
        }
    }

    /// Every feature, left out; each that a sample has must show, or the comparison above would prove nothing about it.
    static Map<String, Consumer<ReferenceTransformer>> omissions() {
        Map<String, Consumer<ReferenceTransformer>> all = new LinkedHashMap<>();
        all.put("window", r -> r.window = null);
        all.put("cap of scores", r -> r.attentionCap = 0);
        all.put("cap of logits", r -> r.logitCap = 0);
        all.put("embedding scale", r -> r.embeddingScale = 1);
        all.put("residual scale", r -> r.residualScale = 1);
        all.put("logit scale", r -> r.logitDivisor = 1);
        all.put("attention scale", r -> r.attentionScale = 1 / Math.sqrt(r.headDim));
        all.put("magnitude of rotation", r -> r.magnitude = 1);
        all.put("pairs that lie otherwise", r -> r.halves = r.halves != (r.frequencies != null));
        all.put("layers that turn otherwise", r -> r.frequencies = r.frequencies == null
                ? null
                : Collections.nCopies(r.layers, r.frequencies[0]).toArray(double[][]::new));
        all.put("norms of queries and keys", r -> r.queryKeyNorms = false);
        all.put("norms after half layers", r -> r.postNorms = false);
        all.put("learnt positions", r -> r.positions = false);
        all.put("LayerNorm", r -> r.layerNorm = false);
        all.put("GELU", r -> r.gelu = false);
        all.put("sight of the future", r -> r.causal = true);
        all.put("choice of experts", r -> r.expertsUsed = Math.min(1, r.experts));
        all.put("weights of experts", r -> r.expertsNormalised = r.experts == 0 || !r.expertsNormalised);
        return all;
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aFeatureLeftOutShows(Sample sample) {
        ReferenceTransformer reference = sample.reference();
        double[][] expected = reference.logits(TEXT);
        String before = reference.features();
        omissions().forEach((feature, leaveOut) -> {
            ReferenceTransformer without = reference.copy();
            leaveOut.accept(without);
            if (!without.features().equals(before)) {
                double[][] wrong = without.logits(TEXT);
                float[][] rounded = Arrays.stream(wrong).map(ArchitecturesTest::rounded).toArray(float[][]::new);
                assertThat(difference(rounded, expected)).as(feature).isGreaterThan(30 * TOLERANCE);
            }
        });
    }

    private static float[] rounded(double[] row) {
        float[] out = new float[row.length];
        for (int i = 0; i < row.length; i++) {
            out[i] = (float) row[i];
        }
        return out;
    }

    @ParameterizedTest
    @MethodSource("samples")
    void batchesSlotsAndThreadsDoNotShow(Sample sample) {
        try (LanguageModel model = open(sample, 1); LanguageModel several = open(sample, 3)) {
            float[][] expected = whole(model, TEXT);
            assertThat(whole(several, TEXT)).isDeepEqualTo(expected);
            if (!model.config().causal()) {
                return;
            }
            Random random = new Random(3);
            int[] slots = random.ints(0, 40).distinct().limit(TEXT.length).toArray();
            int[] positions = IntStream.range(0, TEXT.length).toArray();
            int capacity = Math.max(40, TEXT.length);
            KvCache scattered = model.transformer().newCache(capacity);
            KvCache inOrder = model.transformer().newCache(capacity);
            Logits logits = model.transformer().forward(
                    new Batch(TEXT, positions, slots, AttentionMask.causal(0, slots), null), scattered);
            for (int t = 0; t < TEXT.length; t++) {
                assertThat(logits.row(t)).as("scattered, token %d", t).containsExactly(expected[t]);
                assertThat(model.transformer().forward(Batch.next(t, TEXT[t]), inOrder).row(0))
                        .as("one at a time, token %d", t).containsExactly(expected[t]);
                inOrder.append(1);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aTreeReadAlongAPathEqualsTheWholePrompt(Sample sample) {
        try (LanguageModel model = open(sample, 1)) {
            if (!model.config().causal()) {
                return;
            }
            float[][] expected = whole(model, TEXT);
            int prefix = 4;
            // two branches from the root; the even rows are the text
            int depth = TEXT.length - prefix;
            int[] tokens = new int[2 * depth];
            int[] parents = new int[2 * depth];
            int[] positions = new int[2 * depth];
            for (int row = 0; row < tokens.length; row++) {
                tokens[row] = row % 2 == 0 ? TEXT[prefix + row / 2] : (31 * row) % ArchitectureSamples.VOCAB;
                parents[row] = row < 2 ? -1 : row - 2;
                positions[row] = prefix + row / 2;
            }
            KvCache cache = model.transformer().newCache(64);
            model.transformer().forward(Batch.next(0, Arrays.copyOf(TEXT, prefix)), cache);
            cache.append(prefix);
            int[] slots = IntStream.range(prefix, prefix + tokens.length).toArray();
            Logits logits = model.transformer().forward(
                    new Batch(tokens, positions, slots, AttentionMask.tree(prefix, parents, slots), null), cache);
            for (int d = 0; d < depth; d++) {
                assertThat(logits.row(2 * d)).as("depth %d", d).containsExactly(expected[prefix + d]);
            }
        }
    }

    /// Texts of several lengths, some of their rows read in one pass and the rest in a second: every row is that of its text
    /// alone, bit for bit, in a cache as large as that text needs.
    @ParameterizedTest
    @MethodSource("samples")
    void textsLaidEndToEndAreReadAsIfAlone(Sample sample) {
        try (LanguageModel model = open(sample, 1)) {
            if (!model.config().causal()) {
                return; // a bidirectional model decodes no texts
            }
            int[][] texts = {Arrays.copyOfRange(TEXT, 3, 10), TEXT, {TEXT[5]}, Arrays.copyOf(TEXT, 13)};
            int[] inFirst = {2, 11, 1, 0};
            KvCache cache = model.transformer().newCache(Arrays.stream(texts).mapToInt(text -> text.length).sum());
            int[] starts = new int[texts.length];
            for (int t = 0, start = 0; t < texts.length; start += texts[t++].length) {
                starts[t] = start;
                cache.region(start, texts[t].length);
            }
            float[][][] rows = new float[texts.length][][];
            Arrays.setAll(rows, t -> new float[texts[t].length][]);
            read(model, cache, texts, starts, new int[texts.length], inFirst, rows);
            read(model, cache, texts, starts, inFirst, Arrays.stream(texts).mapToInt(text -> text.length).toArray(),
                    rows);
            for (int t = 0; t < texts.length; t++) {
                float[][] alone = whole(model, texts[t]);
                for (int i = 0; i < alone.length; i++) {
                    assertThat(rows[t][i]).as("%s, text %d, row %d", sample, t, i).containsExactly(alone[i]);
                }
            }
        }
    }

    /// Reads the tokens `from[t]..to[t]-1` of every text in one pass.
    private static void read(LanguageModel model, KvCache cache, int[][] texts, int[] starts, int[] from, int[] to,
            float[][][] into) {
        List<int[]> rows = IntStream.range(0, texts.length).boxed()
                .flatMap(t -> IntStream.range(from[t], to[t]).mapToObj(i -> new int[]{t, i})).toList();
        int[] slots = rows.stream().mapToInt(row -> starts[row[0]] + row[1]).toArray();
        Logits logits = model.transformer().forward(new Batch(
                rows.stream().mapToInt(row -> texts[row[0]][row[1]]).toArray(),
                rows.stream().mapToInt(row -> row[1]).toArray(), slots,
                AttentionMask.ragged(rows.stream().mapToInt(row -> starts[row[0]]).toArray(), slots), null), cache);
        for (int r = 0; r < rows.size(); r++) {
            into[rows.get(r)[0]][rows.get(r)[1]] = logits.row(r);
        }
    }
}
