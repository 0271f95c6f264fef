package draftscope.model;

import draftscope.cache.KvCache;
import draftscope.format.QuantFormat;
import draftscope.kernel.Kernels;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// How long a forward pass takes on a model of 5.8 million parameters. Prints, asserts nothing, and is not part of the
/// build: `mvn test -pl engine -am -Dtest=ForwardBenchmark`. `-Dbenchmark.threads=2` for two threads.
@Tag("benchmark")
class ForwardBenchmark {
    private static final int CONTEXT = 128;
    private static final int SAMPLES = 60;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(value = QuantFormat.class, names = {"F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_K", "Q6_K"})
    void oneRowAndMany(QuantFormat format) {
        ToyModels toy = new ToyModels(1, 2048, 256, 8, 8, 4, 512, true, true, false, format);
        int threads = Integer.getInteger("benchmark.threads", 1);
        Path file = toy.write(folder.resolve("bench.gguf"));
        try (LanguageModel model = LanguageModel.open(file, threads)) {
            System.out.printf("%s, %s, %,d parameters, %d threads, context %d%n", model.transformer().kernels(),
                    format,
                    model.parameterCount(), threads, CONTEXT);
            Transformer t = model.transformer();
            KvCache cache = t.newCache(512);
            t.forward(Batch.next(0, IntStream.range(0, CONTEXT).toArray()), cache);
            cache.append(CONTEXT);
            double one = 0;
            for (int rows : new int[]{1, 4, 16, 64}) {
                Batch batch = Batch.next(CONTEXT, IntStream.range(300, 300 + rows).toArray());
                for (int i = 0; i < 3000 / (rows + 9); i++) {
                    t.forward(batch, cache);
                }
                long[] nanos = new long[SAMPLES];
                for (int i = 0; i < SAMPLES; i++) {
                    long start = System.nanoTime();
                    t.forward(batch, cache);
                    nanos[i] = System.nanoTime() - start;
                }
                Arrays.sort(nanos);
                double best = nanos[0] / 1e6;
                double median = nanos[SAMPLES / 2] / 1e6;
                one = rows == 1 ? best : one;
                System.out.printf(
                        "%3d rows: median %.3f ms, best %.3f ms, %.0f tokens/s, %.2f of as many single rows at best%n",
                        rows,
                        median, best, rows / median * 1e3, best / (one * rows));
            }
        }
    }
}
