package draftscope.model;

import draftscope.format.ModelFile;
import draftscope.format.ModelFormatException;
import draftscope.model.Arithmetic.Activation;
import draftscope.model.Arithmetic.LayerRule;
import draftscope.model.Rotation.Pairing;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/// Every architecture that the forward pass can run, each as the list of what it does otherwise than llama.
///
/// Names, keys and defaults are those of GGUF files as llama.cpp reads them (ggml-org/llama.cpp, `src/models`); what they mean
/// is from the papers named. Which tensors a layer has follows from the rules: biases and fused matrices are found by name.
/// `docs/architectures.md` tells the same to people, with the kind of proof that each has.
final class Architectures {
    /// Gemma's largest models scale queries by the width of a head as if the heads filled the residual stream.
    private static final int GEMMA2_27B_LAYERS = 46;
    private static final int GEMMA3_27B_LAYERS = 62;
    /// In SmolLM3 every fourth layer has no rotation.
    private static final int SMOLLM3_PERIOD = 4;

    /// Of models that count answers instead of running layers.
    static final String COUNTING = "list-oracle";

    private static final List<Architecture> ALL = List.of(
            // Touvron et al., 2023, arXiv 2302.13971; with experts it is Mixtral (Jiang et al., 2024, arXiv 2401.04088).
            new Architecture("llama", m -> llama(m, Pairing.NEIGHBOURS).withExperts(m.experts())),

            // Jiang et al., 2023, arXiv 2310.06825: llama with a window, as a checkpoint tells it. GGUF files of Mistral are
            // called llama and tell none.
            new Architecture("mistral", m -> llama(m, Pairing.NEIGHBOURS)),

            // Yang et al., 2024, arXiv 2407.10671: biases on queries, keys and values.
            new Architecture("qwen2", m -> llama(m, Pairing.HALVES)),

            // Yang et al., 2025, arXiv 2505.09388: queries and keys are normalised, in place of the biases.
            new Architecture("qwen3", m -> llama(m, Pairing.HALVES).withQueryKeyNorms()),
            new Architecture("qwen3moe", m -> llama(m, Pairing.HALVES).withQueryKeyNorms()
                    .withExperts(Optional.of(m.experts().orElseThrow(
                            () -> m.refused(
                                    "'qwen3moe.expert_count' is missing or 0; a mixture of experts is needed"))))),

            // Gemma Team, 2024, arXiv 2408.00118: soft caps, a window in every other layer, norms on both sides.
            new Architecture("gemma2", m -> gemma(m, GEMMA2_27B_LAYERS)
                    .withScales(s -> s.withCaps(m.notNegative("attn_logit_softcapping", 50),
                            m.notNegative("final_logit_softcapping", 30)))
                    .withLayers(windows(m.windows(4096, 2), m.rotation(Pairing.HALVES), m.rotation(Pairing.HALVES)))),

            // Gemma Team, 2025, arXiv 2503.19786: queries and keys are normalised in place of the caps; five layers with a
            // window, which turn by a base of their own and are never stretched, then one that sees everything.
            new Architecture("gemma3", m -> gemma(m, GEMMA3_27B_LAYERS).withQueryKeyNorms()
                    .withScales(s -> s.withCaps(0, m.notNegative("final_logit_softcapping", 0)))
                    .withLayers(windows(m.windows(0, 6),
                            m.rotation(Pairing.HALVES).map(r -> r.plain(m.positive("rope.freq_base_swa", 10000))),
                            m.rotation(Pairing.HALVES)))),

            // Abdin et al., 2024, arXiv 2404.14219: fused matrices; LongRoPE where the file has its factors. GGUF files name a
            // window for models that have none, so it counts in checkpoints only (ggml-org/llama.cpp, pull request 13676).
            new Architecture("phi3", m -> m.isGguf()
                    ? llama(m, Pairing.HALVES).withLayers(_ -> new LayerRule(0, m.rotation(Pairing.HALVES)))
                    : llama(m, Pairing.HALVES)),

            // Radford et al., 2019: LayerNorm, biases everywhere, a plain GELU, learnt positions.
            new Architecture("gpt2", m -> llama(m, Pairing.HALVES).withLayerNorm(m.layerEpsilon())
                    .withFeedForward(Activation.GELU, false).withLearntPositions()),

            // IBM Research, 2024, Granite 3.0 Language Models: four multipliers.
            new Architecture("granite", m -> llama(m, Pairing.NEIGHBOURS)
                    .withScales(s -> s.withEmbedding(m.positive("embedding_scale", 1))
                            .withAttention(m.positive("attention.scale", s.attention()))
                            .withResidual(m.positive("residual_scale", 1))
                            .withLogits(1 / m.required("logit_scale")))),

            // Bakouch et al., 2025, SmolLM3: every fourth layer does not turn. SmolLM 1 and 2 are llama.
            new Architecture("smollm3", m -> llama(m, Pairing.NEIGHBOURS).withLayers(l -> new LayerRule(0,
                    (l + 1) % SMOLLM3_PERIOD == 0 ? Optional.empty() : m.rotation(Pairing.NEIGHBOURS)))),

            // Nie et al., 2025, arXiv 2502.09992: llama that sees both ways, for masked diffusion.
            new Architecture("llada", m -> llama(m, Pairing.NEIGHBOURS), false, false),

            // Ye et al., 2025, arXiv 2508.15487: qwen2 that sees both ways and still predicts the next position.
            new Architecture("dream", m -> llama(m, Pairing.HALVES), false, true),

            // Ours: no layers at all, answers of list tasks are counted. Its file tells a shape only because every file does.
            new Architecture(COUNTING, m -> llama(m, Pairing.NEIGHBOURS), false, false));

    private Architectures() {}

    /// The architecture of `file`.
    ///
    /// @throws ModelFormatException if it is none of ours; the message names it and those that are
    static Architecture of(ModelFile file) {
        String id = file.string("general.architecture");
        return ALL.stream().filter(a -> a.id().equals(id)).findFirst()
                .orElseThrow(() -> new ModelFormatException(file.path() + ": the architecture '" + id
                        + "' is not supported; supported are " + known() + "."));
    }

    /// The names of all, for messages: `llama, qwen2, ...`.
    static String known() {
        return ALL.stream().map(Architecture::id).collect(Collectors.joining(", "));
    }

    /// Llama, with a window in the layers that the file tells.
    private static Arithmetic llama(Metadata m, Pairing pairing) {
        return Arithmetic.llama(m.shape(), m.rmsEpsilon(), m.rotation(pairing))
                .withLayers(windows(m.windows(0, 0), m.rotation(pairing), m.rotation(pairing)));
    }

    /// What Gemma 2 and 3 have in common.
    private static Arithmetic gemma(Metadata m, int layersOf27B) {
        Shape shape = m.shape();
        double queryWidth = shape.layers() == layersOf27B ? (double) shape.dim() / shape.heads() : shape.headDim();
        return llama(m, Pairing.HALVES).withFeedForward(Activation.GELU, true).withPostNorms()
                .withScales(s -> s.withEmbedding(Math.sqrt(shape.dim()))
                        .withAttention(m.positive("attention.scale", 1 / Math.sqrt(queryWidth))));
    }

    /// Layers with a window and layers without, each kind with its rotation.
    private static IntFunction<LayerRule> windows(int[] windows, Optional<Rotation> near, Optional<Rotation> far) {
        return l -> new LayerRule(windows[l], windows[l] > 0 ? near : far);
    }
}
