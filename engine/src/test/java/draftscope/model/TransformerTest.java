package draftscope.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import draftscope.cache.KvCache;
import draftscope.cache.KvCells.State;
import draftscope.format.GgufWriter;
import draftscope.format.ModelFormatException;
import draftscope.format.QuantFormat;
import draftscope.kernel.Kernels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The forward pass is one function of a row and its context, however the rows are batched, laid out and divided.
class TransformerTest {
    private static final int[] TEXT = {1, 260, 262, 17, 290, 261, 4, 299, 270, 265, 130, 281};

    @TempDir
    Path folder;

    static Stream<ToyModels> models() {
        return Stream.of(ToyModels.causal(1), ToyModels.causal(2).withFormat(QuantFormat.F16).withBiases(),
                ToyModels.causal(3).withFormat(QuantFormat.Q8_0), ToyModels.tiny(4, 7),
                // a head width that is no multiple of a vector, and one KV head for all
                new ToyModels(5, 300, 36, 3, 3, 1, 52, true, true, false, QuantFormat.F32));
    }

    private static int[] text(LanguageModel model) {
        return Arrays.stream(TEXT).map(id -> id % model.config().vocabSize()).toArray();
    }

    /// Logits after each token, all in one pass: `(tokens)(vocab)`.
    private static float[][] whole(LanguageModel model, int[] tokens) {
        Logits logits = model.transformer().forward(Batch.next(0, tokens), model.transformer().newCache(tokens.length));
        return IntStream.range(0, tokens.length).mapToObj(logits::row).toArray(float[][]::new);
    }

    @ParameterizedTest
    @MethodSource("models")
    void theWholePromptEqualsPrefillThenDecode(ToyModels toy) {
        try (LanguageModel model = toy.open(folder, 1)) {
            int[] text = text(model);
            float[][] expected = whole(model, text);
            for (int prefill = 1; prefill < text.length; prefill++) {
                KvCache cache = model.transformer().newCache(text.length);
                Logits first = model.transformer().forward(Batch.next(0, Arrays.copyOf(text, prefill)), cache);
                cache.append(prefill);
                assertThat(first.row(prefill - 1)).containsExactly(expected[prefill - 1]);
                for (int i = prefill; i < text.length; i++) {
                    Logits next = model.transformer().forward(Batch.next(i, text[i]), cache);
                    cache.append(1);
                    assertThat(next.row(0)).as("prefill %d, then token %d", prefill, i).containsExactly(expected[i]);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void aTreeReadAlongAPathEqualsTheWholePrompt(ToyModels toy) {
        try (LanguageModel model = toy.open(folder, 1)) {
            int[] text = text(model);
            float[][] expected = whole(model, text);
            Random random = new Random(11);
            for (int run = 0; run < 20; run++) {
                int prefix = 1 + random.nextInt(5);
                KvCache cache = model.transformer().newCache(64);
                poison(cache);
                model.transformer().forward(Batch.next(0, Arrays.copyOf(text, prefix)), cache);
                cache.append(prefix);
                Tree tree = Tree.around(text, prefix, random, model.config().vocabSize());
                Logits logits = model.transformer().forward(tree.batch(), cache);
                for (int depth = 0; depth < tree.path.length; depth++) {
                    assertThat(logits.row(tree.path[depth])).as("seed 11, run %d, depth %d", run, depth)
                            .containsExactly(expected[prefix + depth]);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void decodingOnAfterCommittingAPathEqualsTheWholePrompt(ToyModels toy) {
        try (LanguageModel model = toy.open(folder, 1)) {
            int[] text = text(model);
            float[][] expected = whole(model, text);
            Random random = new Random(12);
            for (int run = 0; run < 20; run++) {
                int prefix = 1 + random.nextInt(4);
                KvCache cache = model.transformer().newCache(64);
                model.transformer().forward(Batch.next(0, Arrays.copyOf(text, prefix)), cache);
                cache.append(prefix);
                Tree tree = Tree.around(text, prefix, random, model.config().vocabSize());
                model.transformer().forward(tree.batch(), cache);
                int kept = 1 + random.nextInt(tree.path.length - 1);
                cache.commit(Arrays.stream(tree.path).limit(kept).map(row -> tree.slots[row]).toArray());
                assertThat(cache.length()).isEqualTo(prefix + kept);
                poison(cache); // whatever was not accepted must never be read again
                for (int i = cache.length(); i < text.length; i++) {
                    Logits next = model.transformer().forward(Batch.next(i, text[i]), cache);
                    cache.append(1);
                    assertThat(next.row(0)).as("seed 12, run %d, token %d", run, i).containsExactly(expected[i]);
                }
                assertThat(IntStream.range(0, text.length).map(cache.cells()::token)).containsExactly(
                        Arrays.stream(text).boxed().toArray(Integer[]::new));
                assertThat(IntStream.range(0, text.length).map(cache.cells()::position))
                        .containsExactly(IntStream.range(0, text.length).boxed().toArray(Integer[]::new));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void rollingBackAndDoingAgainEqualsNeverHavingStrayed(ToyModels toy) {
        try (LanguageModel model = toy.open(folder, 1)) {
            int[] text = text(model);
            float[][] expected = whole(model, text);
            KvCache cache = model.transformer().newCache(text.length);
            model.transformer().forward(Batch.next(0, text), cache);
            cache.append(text.length);
            cache.rollback(4);
            poison(cache);
            int[] astray = {text[9], text[3], text[2]};
            model.transformer().forward(Batch.next(4, astray), cache);
            cache.append(3);
            cache.rollback(5);
            cache.rollback(4);
            poison(cache);
            Logits again = model.transformer().forward(Batch.next(4, Arrays.copyOfRange(text, 4, text.length)), cache);
            for (int i = 4; i < text.length; i++) {
                assertThat(again.row(i - 4)).containsExactly(expected[i]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void theSlotsAContextLiesInDoNotShow(ToyModels toy) {
        try (LanguageModel model = toy.open(folder, 1)) {
            int[] text = text(model);
            float[][] expected = whole(model, text);
            int[] slots = {31, 2, 17, 5, 30, 11, 0, 8, 25, 19, 3, 14};
            int[] positions = IntStream.range(0, text.length).toArray();
            KvCache cache = model.transformer().newCache(32);
            poison(cache);
            Logits logits = model.transformer()
                    .forward(new Batch(text, positions, slots, AttentionMask.causal(0, slots), null), cache);
            for (int i = 0; i < text.length; i++) {
                assertThat(logits.row(i)).containsExactly(expected[i]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void aTextBesideOthersEqualsTheTextAloneWithScalarKernelsToo(ToyModels toy) {
        try (LanguageModel model = LanguageModel.open(toy.write(folder.resolve("scalar.gguf")), 1,
                Kernels.scalar())) {
            int[] text = text(model);
            int n = text.length;
            int[] starts = new int[3 * n];
            int[] places = new int[3 * n];
            int[] tokens = new int[3 * n];
            for (int row = 0; row < 3 * n; row++) {
                starts[row] = row / n * n;
                places[row] = row % n;
                tokens[row] = text[row % n];
            }
            KvCache cache = model.transformer().newCache(3 * n);
            int[] slots = IntStream.range(0, 3 * n).toArray();
            Logits all = model.transformer().forward(
                    new Batch(tokens, places, slots, AttentionMask.ragged(starts, slots), null), cache);
            KvCache alone = model.transformer().newCache(n);
            for (int i = 0; i < n; i++) {
                Logits next = model.transformer().forward(Batch.next(i, text[i]), alone);
                alone.append(1);
                for (int t = 0; t < 3; t++) {
                    assertThat(all.row(t * n + i)).as("text %d, row %d", t, i).containsExactly(next.row(0));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void threadsDoNotShow(ToyModels toy) {
        try (LanguageModel one = toy.open(folder, 1);
                LanguageModel two = toy.open(folder, 2);
                LanguageModel three = toy.open(folder, 3)) {
            int[] text = text(one);
            assertThat(two.transformer().threads()).isEqualTo(2);
            assertThat(whole(two, text)).isDeepEqualTo(whole(one, text));
            assertThat(whole(three, text)).isDeepEqualTo(whole(one, text));
            assertThat(whole(two, new int[]{text[0]})).isDeepEqualTo(whole(one, new int[]{text[0]}));
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void scalarAndVectorKernelsAgreeClosely(ToyModels toy) {
        Path file = toy.write(folder.resolve("toy.gguf"));
        try (LanguageModel vector = LanguageModel.open(file, 1);
                LanguageModel scalar = LanguageModel.open(file, 1, Kernels.scalar())) {
            assertThat(vector.transformer().kernels()).startsWith("vector");
            int[] text = text(vector);
            float[][] a = whole(vector, text);
            float[][] b = whole(scalar, text);
            for (int i = 0; i < text.length; i++) {
                for (int token = 0; token < a[i].length; token++) {
                    assertThat(a[i][token]).isCloseTo(b[i][token], offset(2e-5f));
                }
            }
        }
    }

    @Test
    void aFileMaySayThatPositionsSeeNoFurtherThanTheirBlock() {
        try (LanguageModel model = ToyModels.openBlocks(8, folder)) {
            ModelConfig config = model.config();
            assertThat(config.kind()).isEqualTo(ModelConfig.Kind.BLOCK_DIFFUSION);
            assertThat(config.attentionBlock()).isEqualTo(8);
            assertThat(config.shiftedLogits()).isTrue();
            assertThat(IntStream.of(0, 7, 8, 17, 19).map(position -> config.horizon(position, 20)))
                    .containsExactly(8, 8, 16, 20, 20);
        }
        for (int[] wrong : new int[][]{{0, 513}, {1, 8}}) {
            Path file = folder.resolve("blocks-" + wrong[0] + ".gguf");
            ToyModels toy = wrong[0] == 1 ? ToyModels.causal(8) : ToyModels.bidirectional(8);
            assertThatThrownBy(() -> LanguageModel.open(Files.write(file, toy.writer().put(
                    "llama.attention.block_length", wrong[1]).toBytes()), 1)).isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("'llama.attention.block_length' is " + wrong[1])
                    .hasMessageContaining("accepted");
        }
    }

    @Test
    void threadsDoNotShowWhereTheWorkIsWorthSharing() {
        ToyModels toy = new ToyModels(21, 400, 96, 2, 6, 3, 200, true, true, false, QuantFormat.F16);
        int[] text = new Random(21).ints(90, 0, 400).toArray();
        try (LanguageModel one = toy.open(folder, 1)) {
            float[][] expected = whole(one, text);
            for (int threads = 2; threads <= 4; threads++) {
                try (LanguageModel several = toy.open(folder, threads)) {
                    assertThat(whole(several, text)).as("%d threads", threads).isDeepEqualTo(expected);
                }
            }
        }
    }

    @Test
    void aContextOfSeveralStretchesOfTheCacheIsReadTheSameAloneAndByTwo() {
        // 256 numbers a slot, so that one thread reads 256 slots at a time and each of two 512
        ToyModels toy = new ToyModels(22, 60, 256, 1, 8, 8, 32, true, true, false, QuantFormat.F32);
        int[] text = new Random(22).ints(600, 4, 60).toArray();
        int last = text.length - 1;
        for (int threads = 1; threads <= 2; threads++) {
            try (LanguageModel model = toy.open(folder, threads)) {
                KvCache cache = model.transformer().newCache(text.length);
                float[] together = model.transformer().forward(Batch.next(0, text), cache).row(last);
                cache.append(last);
                float[] alone = model.transformer().forward(Batch.next(last, text[last]), cache).row(0);
                assertThat(alone).as("%d threads", threads).containsExactly(together);
            }
        }
    }

    @Test
    void theSamePassGivesTheSameBitsBeforeAndAfterItIsCompiled() {
        try (LanguageModel model = ToyModels.causal(6).open(folder, 1)) {
            float[][] interpreted = whole(model, TEXT);
            for (int i = 0; i < 400; i++) {
                assertThat(whole(model, TEXT)).isDeepEqualTo(interpreted);
            }
        }
    }

    @Test
    void bidirectionalRowsSeeTheFutureAndCausalRowsDoNot() {
        int[] changed = TEXT.clone();
        changed[changed.length - 1] = 264;
        int[] slots = IntStream.range(0, TEXT.length).toArray();
        try (LanguageModel causal = ToyModels.causal(8).open(folder, 1);
                LanguageModel both = ToyModels.bidirectional(8).open(folder, 1)) {
            assertThat(causal.config().causal()).isTrue();
            assertThat(both.config().causal()).isFalse();
            assertThat(both.config().maskToken()).isEqualTo(ToyModels.MASK);
            assertThat(whole(causal, changed)[0]).containsExactly(whole(causal, TEXT)[0]);
            float[][] full = full(both, TEXT, slots);
            assertThat(full(both, changed, slots)[0]).isNotEqualTo(full[0]);
            // only the mask differs: the last row sees everything either way
            assertThat(whole(causal, new int[]{TEXT[0]})).isDeepEqualTo(full(both, new int[]{TEXT[0]}, new int[]{0}));
            assertThat(full(both, TEXT, slots)).isDeepEqualTo(full);
        }
    }

    @Test
    void aBidirectionalBlockCanBeRewrittenInPlace() {
        try (LanguageModel model = ToyModels.bidirectional(9).open(folder, 1)) {
            int[] masked = TEXT.clone();
            Arrays.fill(masked, 6, 12, ToyModels.MASK);
            int[] slots = IntStream.range(0, TEXT.length).toArray();
            KvCache cache = model.transformer().newCache(TEXT.length);
            model.transformer().forward(new Batch(masked, slots, slots, AttentionMask.full(slots), null), cache);
            cache.append(TEXT.length, State.PROMPT);
            Logits again = model.transformer().forward(new Batch(TEXT, slots, slots, AttentionMask.full(slots), null),
                    cache);
            float[][] expected = full(model, TEXT, slots);
            for (int i = 0; i < TEXT.length; i++) {
                assertThat(again.row(i)).containsExactly(expected[i]);
            }
            assertThat(cache.cells().state(7)).isEqualTo(State.PROMPT);
            assertThat(cache.cells().token(7)).isEqualTo(TEXT[7]);
        }
    }

    @Test
    void onlyWantedRowsHaveLogits() {
        try (LanguageModel model = ToyModels.causal(10).open(folder, 1)) {
            float[][] expected = whole(model, TEXT);
            boolean[] want = new boolean[TEXT.length];
            want[3] = true;
            want[11] = true;
            int[] places = IntStream.range(0, TEXT.length).toArray();
            Logits logits = model.transformer().forward(
                    new Batch(TEXT, places, places, AttentionMask.causal(0, TEXT.length), want),
                    model.transformer().newCache(TEXT.length));
            assertThat(logits.rows()).isEqualTo(TEXT.length);
            assertThat(logits.row(3)).containsExactly(expected[3]);
            assertThat(logits.row(11)).containsExactly(expected[11]);
            assertThat(logits.has(4)).isFalse();
            float[] copy = new float[logits.vocab() + 2];
            logits.copyRow(11, copy, 1);
            assertThat(copy[1 + 260]).isEqualTo(expected[11][260]).isEqualTo(logits.get(11, 260));
            assertThatThrownBy(() -> logits.row(4)).hasMessageContaining("row 4 did not ask for logits");
            assertThatThrownBy(() -> logits.get(3, 300)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeAnythingChanges() {
        try (LanguageModel model = ToyModels.causal(13).open(folder, 1);
                LanguageModel other = ToyModels.tiny(13, 9).open(folder, 1)) {
            Transformer t = model.transformer();
            KvCache cache = t.newCache(4);
            assertThatThrownBy(() -> t.forward(Batch.next(0, 300), cache))
                    .hasMessageContaining("token id 300; ids are 0 to 299");
            assertThatThrownBy(() -> t.forward(Batch.next(2, 1, 2, 3), cache)).hasMessageContaining("wants slot 4");
            assertThatThrownBy(() -> t.forward(Batch.next(0, 1), other.transformer().newCache(4)))
                    .hasMessageContaining("this model needs 2 of width 16");
            assertThatThrownBy(() -> t.forward(
                    new Batch(new int[]{1, 2}, new int[]{0, 1}, new int[]{1, 1}, AttentionMask.causal(0, 2), null),
                    cache))
                    .hasMessageContaining("two rows want slot 1");
            assertThatThrownBy(() -> t.forward(
                    new Batch(new int[]{1}, new int[]{0}, new int[]{1}, AttentionMask.full(new int[]{1, 4}), null),
                    cache))
                    .hasMessageContaining("the mask names slot 4");
            assertThatThrownBy(() -> t.forward(
                    new Batch(new int[]{1}, new int[]{-1}, new int[]{1}, AttentionMask.full(new int[]{1}), null),
                    cache))
                    .hasMessageContaining("position -1");
            assertThat(cache.cells().count(State.FREE)).isEqualTo(4);
        }
        assertThatThrownBy(() -> LanguageModel.open(folder.resolve("x"), 0))
                .hasMessageContaining("at least one thread");
    }

    @Test
    void aClosedModelRefusesToRunAndStillReadsIds() {
        for (int threads = 1; threads <= 2; threads++) {
            LanguageModel model = ToyModels.causal(14).open(folder, threads);
            KvCache cache = model.transformer().newCache(4);
            model.close();
            model.close();
            assertThatThrownBy(() -> model.transformer().forward(Batch.next(0, 1), cache))
                    .isInstanceOf(IllegalStateException.class).hasMessageContaining("toy 14 is closed");
            assertThat(model.tokenizer().decode(model.tokenizer().encode("a cat", true))).isEqualTo("a cat");
        }
    }

    @Test
    void aModelTellsWhatItIs() throws Exception {
        Path file = ToyModels.causal(15).withBiases().write(folder.resolve("toy.gguf"));
        try (LanguageModel model = LanguageModel.open(file, 1)) {
            assertThat(model.name()).isEqualTo("toy 15");
            assertThat(model.path()).isEqualTo(file);
            assertThat(model.fileBytes()).isEqualTo(Files.size(file));
            assertThat(model.tokenizer().vocabulary().size()).isEqualTo(model.config().vocabSize()).isEqualTo(300);
            // embedding and output, norms, then per layer four attention and three feed-forward matrices with biases
            int layer = 32 * 32 * 2 + 16 * 32 * 2 + 3 * 32 * 64 + 2 * 32 + (32 + 16 + 16 + 32 + 64 + 64 + 32);
            assertThat(model.parameterCount()).isEqualTo(2 * 300 * 32 + 32 + 2 * layer);
            assertThat(model.config().arithmetic().layers().getFirst().rotation().orElseThrow().theta())
                    .isEqualTo(10000);
            assertThat(model.config().tied()).isFalse();
            assertThat(model.config().kvDim()).isEqualTo(16);
        }
    }

    @Test
    void modelsThatWouldTalkNonsenseAreRefused() {
        assertRefused(toy -> toy.put("general.architecture", "mamba"),
                "architecture 'mamba' is not supported; supported are llama, mistral, qwen2");
        assertRefused(toy -> toy.put("llama.rope.scaling.type", "spiral"), "rotary scaling 'spiral'");
        assertRefused(toy -> toy.put("llama.expert_count", 8), "0 of 8 experts are used");
        assertRefused(toy -> toy.put("llama.attention.head_count_kv", 3), "4 query heads cannot share 3");
        assertRefused(toy -> toy.put("llama.rope.dimension_count", 7), "even number");
        assertRefused(toy -> toy.put("llama.attention.value_length", 4), "values 4");
        assertRefused(toy -> toy.put("llama.block_count", 3), "no tensor 'blk.2.attn_norm.weight'");
        assertRefused(toy -> toy.put("llama.block_count", 1), "more layers than the 1");
        assertRefused(toy -> toy.put("llama.feed_forward_length", 32), "[32, 64]; the metadata asks for [32, 32]");
        assertRefused(
                toy -> toy.put("tokenizer.ggml.tokens", new String[]{"a"}).put("tokenizer.ggml.scores", new float[1])
                        .put("tokenizer.ggml.token_type", new int[]{1}).put("tokenizer.ggml.bos_token_id", 0)
                        .put("tokenizer.ggml.eos_token_id", 0).put("tokenizer.ggml.mask_token_id", 0),
                "tokenizer has 1 pieces");
        assertRefused(toy -> toy.tensor("blk.0.attn_q_norm.weight", QuantFormat.F32, new long[]{8}, new float[8]),
                "attn_q_norm.weight' is not part of a llama model");
    }

    private void assertRefused(UnaryOperator<GgufWriter> change, String message) {
        Path file = folder.resolve("changed.gguf");
        assertThatThrownBy(() -> {
            change.apply(ToyModels.causal(1).writer()).write(file);
            LanguageModel.open(file, 1).close();
        }).isInstanceOf(ModelFormatException.class).hasMessageContaining(message);
    }

    private static float[][] full(LanguageModel model, int[] tokens, int[] slots) {
        Logits logits = model.transformer().forward(new Batch(tokens, slots, slots, AttentionMask.full(slots), null),
                model.transformer().newCache(slots.length));
        return IntStream.range(0, tokens.length).mapToObj(logits::row).toArray(float[][]::new);
    }

    /// Fills every slot that is not committed with NaN, which would show in any sum that read it.
    private static void poison(KvCache cache) {
        for (int layer = 0; layer < cache.layers(); layer++) {
            Arrays.fill(cache.keys(layer), cache.length() * cache.kvDim(), cache.keys(layer).length, Float.NaN);
            Arrays.fill(cache.values(layer), cache.length() * cache.kvDim(), cache.values(layer).length, Float.NaN);
        }
    }

    /// A draft tree with the rest of a text hidden in it as one path.
    private record Tree(int prefix, int[] tokens, int[] parents, int[] depths, int[] slots, int[] path) {
        static Tree around(int[] text, int prefix, Random random, int vocab) {
            int depth = text.length - prefix;
            int rows = depth + 6;
            int[] tokens = new int[rows];
            int[] parents = new int[rows];
            int[] depths = new int[rows];
            int[] path = new int[depth];
            int onPath = 0;
            for (int row = 0; row < rows; row++) {
                boolean next = onPath < depth && (row == 0 || rows - row <= depth - onPath || random.nextBoolean());
                parents[row] = row == 0 ? -1 : next ? path[onPath - 1] : random.nextInt(row);
                depths[row] = row == 0 ? 0 : depths[parents[row]] + 1;
                tokens[row] = next ? text[prefix + onPath] : random.nextInt(vocab);
                if (next) {
                    path[onPath++] = row;
                }
            }
            int[] slots = IntStream.range(prefix, prefix + rows).toArray();
            return new Tree(prefix, tokens, parents, depths, slots, path);
        }

        Batch batch() {
            int[] positions = Arrays.stream(depths).map(d -> prefix + d).toArray();
            return new Batch(tokens, positions, slots, AttentionMask.tree(prefix, parents, slots), null);
        }
    }
}
