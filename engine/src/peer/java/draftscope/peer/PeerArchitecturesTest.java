package draftscope.peer;

import static org.assertj.core.api.Assertions.assertThat;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.LlamaOutput;
import de.kherud.llama.LogLevel;
import de.kherud.llama.ModelParameters;
import de.kherud.llama.args.CacheType;
import de.kherud.llama.args.LogFormat;
import draftscope.cache.KvCache;
import draftscope.model.ArchitectureSamples;
import draftscope.model.Batch;
import draftscope.model.LanguageModel;
import draftscope.model.Logits;
import draftscope.model.Transformer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The same random model files through Draftscope and through llama.cpp at temperature 0: the same 32 tokens.
///
/// Only the pieces that are text of their own may be chosen, on both sides, since llama.cpp's binding tells text and no ids.
class PeerArchitecturesTest {
    private static final int GENERATED = 32;
    private static final int FIRST_TEXT = 261; // before: special pieces, bytes, and a lone space
    private static final int CONTEXT = 96;

    @TempDir
    Path folder;

    @BeforeAll
    static void quiet() {
        LlamaModel.setLogger(LogFormat.TEXT, (LogLevel level, String message) -> {});
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama with YaRN", "llama with Llama 3's factors", "llama with experts", "qwen2", "gemma2",
            "gemma2 as deep as 27B", "gemma3", "phi3", "phi3 with LongRoPE", "phi3 with LongRoPE beyond its context",
            "gpt2", "granite"})
    void choosesTheSameTokens(String sample) {
        Path file = ArchitectureSamples.write(folder, sample).getFirst();
        String prompt = "the cat saw a big dog and the";
        try (LanguageModel model = LanguageModel.open(file, 1); LlamaModel peer = new LlamaModel(parameters(file))) {
            int[] ids = model.tokenizer().encode(prompt, true);
            assertThat(IntStream.of(ids).skip(1).toArray()).containsExactly(peer.encode(prompt));
            assertThat(ours(model, ids)).containsExactlyElementsOf(theirs(peer, prompt));
        }
    }

    private static ModelParameters parameters(Path file) {
        return new ModelParameters().setModel(file.toString()).setThreads(1).setThreadsBatch(1).setCtxSize(CONTEXT)
                .setGpuLayers(0).setParallel(1).setCacheTypeK(CacheType.F32).setCacheTypeV(CacheType.F32).disableLog();
    }

    private static List<String> ours(LanguageModel model, int[] prompt) {
        Transformer transformer = model.transformer();
        KvCache cache = transformer.newCache(CONTEXT);
        List<String> pieces = new ArrayList<>();
        int[] feed = prompt;
        while (pieces.size() < GENERATED) {
            Logits logits = transformer.forward(Batch.nextLastLogits(cache.length(), feed), cache);
            cache.append(feed.length);
            float[] row = logits.row(feed.length - 1);
            int best = IntStream.range(FIRST_TEXT, row.length).reduce((a, b) -> row[b] > row[a] ? b : a).orElseThrow();
            pieces.add(new String(model.tokenizer().bytes(best), StandardCharsets.UTF_8));
            feed = new int[]{best};
        }
        return pieces;
    }

    private static List<String> theirs(LlamaModel peer, String prompt) {
        List<String> pieces = new ArrayList<>();
        for (LlamaOutput output : peer.generate(new InferenceParameters(prompt).setCachePrompt(false)
                .setNPredict(GENERATED).setTemperature(0).setTopK(1)
                .disableTokenIds(IntStream.range(0, FIRST_TEXT).boxed().toList()))) {
            if (!output.text.isEmpty()) {
                pieces.add(output.text);
            }
        }
        return pieces;
    }
}
