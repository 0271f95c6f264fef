package draftscope.app.window;

import draftscope.format.GgufWriter;
import draftscope.format.QuantFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Small random models in GGUF files, for tests of the window that do not care what is written.
///
/// A draft has its target's weights with some noise, so that it guesses right often but not always.
///
/// @param name  what the file calls itself
/// @param words pieces after the special ones and the bytes; another list is another vocabulary
/// @param noise added to the weights, as a share of their own spread
/// @param context tokens that it can hold
public record ToyModel(String name, long seed, List<String> words, double noise, boolean causal, int context) {
    public static final List<String> WORDS = List
            .of(("once upon a time there was little girl boy fox cat named lily tim who found "
                    + "red box in the garden she he it was very happy sad and saw bird with broken wing said can i help you yes they "
                    + "went home together to play under big tree then rain came but sun smiled again one day mum gave him her new "
                    + "ball kite boat ran far away looked up found out that friend is kind . , ! ?").split(" "));

    private static final int DIM = 48;
    private static final int LAYERS = 3;
    private static final int HEADS = 4;
    private static final int KV_HEADS = 2;
    private static final int FFN = 96;
    private static final int SPECIALS = 4;
    private static final int BYTES = 256;

    /// One that can hold 512 tokens.
    public ToyModel(String name, long seed, List<String> words, double noise, boolean causal) {
        this(name, seed, words, noise, causal, 512);
    }

    /// The same model for longer texts.
    public ToyModel withContext(int tokens) {
        return new ToyModel(name, seed, words, noise, causal, tokens);
    }

    public static ToyModel target() {
        return new ToyModel("toy-target", 7, WORDS, 0, true);
    }

    public static ToyModel draft() {
        return new ToyModel("toy-draft", 7, WORDS, 0.25, true);
    }

    /// A draft that shares no vocabulary with [#target()].
    public static ToyModel stranger() {
        return new ToyModel("stranger", 7, WORDS.reversed(), 0, true);
    }

    public static ToyModel diffusion() {
        return new ToyModel("toy-diffusion", 9, WORDS, 0, false);
    }

    /// Writes the model of [#diffusion()] to `toy-block.gguf`, as one that sees no further than the end of a block of 16.
    public static Path writeBlocks(Path folder) {
        try {
            Path file = folder.resolve("toy-block.gguf");
            diffusion().writer().put("llama.attention.block_length", 16).write(file);
            return file;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Writes it to a file of its name in `folder`.
    public Path write(Path folder) {
        return write(folder, writer());
    }

    /// The same for a model whose tokens see no further back than `window` positions, so that a long text takes no more time a
    /// token than a short one.
    public Path writeWindowed(Path folder, int window) {
        return write(folder, writer("mistral").put("mistral.attention.sliding_window", window));
    }

    private Path write(Path folder, GgufWriter writer) {
        try {
            Path file = folder.resolve(name + ".gguf");
            writer.write(file);
            return file;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private GgufWriter writer() {
        return writer("llama");
    }

    private GgufWriter writer(String architecture) {
        String key = architecture + ".";
        Random weights = new Random(seed);
        int headDim = DIM / HEADS;
        int kvDim = KV_HEADS * headDim;
        int vocab = SPECIALS + BYTES + words.size() * 2;
        GgufWriter out = new GgufWriter().put("general.architecture", architecture).put("general.name", name)
                .put(key + "block_count", LAYERS).put(key + "context_length", context)
                .put(key + "embedding_length", DIM)
                .put(key + "feed_forward_length", FFN).put(key + "attention.head_count", HEADS)
                .put(key + "attention.head_count_kv", KV_HEADS).put(key + "rope.dimension_count", headDim)
                .put(key + "attention.layer_norm_rms_epsilon", 1e-5f).put(key + "attention.causal", causal);
        vocabulary(out, vocab);
        matrix(out, weights, "token_embd.weight", vocab, DIM, 1);
        for (int layer = 0; layer < LAYERS; layer++) {
            String at = "blk." + layer + ".";
            norm(out, at + "attn_norm.weight");
            matrix(out, weights, at + "attn_q.weight", DIM, DIM, 2);
            matrix(out, weights, at + "attn_k.weight", kvDim, DIM, 2);
            matrix(out, weights, at + "attn_v.weight", kvDim, DIM, 1);
            matrix(out, weights, at + "attn_output.weight", DIM, DIM, 1);
            norm(out, at + "ffn_norm.weight");
            matrix(out, weights, at + "ffn_gate.weight", FFN, DIM, 1);
            matrix(out, weights, at + "ffn_up.weight", FFN, DIM, 1);
            matrix(out, weights, at + "ffn_down.weight", DIM, FFN, 1);
        }
        norm(out, "output_norm.weight");
        output(out, weights, vocab);
        return out;
    }

    private void vocabulary(GgufWriter out, int vocab) {
        List<String> pieces = new ArrayList<>(List.of("<unk>", "<s>", "</s>", "<mask>"));
        for (int b = 0; b < BYTES; b++) {
            pieces.add("<0x%02X>".formatted(b));
        }
        words.forEach(word -> pieces.add("▁" + word));
        words.forEach(pieces::add);
        int[] types = new int[vocab];
        float[] scores = new float[vocab];
        for (int id = 0; id < vocab; id++) {
            types[id] = id == 0 ? 2 : id < SPECIALS ? 3 : id < SPECIALS + BYTES ? 6 : 1;
            scores[id] = id < SPECIALS + BYTES ? 0 : SPECIALS + BYTES - id;
        }
        out.put("tokenizer.ggml.model", "llama").put("tokenizer.ggml.tokens", pieces.toArray(String[]::new))
                .put("tokenizer.ggml.scores", scores).put("tokenizer.ggml.token_type", types)
                .put("tokenizer.ggml.unknown_token_id", 0).put("tokenizer.ggml.bos_token_id", 1)
                .put("tokenizer.ggml.eos_token_id", 2).put("tokenizer.ggml.mask_token_id", 3);
    }

    /// Rows of pieces that would be ugly to read (specials, bytes) are zero, so that words win.
    private void output(GgufWriter out, Random weights, int vocab) {
        float[] values = values(weights, vocab * DIM, 4 / Math.sqrt(DIM));
        Arrays.fill(values, 0, (SPECIALS + BYTES) * DIM, 0);
        Arrays.fill(values, (SPECIALS + BYTES + words.size()) * DIM, vocab * DIM, 0);
        out.tensor("output.weight", QuantFormat.F32, new long[]{DIM, vocab}, values);
    }

    private void matrix(GgufWriter out, Random weights, String tensor, int rows, int columns, double gain) {
        out.tensor(tensor, QuantFormat.F32, new long[]{columns, rows},
                values(weights, rows * columns, gain / Math.sqrt(columns)));
    }

    private void norm(GgufWriter out, String tensor) {
        float[] ones = new float[DIM];
        Arrays.fill(ones, 1);
        out.tensor(tensor, QuantFormat.F32, new long[]{DIM}, ones);
    }

    private float[] values(Random weights, int count, double spread) {
        Random own = new Random(seed + name.hashCode());
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (spread * (weights.nextGaussian() + noise * own.nextGaussian()));
        }
        return values;
    }
}
