package draftscope.peer;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.LlamaOutput;
import de.kherud.llama.LogLevel;
import de.kherud.llama.ModelParameters;
import de.kherud.llama.args.LogFormat;
import draftscope.cache.KvCache;
import draftscope.format.QuantFormat;
import draftscope.format.RandomModel;
import draftscope.kernel.Kernels;
import draftscope.model.Batch;
import draftscope.model.LanguageModel;
import draftscope.model.Logits;
import draftscope.model.Transformer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The same GGUF files through Draftscope and through llama.cpp, turn about in one process: a prompt of 512 tokens, then 128
/// generated ones, and passes over 1 to 64 rows. Prints tables in Markdown; asserts nothing.
///
/// System properties choose the cells: `peer.sizes` (of 100M, 400M), `peer.formats`, `peer.threads`, `peer.turns`. Random
/// weights, because speed does not depend on their values; files of realistic size need no download that way.
class PeerBenchmark {
    private static final int PROMPT = 512;
    private static final int GENERATED = 128;
    private static final int[] ROWS = {1, 2, 4, 8, 16, 32, 64};
    private static final Map<String, Shape> SHAPES = Map.of(
            "100M", new Shape(8192, 768, 12, 12, 4, 2304),
            "400M", new Shape(16384, 1280, 20, 20, 4, 3840));

    private final List<String> sizes = List.of(System.getProperty("peer.sizes", "100M,400M").split(","));
    private final List<QuantFormat> formats = Arrays.stream(
            System.getProperty("peer.formats", "F16,Q8_0,Q4_0").split(",")).map(QuantFormat::valueOf).toList();
    private final int[] threads = Arrays.stream(System.getProperty("peer.threads", "1,2").split(","))
            .mapToInt(Integer::parseInt).toArray();
    private final int turns = Integer.getInteger("peer.turns", 5);
    private final PrintStream out = System.out;

    /// A model's size in the terms of [RandomModel].
    private record Shape(int vocab, int dim, int layers, int heads, int kvHeads, int ffnDim) {
        Path write(QuantFormat format) throws IOException {
            Path file = Files.createTempDirectory("peer").resolve("model-" + format + ".gguf");
            file.toFile().deleteOnExit();
            new RandomModel(7, vocab, dim, layers, heads, kvHeads, ffnDim, 1024, format).write(file);
            return file;
        }
    }

    /// Seconds of one turn.
    private record Turn(double prompt, double generation) {}

    @Test
    void sideBySide() throws IOException {
        LlamaModel.setLogger(LogFormat.TEXT, (LogLevel level, String message) -> {});
        out.printf("%s; copy bandwidth %s%n%n", Kernels.best().name(), bandwidths());
        out.println(
                "| model | format | threads | prompt tokens/s | llama.cpp | ratio | generated tokens/s | llama.cpp | ratio |"
                        + " GB/s | 16 rows / 1 | 64 rows / 1 |");
        out.println("|---|---|---|---|---|---|---|---|---|---|---|---|");
        for (String size : sizes) {
            for (QuantFormat format : formats) {
                Path file = SHAPES.get(size).write(format);
                for (int n : threads) {
                    cell(size, format, file, n);
                }
                Files.delete(file);
            }
        }
    }

    private void cell(String size, QuantFormat format, Path file, int threads) {
        List<Turn> ours = new ArrayList<>();
        List<Turn> theirs = new ArrayList<>();
        double[] curve;
        try (LanguageModel model = LanguageModel.open(file, threads); LlamaModel peer = peer(file, threads)) {
            String text = promptFor(peer);
            for (int turn = -1; turn < turns; turn++) { // the first is for warming up
                Turn our = ourTurn(model);
                Turn their = theirTurn(peer, text);
                if (turn >= 0) {
                    ours.add(our);
                    theirs.add(their);
                }
            }
            curve = passes(model);
        }
        double prompt = PROMPT / median(ours.stream().mapToDouble(Turn::prompt));
        double peerPrompt = PROMPT / median(theirs.stream().mapToDouble(Turn::prompt));
        double generation = GENERATED / median(ours.stream().mapToDouble(Turn::generation));
        double peerGeneration = GENERATED / median(theirs.stream().mapToDouble(Turn::generation));
        out.printf("| %s | %s | %d | %.0f | %.0f | **%.2f** | %.1f | %.1f | **%.2f** | %.1f | %.2f | %.2f |%n", size,
                format,
                threads, prompt, peerPrompt, prompt / peerPrompt, generation, peerGeneration,
                generation / peerGeneration,
                generation * file.toFile().length() / 1e9, curve[4] / curve[0], curve[6] / curve[0]);
        out.println("<!-- rows " + Arrays.toString(ROWS) + ": milliseconds " + Arrays.toString(
                Arrays.stream(curve).map(s -> Math.round(s * 1e5) / 1e2).toArray()) + " -->");
    }

    private static Turn ourTurn(LanguageModel model) {
        Transformer transformer = model.transformer();
        KvCache cache = transformer.newCache(PROMPT + GENERATED + 1);
        int[] prompt = IntStream.range(0, PROMPT).map(i -> 4 + i % 200).toArray();
        long start = System.nanoTime();
        int next = best(transformer.forward(Batch.nextLastLogits(0, prompt), cache));
        cache.append(PROMPT);
        long read = System.nanoTime();
        for (int i = 0; i < GENERATED; i++) {
            next = best(transformer.forward(Batch.next(PROMPT + i, next), cache));
            cache.append(1);
        }
        return new Turn((read - start) / 1e9, (System.nanoTime() - read) / 1e9);
    }

    private static int best(Logits logits) {
        return logits.argmax(logits.rows() - 1);
    }

    /// Its first output tells that the prompt was read. (Outputs that are broken characters come later with the next.)
    private static Turn theirTurn(LlamaModel peer, String text) {
        InferenceParameters ask = new InferenceParameters(text).setCachePrompt(false).setNPredict(1 + GENERATED)
                .setTemperature(0).setTopK(1).setIgnoreEos(true);
        long start = System.nanoTime();
        long first = 0;
        for (LlamaOutput output : peer.generate(ask)) {
            first = first == 0 && !output.text.isEmpty() ? System.nanoTime() : first;
        }
        return new Turn((first - start) / 1e9, (System.nanoTime() - first) / 1e9);
    }

    /// As many tokens as our prompt, the begin token included: a byte outside the vocabulary is a token.
    private static String promptFor(LlamaModel peer) {
        StringBuilder text = new StringBuilder("~");
        while (peer.encode(text.toString()).length < PROMPT - 1) {
            text.append('~');
        }
        return text.toString();
    }

    private static LlamaModel peer(Path file, int threads) {
        return new LlamaModel(new ModelParameters().setModel(file.toString()).setThreads(threads)
                .setThreadsBatch(threads).setCtxSize(PROMPT + GENERATED + 64).setGpuLayers(0).setParallel(1)
                .disableLog());
    }

    /// Seconds of a pass over each of [#ROWS], best of several, behind a prefix of 128 tokens.
    private static double[] passes(LanguageModel model) {
        Transformer transformer = model.transformer();
        KvCache cache = transformer.newCache(256);
        transformer.forward(Batch.nextLastLogits(0, IntStream.range(4, 132).toArray()), cache);
        cache.append(128);
        double[] best = new double[ROWS.length];
        Arrays.fill(best, Double.MAX_VALUE);
        for (int turn = 0; turn < 5; turn++) {
            for (int i = 0; i < ROWS.length; i++) {
                long start = System.nanoTime();
                transformer.forward(Batch.next(128, IntStream.range(4, 4 + ROWS[i]).toArray()), cache);
                best[i] = Math.min(best[i], (System.nanoTime() - start) / 1e9);
            }
        }
        return best;
    }

    private static double median(java.util.stream.DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /// Bytes read plus bytes written per second by copying 256 MB on each thread.
    private String bandwidths() {
        List<String> all = new ArrayList<>();
        for (int n : threads) {
            float[][] from = new float[n][64 << 20];
            float[][] to = new float[n][64 << 20];
            double best = Double.MAX_VALUE;
            for (int turn = 0; turn < 6; turn++) {
                long start = System.nanoTime();
                IntStream.range(0, n).parallel().forEach(t -> System.arraycopy(from[t], 0, to[t], 0, from[t].length));
                best = Math.min(best, (System.nanoTime() - start) / 1e9);
            }
            all.add("%.1f GB/s with %d".formatted(2.0 * n * (256 << 20) / 1e9 / best, n));
        }
        return String.join(", ", all);
    }
}
