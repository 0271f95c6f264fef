package draftscope.model;

import draftscope.format.GgufWriter;
import draftscope.format.QuantFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Seeded random models in GGUF files, small enough to run by the thousand and complete enough to run everything.
///
/// The vocabulary: `<unk>` 0, `<s>` 1, `</s>` 2, `<mask>` 3, 256 byte pieces from 4, then words and letters as far as `vocab`
/// goes. A vocabulary too small for the byte pieces has none: `<unk>`, `<s>`, `</s>`, `<mask>`, then letters.
///
/// The weights say nothing sensible, but they are scaled so that the distribution over the next token is neither flat nor
/// certain.
///
/// @param seed    of the weights
/// @param vocab   pieces, at least 5
/// @param dim     width, a multiple of `heads`
/// @param layers  at least 1
/// @param heads   query heads
/// @param kvHeads divides `heads`
/// @param ffnDim  width inside the feed-forward part
/// @param causal  false for a bidirectional model
/// @param tied    the output matrix is the embedding
/// @param biases  with a bias on every projection
/// @param format  of the matrices; Q8_0 needs `dim` and `ffnDim` to be multiples of 32
public record ToyModels(long seed, int vocab, int dim, int layers, int heads, int kvHeads, int ffnDim, boolean causal,
        boolean tied, boolean biases, QuantFormat format) {
    /// Ids of the special pieces.
    public static final int UNKNOWN = 0;
    public static final int BOS = 1;
    public static final int EOS = 2;
    public static final int MASK = 3;

    private static final int SPECIALS = 4;
    private static final int BYTES = 256;
    private static final String[] WORDS = {"▁", "▁the", "▁a", "▁cat", "▁dog", "▁saw", "▁and", "▁big", "he", "th", "▁t",
            "▁th",
            "at", "ca", "▁c", "▁s", "in", "▁i", "og", "do", "▁d", "an", "nd", "▁an", ".", ",", "!", "aw", "sa", "▁b",
            "ig"};

    /// A causal model that is quick to run: vocabulary 300, width 32, 2 layers, 4 heads on 2.
    public static ToyModels causal(long seed) {
        return new ToyModels(seed, 300, 32, 2, 4, 2, 64, true, false, false, QuantFormat.F32);
    }

    /// The same, bidirectional.
    public static ToyModels bidirectional(long seed) {
        return new ToyModels(seed, 300, 32, 2, 4, 2, 64, false, false, false, QuantFormat.F32);
    }

    /// A model like [#bidirectional(long)] that sees no further than the end of a block of 8, with shifted logits; written to
    /// `folder` and open.
    public static LanguageModel openBlocks(long seed, Path folder) {
        Path file = folder.resolve("toy-blocks-" + seed + ".gguf");
        try {
            if (!Files.exists(file)) { // as in open
                bidirectional(seed).writer().put("llama.attention.block_length", 8)
                        .put("diffusion.shift_logits", true).write(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return LanguageModel.open(file, 1);
    }

    /// A causal model over so few pieces that laws can be summed out exactly: `vocab` 5 to 259, width 16, 1 layer.
    public static ToyModels tiny(long seed, int vocab) {
        return new ToyModels(seed, vocab, 16, 1, 2, 1, 32, true, true, false, QuantFormat.F32);
    }

    /// The same with another seed.
    public ToyModels withSeed(long newSeed) {
        return new ToyModels(newSeed, vocab, dim, layers, heads, kvHeads, ffnDim, causal, tied, biases, format);
    }

    /// The same with another matrix format.
    public ToyModels withFormat(QuantFormat newFormat) {
        return new ToyModels(seed, vocab, dim, layers, heads, kvHeads, ffnDim, causal, tied, biases, newFormat);
    }

    /// The same with biases on every projection.
    public ToyModels withBiases() {
        return new ToyModels(seed, vocab, dim, layers, heads, kvHeads, ffnDim, causal, tied, true, format);
    }

    /// Writes the model to `file` and returns it.
    public Path write(Path file) {
        try {
            writer().write(file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes the model into `folder` under a name of its own, unless it is there, and opens it with the best kernels.
    public LanguageModel open(Path folder, int threads) {
        Path file = folder.resolve("toy-" + Integer.toHexString(hashCode()) + ".gguf");
        // Not twice: another model may have the first file mapped, and cutting a mapped file short kills the process.
        return LanguageModel.open(Files.exists(file) ? file : write(file), threads);
    }

    /// The file before it is written, for those who want to change it.
    public GgufWriter writer() {
        Random random = new Random(seed);
        int headDim = dim / heads;
        int kvDim = kvHeads * headDim;
        GgufWriter out = new GgufWriter().put("general.architecture", "llama").put("general.name", "toy " + seed)
                .put("llama.block_count", layers).put("llama.context_length", 512).put("llama.embedding_length", dim)
                .put("llama.feed_forward_length", ffnDim).put("llama.attention.head_count", heads)
                .put("llama.attention.head_count_kv", kvHeads).put("llama.rope.dimension_count", headDim)
                .put("llama.attention.layer_norm_rms_epsilon", 1e-5f).put("llama.attention.causal", causal);
        vocabulary(out, vocab);
        matrix(out, random, "token_embd.weight", vocab, dim, 1);
        for (int l = 0; l < layers; l++) {
            String at = "blk." + l + ".";
            norm(out, random, at + "attn_norm.weight");
            projection(out, random, at + "attn_q", dim, dim, 2);
            projection(out, random, at + "attn_k", kvDim, dim, 2);
            projection(out, random, at + "attn_v", kvDim, dim, 1);
            projection(out, random, at + "attn_output", dim, dim, 1);
            norm(out, random, at + "ffn_norm.weight");
            projection(out, random, at + "ffn_gate", ffnDim, dim, 1);
            projection(out, random, at + "ffn_up", ffnDim, dim, 1);
            projection(out, random, at + "ffn_down", dim, ffnDim, 1);
        }
        norm(out, random, "output_norm.weight");
        if (!tied) {
            matrix(out, random, "output.weight", vocab, dim, 2);
        }
        return out;
    }

    /// Puts a tokenizer of `vocab` pieces into `out`.
    static void vocabulary(GgufWriter out, int vocab) {
        List<String> pieces = new ArrayList<>(List.of("<unk>", "<s>", "</s>", "<mask>"));
        boolean spellsBytes = vocab >= SPECIALS + BYTES;
        for (int b = 0; b < BYTES && spellsBytes; b++) {
            pieces.add("<0x%02X>".formatted(b));
        }
        int texts = pieces.size();
        if (spellsBytes) {
            for (int i = 0; i < WORDS.length && pieces.size() < vocab; i++) {
                pieces.add(WORDS[i]);
            }
        }
        for (int i = 0; pieces.size() < vocab; i++) {
            pieces.add(i < 26 ? String.valueOf((char) ('a' + i)) : "w" + i);
        }
        int[] types = new int[vocab];
        float[] scores = new float[vocab];
        for (int id = 0; id < vocab; id++) {
            types[id] = id == UNKNOWN ? 2 : id < SPECIALS ? 3 : id < texts ? 6 : 1;
            scores[id] = id < texts ? 0 : texts - id;
        }
        out.put("tokenizer.ggml.model", "llama").put("tokenizer.ggml.tokens", pieces.toArray(String[]::new))
                .put("tokenizer.ggml.scores", scores).put("tokenizer.ggml.token_type", types)
                .put("tokenizer.ggml.unknown_token_id", UNKNOWN).put("tokenizer.ggml.bos_token_id", BOS)
                .put("tokenizer.ggml.eos_token_id", EOS).put("tokenizer.ggml.mask_token_id", MASK);
    }

    private void projection(GgufWriter out, Random random, String name, int rows, int columns, double gain) {
        matrix(out, random, name + ".weight", rows, columns, gain);
        if (biases) {
            out.tensor(name + ".bias", QuantFormat.F32, new long[]{rows}, gaussian(random, rows, 0.1, 0));
        }
    }

    private void matrix(GgufWriter out, Random random, String name, int rows, int columns, double gain) {
        out.tensor(name, format, new long[]{columns, rows},
                gaussian(random, rows * columns, gain / Math.sqrt(columns), 0));
    }

    private void norm(GgufWriter out, Random random, String name) {
        out.tensor(name, QuantFormat.F32, new long[]{dim}, gaussian(random, dim, 0.1, 1));
    }

    private static float[] gaussian(Random random, int n, double deviation, double mean) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) (mean + deviation * random.nextGaussian());
        }
        return values;
    }
}
