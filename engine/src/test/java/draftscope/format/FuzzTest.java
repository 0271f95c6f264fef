package draftscope.format;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.cache.KvCache;
import draftscope.chat.ChatMessage;
import draftscope.chat.ChatTemplate;
import draftscope.chat.ChatTemplateException;
import draftscope.model.Batch;
import draftscope.model.LanguageModel;
import draftscope.model.ToyModels;
import draftscope.trace.TraceCodec;
import draftscope.trace.TraceFixtures;
import draftscope.trace.TraceFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Small files of every kind, damaged at random, through everything that a file passes: its reader, the architecture, the
/// tokenizer, one forward pass, the chat template; and traces through their codec.
///
/// Whatever is damaged is read or refused with one clear sentence. Nothing else is thrown, no file takes more than ten
/// seconds, and none makes the reader allocate beyond 400 MB. A case that breaks this is kept in `target/fuzz` and told
/// with its seed. `-Dfuzz.minutes=30 -Dfuzz.seed=7` for a long search.
@Tag("thorough")
class FuzzTest {
    private static final long MOST_BYTES = 400L << 20;
    private static final long MOST_NANOS = 10_000_000_000L;
    private static final String[] LIES = {"-1", "0", "4294967296", "9223372036854775807", "1e999", "null", "[]", "{}",
            "\"\"", "true", "99999999", "\"\\u0000\"", "NaN", "[[[[[[[[", "1.5"};

    @TempDir
    Path temp;

    /// A file that is whole, and what the folder around it holds.
    private record Specimen(String name, byte[] bytes) {}

    private final List<Specimen> specimens = new ArrayList<>();
    private final com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory
            .getThreadMXBean();

    @Test
    void damagedFilesAreReadOrRefused() throws IOException {
        collect();
        long seed = Long.getLong("fuzz.seed", 1);
        long end = System.nanoTime() + (long) (Double.parseDouble(System.getProperty("fuzz.minutes", "1")) * 60e9);
        int cases = 0;
        int refusals = 0;
        List<String> broken = new ArrayList<>();
        for (long n = seed * 1_000_000_000L; System.nanoTime() < end; n++, cases++) {
            Random random = new Random(n);
            Specimen specimen = specimens.get(random.nextInt(specimens.size()));
            byte[] damaged = damage(specimen, random);
            long start = System.nanoTime();
            long allocated = threads.getCurrentThreadAllocatedBytes();
            String fault = null;
            try {
                use(specimen.name(), damaged, random);
            } catch (TraceFormatException e) {
                refusals++;
                fault = unclear(e.getMessage() + "."); // who shows it ends the sentence
            } catch (ModelFormatException | ChatTemplateException e) {
                refusals++;
                fault = unclear(e.getMessage());
            } catch (Throwable e) {
                fault = e + " at " + (e.getStackTrace().length == 0 ? "?" : e.getStackTrace()[0]);
            }
            if (System.nanoTime() - start > MOST_NANOS) {
                fault = "took " + (System.nanoTime() - start) / 1_000_000 + " ms";
            }
            if (threads.getCurrentThreadAllocatedBytes() - allocated > MOST_BYTES) {
                fault = "allocated " + (threads.getCurrentThreadAllocatedBytes() - allocated >> 20) + " MB";
            }
            if (fault != null && broken.size() < 30) {
                Path kept = Files.createDirectories(Path.of("target", "fuzz"))
                        .resolve(n + "-" + specimen.name().replace('/', '-'));
                Files.write(kept, damaged);
                broken.add(kept + ": " + fault);
                System.out.println(broken.getLast());
            }
        }
        System.out.printf("%d damaged files, %d refused, seed %d%n", cases, refusals, seed);
        assertThat(broken).isEmpty();
    }

    private static String unclear(String message) {
        boolean clear = message != null && message.endsWith(".") && !message.startsWith("null")
                && !message.contains("\n") && message.length() < 4000;
        return clear ? null : "unclear: " + message;
    }

    private void collect() throws IOException {
        for (int version = 0; version <= 2; version++) {
            specimens.add(new Specimen("v" + version + ".bin", SmallFiles.llama2c(version)));
        }
        specimens.add(new Specimen("tok5.bin", SmallFiles.llama2cTokenizer()));
        specimens.add(new Specimen("a.model", SmallFiles.sentencePiece()));
        specimens.add(new Specimen("tokenizer.json", SmallFiles.TOKENIZER.getBytes(StandardCharsets.UTF_8)));
        for (String part : List.of("config.json", "tokenizer.json", "model.safetensors")) {
            specimens.add(new Specimen("folder/" + part,
                    Files.readAllBytes(SmallFiles.folder(temp.resolve("whole")).resolve(part))));
        }
        for (QuantFormat format : List.of(QuantFormat.F32, QuantFormat.F16, QuantFormat.Q8_0, QuantFormat.Q4_0)) {
            specimens.add(new Specimen("toy-" + format + ".gguf",
                    ToyModels.causal(1).withFormat(format).writer().toBytes()));
        }
        specimens.add(new Specimen("canvas.gguf", ToyModels.bidirectional(2).writer().toBytes()));
        specimens.add(new Specimen("blocks.gguf", ToyModels.bidirectional(2).writer()
                .put("llama.attention.block_length", 8).toBytes()));
        specimens.add(new Specimen("chat.gguf", ToyModels.causal(3).writer().put("tokenizer.chat_template",
                "{% for m in messages %}{{ '<' + m.role + '>' + m.content | trim }}{% endfor %}"
                        + "{% if add_generation_prompt %}{{ bos_token }}{% endif %}")
                .toBytes()));
        StringBuilder trace = new StringBuilder();
        TraceFixtures.speculative().forEach(event -> trace.append(TraceCodec.write(event)).append('\n'));
        specimens.add(new Specimen("run.jsonl", trace.toString().getBytes(StandardCharsets.UTF_8)));
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(trace.toString().getBytes(StandardCharsets.UTF_8));
        }
        specimens.add(new Specimen("packed.jsonl", packed.toByteArray()));
        specimens.add(new Specimen("answer.jsonl", """
                {"content":" to be","stop":true,"tokens_evaluated":9,"stop_type":"limit","completion_probabilities":[
                {"id":7,"token":" to","bytes":[32,116,111],"logprob":-0.1,"top_logprobs":[
                {"id":7,"token":" to","bytes":[32,116,111],"logprob":-0.1}]}]}""".getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] damage(Specimen specimen, Random random) {
        byte[] bytes = specimen.bytes().clone();
        boolean text = specimen.name().endsWith(".json") || specimen.name().endsWith(".jsonl");
        int header = Math.min(bytes.length, 12_000); // weights say nothing that can be wrong
        for (int n = random.nextInt(3); n >= 0; n--) {
            int at = random.nextInt(header);
            switch (random.nextInt(text ? 6 : 5)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> bytes[at] = (byte) 0xff;
                case 2 -> bytes = random.nextInt(5) > 0
                        ? bytes
                        : java.util.Arrays.copyOf(bytes, Math.max(1, random.nextInt(bytes.length)));
                case 3 -> {
                    ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
                    long[] lies = {-1, 0, 1, Integer.MAX_VALUE, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 40};
                    long lie = lies[random.nextInt(lies.length)];
                    if (at + 8 <= bytes.length && random.nextBoolean()) {
                        words.putLong(at, lie);
                    } else if (at + 4 <= bytes.length) {
                        words.putInt(at, (int) lie);
                    }
                }
                case 4 -> { // a part of the file stands twice
                    int length = Math.min(1 + random.nextInt(64), bytes.length - at);
                    byte[] longer = new byte[bytes.length + length];
                    System.arraycopy(bytes, 0, longer, 0, at + length);
                    System.arraycopy(bytes, at, longer, at + length, bytes.length - at);
                    bytes = longer;
                }
                default -> bytes = lie(new String(bytes, StandardCharsets.UTF_8), random);
            }
            header = Math.min(header, bytes.length);
        }
        return bytes;
    }

    /// One value of a JSON text is another.
    private static byte[] lie(String json, Random random) {
        int colon = json.indexOf(':', random.nextInt(Math.max(1, json.length())));
        if (colon >= 0) {
            int end = colon + 1;
            while (end < json.length() && ",}]\n".indexOf(json.charAt(end)) < 0) {
                end++;
            }
            json = json.substring(0, colon + 1) + LIES[random.nextInt(LIES.length)] + json.substring(end);
        }
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private void use(String name, byte[] bytes, Random random) throws IOException {
        Path path = temp.resolve(name);
        if (name.endsWith(".jsonl")) {
            Files.write(path, bytes);
            TraceFixtures.read(path);
            return;
        }
        if (name.startsWith("folder/")) {
            SmallFiles.folder(temp.resolve("folder"));
            Files.write(path, bytes);
            path = path.getParent();
        } else {
            Files.write(path, bytes);
        }
        try (ModelFile file = ModelFile.open(path)) {
            file.metadata().values().forEach(Object::hashCode);
            if (!name.endsWith(".gguf") && !name.startsWith("v") && !name.startsWith("folder")) {
                return; // a vocabulary alone is no model
            }
        }
        try (LanguageModel model = LanguageModel.open(path, 1)) {
            pass(model, random);
            ChatTemplate.of(model.file(), model.tokenizer().vocabulary()).ifPresent(
                    template -> template.render(List.of(new ChatMessage("user", "Hello")), true));
        }
    }

    private static void pass(LanguageModel model, Random random) {
        if (model.config().layers() * (long) model.config().kvDim() > 1 << 20) {
            return; // a lie that is consistent: a large model is allowed to need memory
        }
        KvCache cache = model.transformer().newCache(4);
        int[] ids = {random.nextInt(model.config().vocabSize()), random.nextInt(model.config().vocabSize())};
        model.transformer().forward(Batch.next(0, ids), cache);
        try {
            model.tokenizer().decode(model.tokenizer().encode("Once upon é 🙂 a  time\n", true));
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            assertThat(unclear(e.getMessage() + ".")).isNull(); // a vocabulary that cannot spell the text says so
        }
    }
}
