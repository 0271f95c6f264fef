package draftscope.model;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// One small model with random weights per architecture, as a file and as a [ReferenceTransformer] that was told the same
/// features by hand.
public final class ArchitectureSamples {
    /// Pieces in each vocabulary.
    public static final int VOCAB = 300;

    private static final int CONTEXT = 128;
    private static final int DIM = 48;
    private static final int HEADS = 4;
    private static final int KV_HEADS = 2;
    private static final int HEAD_DIM = 16;
    private static final int FFN = 80;
    private static final int PAIRS = HEAD_DIM / 2;

    private ArchitectureSamples() {}

    /// A model.
    ///
    /// @param name      the architecture, and what is special about this one
    /// @param weights   its tensors and keys
    /// @param reference what it must compute
    record Sample(String name, RandomWeights weights, ReferenceTransformer reference) {
        @Override
        public String toString() {
            return name;
        }
    }

    /// Writes the samples whose names are given into `folder`, for other engines to read.
    public static List<Path> write(Path folder, String... names) {
        return Arrays.stream(names)
                .map(name -> all().stream().filter(s -> s.name.equals(name)).findFirst().orElseThrow())
                .map(s -> s.weights.write(folder.resolve(s.name.replace(' ', '-') + ".gguf"))).toList();
    }

    static List<Sample> all() {
        return List.of(
                sample("llama with YaRN", "llama", 2, (w, r) -> {
                    w.put("rope.scaling.type", "yarn").put("rope.scaling.factor", 4f)
                            .put("rope.scaling.original_context_length", 32).put("rope.freq_base", 5000f);
                    r.frequencies = everywhere(r, yarn(5000, 4, 32));
                    r.magnitude = 0.1 * Math.log(4) + 1;
                }),
                sample("llama with dynamic NTK", "llama", 2, (w, r) -> w.put("rope.scaling.type", "dynamic")
                        .put("rope.scaling.factor", 3f)),
                sample("llama with Llama 3's factors", "llama", 2, (w, r) -> {
                    float[] factors = {1, 1, 1, 1.5f, 4, 8, 8, 8};
                    w.given("rope_freqs.weight", factors);
                    r.frequencies = everywhere(r, divided(plain(10000), factors));
                }),
                sample("llama with experts", "llama", 2, (w, r) -> experts(w, r, 4, 2)),
                sample("mistral", "mistral", 2, (w, r) -> {
                    w.put("attention.sliding_window", 5).putGeneral("draftscope.rope.pairing", "halves");
                    r.halves = true;
                    r.window = new int[]{5, 5};
                }),
                sample("qwen2", "qwen2", 2, (w, r) -> {
                    r.halves = true;
                    narrow(w, r, 1);
                    biases(w, r);
                }),
                sample("qwen3", "qwen3", 2, (w, r) -> {
                    r.halves = true;
                    r.queryKeyNorms = true;
                }),
                sample("qwen3moe", "qwen3moe", 2, (w, r) -> {
                    r.halves = true;
                    r.queryKeyNorms = true;
                    experts(w, r, 6, 3);
                    r.ffn = 40;
                    w.put("expert_feed_forward_length", 40);
                }),
                sample("qwen3moe with weights as they are", "qwen3moe", 2, (w, r) -> {
                    r.halves = true;
                    r.queryKeyNorms = true;
                    experts(w, r, 4, 2);
                    w.put("expert_weights_norm", false);
                    r.expertsNormalised = false;
                }),
                // llama.cpp of 2025 runs Gemma 2 with the numbers of layers of the published models only
                sample("gemma2", "gemma2", 26, ArchitectureSamples::gemma2),
                sample("gemma2 as deep as 27B", "gemma2", 46, (w, r) -> {
                    gemma2(w, r);
                    r.attentionScale = 1 / Math.sqrt((double) DIM / HEADS);
                }),
                sample("gemma3", "gemma3", 7, (w, r) -> {
                    w.put("attention.sliding_window", 4).put("rope.freq_base", 50000f)
                            .put("rope.scaling.type", "linear").put("rope.scaling.factor", 2f);
                    gemma(r);
                    r.queryKeyNorms = true;
                    r.window = new int[]{4, 4, 4, 4, 4, 0, 4};
                    r.frequencies = everywhere(r, plain(10000));
                    r.frequencies[5] = Arrays.stream(plain(50000)).map(f -> f / 2).toArray();
                }),
                sample("phi3", "phi3", 2, ArchitectureSamples::phi3),
                sample("phi3 with LongRoPE", "phi3", 2, (w, r) -> {
                    phi3(w, r);
                    longRope(w, r, CONTEXT, 0);
                }),
                sample("phi3 with LongRoPE beyond its context", "phi3", 2, (w, r) -> {
                    phi3(w, r);
                    longRope(w, r, 8, 1);
                }),
                sample("gpt2", "gpt2", 2, (w, r) -> {
                    w.put("attention.layer_norm_epsilon", 1e-5f);
                    r.layerNorm = true;
                    r.gelu = true;
                    r.gated = false;
                    r.positions = true;
                    r.fused = true;
                    r.frequencies = null;
                    narrow(w, r, 3);
                }),
                sample("granite", "granite", 2, (w, r) -> {
                    w.put("embedding_scale", 6f).put("residual_scale", 0.4f).put("attention.scale", 0.15f)
                            .put("logit_scale", 3f);
                    r.embeddingScale = 6;
                    r.residualScale = 0.4f;
                    r.attentionScale = 0.15f;
                    r.logitDivisor = 3;
                }),
                sample("smollm3", "smollm3", 5, (w, r) -> r.frequencies[3] = null),
                sample("llada", "llada", 2, (w, r) -> r.causal = false),
                sample("dream", "dream", 2, (w, r) -> {
                    r.causal = false;
                    r.halves = true;
                    biases(w, r);
                }));
    }

    private interface Change {
        void to(RandomWeights weights, ReferenceTransformer reference);
    }

    /// A llama, changed, and then given the tensors that follow from its features.
    private static Sample sample(String name, String architecture, int layers, Change change) {
        RandomWeights w = new RandomWeights(architecture, name.hashCode(), VOCAB);
        ReferenceTransformer r = new ReferenceTransformer(w);
        r.layers = layers;
        r.dim = DIM;
        r.ffn = FFN;
        r.heads = HEADS;
        r.kvHeads = KV_HEADS;
        r.headDim = HEAD_DIM;
        r.vocab = VOCAB;
        r.attentionScale = 1 / Math.sqrt(HEAD_DIM);
        r.frequencies = everywhere(r, plain(10000));
        w.put("block_count", layers).put("context_length", CONTEXT).put("embedding_length", DIM)
                .put("feed_forward_length", FFN).put("attention.head_count", HEADS)
                .put("attention.head_count_kv", KV_HEADS).put("attention.key_length", HEAD_DIM)
                .put("attention.value_length", HEAD_DIM).put("rope.dimension_count", HEAD_DIM)
                .put("attention.layer_norm_rms_epsilon", 1e-5f);
        change.to(w, r);
        tensors(w, r);
        return new Sample(name, w, r);
    }

    private static void tensors(RandomWeights w, ReferenceTransformer r) {
        boolean fused = r.fused;
        int queries = r.heads * HEAD_DIM;
        int keys = r.kvHeads * HEAD_DIM;
        w.matrix("token_embd.weight", VOCAB, DIM, 1);
        if (r.positions) {
            w.matrix("position_embd.weight", CONTEXT, DIM, 1);
        }
        for (int l = 0; l < r.layers; l++) {
            String at = "blk." + l + ".";
            norm(w, r, at + "attn_norm", DIM);
            if (fused) {
                w.matrix(at + "attn_qkv.weight", queries + 2 * keys, DIM, 1.6);
            } else {
                w.matrix(at + "attn_q.weight", queries, DIM, 2).matrix(at + "attn_k.weight", keys, DIM, 2)
                        .matrix(at + "attn_v.weight", keys, DIM, 1);
            }
            w.matrix(at + "attn_output.weight", DIM, queries, 1);
            norm(w, r, at + "ffn_norm", DIM);
            if (r.experts > 0) {
                w.matrix(at + "ffn_gate_inp.weight", r.experts, DIM, 2)
                        .stack(at + "ffn_gate_exps.weight", r.experts, r.ffn, DIM, 1)
                        .stack(at + "ffn_up_exps.weight", r.experts, r.ffn, DIM, 1)
                        .stack(at + "ffn_down_exps.weight", r.experts, DIM, r.ffn, 1);
            } else if (fused && r.gated) {
                w.matrix(at + "ffn_up.weight", 2 * FFN, DIM, 1).matrix(at + "ffn_down.weight", DIM, FFN, 1);
            } else {
                if (r.gated) {
                    w.matrix(at + "ffn_gate.weight", FFN, DIM, 1);
                }
                w.matrix(at + "ffn_up.weight", FFN, DIM, 1).matrix(at + "ffn_down.weight", DIM, FFN, 1);
            }
            if (r.positions) {
                w.vector(at + "attn_qkv.bias", queries + 2 * keys, 0, 0.2).vector(at + "attn_output.bias", DIM, 0, 0.2)
                        .vector(at + "ffn_up.bias", FFN, 0, 0.2).vector(at + "ffn_down.bias", DIM, 0, 0.2);
            }
            if (r.queryKeyNorms) {
                w.vector(at + "attn_q_norm.weight", HEAD_DIM, 1.2, 0.2).vector(at + "attn_k_norm.weight", HEAD_DIM, 1.2,
                        0.2);
            }
            if (r.postNorms) {
                norm(w, r, at + "post_attention_norm", DIM);
                norm(w, r, at + "post_ffw_norm", DIM);
            }
        }
        norm(w, r, "output_norm", DIM);
        if (!r.postNorms) {
            w.matrix("output.weight", VOCAB, DIM, 2);
        }
    }

    private static void norm(RandomWeights w, ReferenceTransformer r, String name, int width) {
        w.vector(name + ".weight", width, 1, 0.2);
        if (r.layerNorm) {
            w.vector(name + ".bias", width, 0, 0.2);
        }
    }

    /// As many heads as fill the residual stream, which llama.cpp takes for granted in some architectures.
    private static void narrow(RandomWeights w, ReferenceTransformer r, int kvHeads) {
        r.heads = DIM / HEAD_DIM;
        r.kvHeads = kvHeads;
        w.put("attention.head_count", r.heads).put("attention.head_count_kv", kvHeads);
    }

    private static void biases(RandomWeights w, ReferenceTransformer r) {
        for (int l = 0; l < r.layers; l++) {
            String at = "blk." + l + ".";
            w.vector(at + "attn_q.bias", r.heads * HEAD_DIM, 0, 0.3).vector(at + "attn_k.bias", r.kvHeads * HEAD_DIM, 0,
                    0.3).vector(at + "attn_v.bias", r.kvHeads * HEAD_DIM, 0, 0.3);
        }
    }

    private static void experts(RandomWeights w, ReferenceTransformer r, int count, int used) {
        w.put("expert_count", count).put("expert_used_count", used);
        r.experts = count;
        r.expertsUsed = used;
    }

    private static void gemma(ReferenceTransformer r) {
        r.halves = true;
        r.gelu = true;
        r.postNorms = true;
        r.embeddingScale = Math.sqrt(DIM);
    }

    private static void gemma2(RandomWeights w, ReferenceTransformer r) {
        w.put("attention.sliding_window", 5).put("attn_logit_softcapping", 3f).put("final_logit_softcapping", 5f);
        gemma(r);
        r.window = IntStream.range(0, r.layers).map(l -> l % 2 == 0 ? 5 : 0).toArray();
        r.attentionCap = 3;
        r.logitCap = 5;
    }

    private static double[][] everywhere(ReferenceTransformer r, double[] frequencies) {
        double[][] out = new double[r.layers][];
        Arrays.fill(out, frequencies);
        return out;
    }

    private static double[] plain(double theta) {
        double[] out = new double[PAIRS];
        for (int i = 0; i < PAIRS; i++) {
            out[i] = 1 / Math.pow(theta, 2.0 * i / HEAD_DIM);
        }
        return out;
    }

    /// Peng et al., 2023, arXiv 2309.00071, as all engines have it: the ramp is linear in the pair's number, between the pairs
    /// that turn 32 times and once within the original context.
    private static double[] yarn(double theta, double factor, int original) {
        double from = Math
                .floor(Math.max(0, HEAD_DIM * Math.log(original / (32 * 2 * Math.PI)) / (2 * Math.log(theta))));
        double to = Math.ceil(Math.min(HEAD_DIM - 1,
                HEAD_DIM * Math.log(original / (1 * 2 * Math.PI)) / (2 * Math.log(theta))));
        double[] out = plain(theta);
        for (int i = 0; i < PAIRS; i++) {
            double stretched = i <= from ? 0 : i >= to ? 1 : (i - from) / (to - from);
            out[i] = stretched * (out[i] / factor) + (1 - stretched) * out[i];
        }
        return out;
    }

    private static double[] divided(double[] frequencies, float[] factors) {
        return IntStream.range(0, PAIRS).mapToDouble(i -> frequencies[i] / factors[i]).toArray();
    }

    private static void phi3(RandomWeights w, ReferenceTransformer r) {
        r.halves = true;
        narrow(w, r, 3);
        r.fused = true;
        w.put("attention.sliding_window", CONTEXT); // llama.cpp of 2025 asks for one, and later versions ignore it
    }

    /// Factors for short and long contexts; `taken` says which the reference is to use.
    private static void longRope(RandomWeights w, ReferenceTransformer r, int original, int taken) {
        float[][] factors = {new float[PAIRS], new float[PAIRS]};
        for (int i = 0; i < PAIRS; i++) {
            factors[0][i] = 1 + 0.1f * i;
            factors[1][i] = 2 + 0.5f * i;
        }
        w.put("rope.scaling.original_context_length", original).put("rope.scaling.attn_factor", 1.25f)
                .given("rope_factors_short.weight", factors[0]).given("rope_factors_long.weight", factors[1]);
        r.frequencies = everywhere(r, divided(plain(10000), factors[taken]));
        r.magnitude = 1.25;
    }
}
