package draftscope.format;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/// A llama model of random weights and any size, for benchmarks and tests: it says nothing, at the speed of a real one.
///
/// Weights are uniform with standard deviation `1 / sqrt(row length)`, so that every layer keeps the size of what passes and
/// logits stay near one; norms are 1. The vocabulary is complete: 256 byte pieces, then letters and short words. The same
/// parameters give the same file. Tensors are made row by row while the file is written, so memory does not grow with them.
///
/// @param seed    of the weights
/// @param vocab   pieces, at least [#MIN_VOCABULARY]; the output matrix is a tensor of its own
/// @param dim     width of the residual stream; a multiple of `heads`
/// @param layers  number of layers
/// @param heads   query heads
/// @param kvHeads key and value heads; divides `heads`
/// @param ffnDim  width inside the feed-forward part
/// @param context positions
/// @param format  of the matrices, one of [Quantiser#formats()]; `dim` and `ffnDim` must be multiples of its block length
public record RandomModel(long seed, int vocab, int dim, int layers, int heads, int kvHeads, int ffnDim, int context,
        QuantFormat format) {
    /// Three special pieces and 256 bytes.
    public static final int MIN_VOCABULARY = 259;

    private static final float UNIFORM_TO_DEVIATION = (float) Math.sqrt(12);

    public RandomModel {
        if (vocab < MIN_VOCABULARY) {
            throw new IllegalArgumentException("the vocabulary has " + vocab + " pieces; at least " + MIN_VOCABULARY
                    + " are needed");
        }
        if (dim % heads != 0 || heads % kvHeads != 0 || dim / heads % 2 != 0) {
            throw new IllegalArgumentException(
                    dim + " numbers cannot be shared by " + heads + " heads of even width, or "
                            + heads + " heads by " + kvHeads + " key and value heads");
        }
        format.rowBytes(dim);
        format.rowBytes(ffnDim);
        if (!Quantiser.formats().contains(format)) {
            throw new IllegalArgumentException("numbers cannot be rounded to " + format);
        }
    }

    /// Numbers in all tensors.
    public long parameters() {
        long attention = 2L * dim * dim + 2L * dim * kvDim();
        return 2L * vocab * dim + dim + layers * (attention + 3L * dim * ffnDim + 2L * dim);
    }

    private int kvDim() {
        return dim / heads * kvHeads;
    }

    /// Writes the model as a GGUF file, replacing one that is there.
    public void write(Path path) throws IOException {
        GgufWriter out = new GgufWriter();
        putMetadata(out);
        matrix(out, "token_embd.weight", vocab, dim);
        for (int layer = 0; layer < layers; layer++) {
            String at = "blk." + layer + ".";
            norm(out, at + "attn_norm.weight");
            matrix(out, at + "attn_q.weight", dim, dim);
            matrix(out, at + "attn_k.weight", kvDim(), dim);
            matrix(out, at + "attn_v.weight", kvDim(), dim);
            matrix(out, at + "attn_output.weight", dim, dim);
            norm(out, at + "ffn_norm.weight");
            matrix(out, at + "ffn_gate.weight", ffnDim, dim);
            matrix(out, at + "ffn_up.weight", ffnDim, dim);
            matrix(out, at + "ffn_down.weight", dim, ffnDim);
        }
        norm(out, "output_norm.weight");
        matrix(out, "output.weight", vocab, dim);
        out.write(path);
    }

    private void putMetadata(GgufWriter out) {
        out.put("general.architecture", "llama").put("general.name", "random-" + parameters())
                .put("llama.block_count", layers).put("llama.context_length", context)
                .put("llama.embedding_length", dim).put("llama.feed_forward_length", ffnDim)
                .put("llama.attention.head_count", heads).put("llama.attention.head_count_kv", kvHeads)
                .put("llama.rope.dimension_count", dim / heads).put("llama.rope.freq_base", 10000f)
                .put("llama.attention.layer_norm_rms_epsilon", 1e-5f).put("llama.vocab_size", vocab);
        String[] tokens = new String[vocab];
        float[] scores = new float[vocab];
        int[] types = new int[vocab];
        for (int id = 0; id < vocab; id++) {
            tokens[id] = switch (id) {
                case 0 -> "<unk>";
                case 1 -> "<s>";
                case 2 -> "</s>";
                default -> id < MIN_VOCABULARY ? "<0x%02X>".formatted(id - 3) : word(id - MIN_VOCABULARY);
            };
            types[id] = id == 0 ? 2 : id < 3 ? 3 : id < MIN_VOCABULARY ? 6 : 1;
            scores[id] = Math.min(0, MIN_VOCABULARY - id);
        }
        out.put("tokenizer.ggml.model", "llama").put("tokenizer.ggml.pre", "default")
                .put("tokenizer.ggml.tokens", tokens).put("tokenizer.ggml.scores", scores)
                .put("tokenizer.ggml.token_type", types).put("tokenizer.ggml.unknown_token_id", 0)
                .put("tokenizer.ggml.bos_token_id", 1).put("tokenizer.ggml.eos_token_id", 2)
                .put("tokenizer.ggml.add_bos_token", true);
    }

    /// `▁`, `a` to `z`, then for each shorter word w the words wa to wz.
    private static String word(int index) {
        StringBuilder word = new StringBuilder();
        for (int rest = index; rest > 0; rest = (rest - 1) / 26) {
            word.insert(0, (char) ('a' + (rest - 1) % 26));
        }
        return word.isEmpty() ? "▁" : word.toString();
    }

    private void norm(GgufWriter out, String name) {
        out.tensor(name, QuantFormat.F32, new long[]{dim}, (row, numbers) -> Arrays.fill(numbers, 1));
    }

    private void matrix(GgufWriter out, String name, int rows, int columns) {
        float width = UNIFORM_TO_DEVIATION / (float) Math.sqrt(columns);
        SplittableRandom random = new SplittableRandom(seed * 31 + name.hashCode());
        out.tensor(name, format, new long[]{columns, rows}, (row, numbers) -> {
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = ((float) random.nextDouble() - 0.5f) * width;
            }
        });
    }
}
