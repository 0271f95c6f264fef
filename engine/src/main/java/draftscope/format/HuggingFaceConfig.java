package draftscope.format;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Turns `config.json`, as Transformers 4 or 5 writes it, into GGUF's metadata.
///
/// Rotary scaling comes as `rope_theta` and `rope_scaling` (4) or `rope_parameters` (5, for Gemma 3 one set per kind of
/// layer). What is told by keys: `linear`, `dynamic` (NTK), `yarn` and `longrope` as `ARCH.rope.scaling.type` with `factor`,
/// `original_context_length`, `attn_factor`, `yarn_beta_fast` and `yarn_beta_slow` beside it. What is told, as in GGUF, by
/// a tensor: Llama 3's scaling (`rope_freqs.weight`) and longrope's factors (`rope_factors_long.weight`,
/// `rope_factors_short.weight`).
///
/// Windows: `ARCH.attention.sliding_window` and, where not every layer has one, `ARCH.attention.sliding_window_pattern`: a
/// boolean per layer, true where the layer sees only the window. `ARCH.rope.freq_base_swa` is the rotary base of those.
final class HuggingFaceConfig {
    private static final long MAX_WIDTH = 1 << 20;
    private static final long MAX_LAYERS = 1 << 12;
    private static final long MAX_CONTEXT = Integer.MAX_VALUE;
    private static final long MAX_VOCABULARY = 1 << 24;

    private final JsonFields config;
    private final HuggingFaceArchitecture architecture;
    private final String key;
    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final Map<String, float[]> computed = new LinkedHashMap<>();

    private HuggingFaceConfig(JsonFields config) {
        this.config = config;
        architecture = HuggingFaceArchitecture.of(config);
        key = architecture.gguf() + ".";
        if (architecture == HuggingFaceArchitecture.GPT2) {
            readGpt2();
        } else {
            readShape();
            readRotation();
            readWindow();
            readFamily();
        }
    }

    /// The model that `config` describes; for one that also sees pictures, the part that reads.
    ///
    /// @throws ModelFormatException if the family is unknown or a field is missing or makes no sense
    static HuggingFaceConfig of(JsonFields config) {
        return new HuggingFaceConfig(config.hasObject("text_config") ? config.object("text_config") : config);
    }

    HuggingFaceArchitecture architecture() {
        return architecture;
    }

    Map<String, Object> metadata() {
        return metadata;
    }

    /// Vectors that GGUF keeps as tensors and this format computes.
    Map<String, float[]> computedTensors() {
        return computed;
    }

    JsonFields fields() {
        return config;
    }

    /// Whether the output matrix is the embedding, so that it counts once even where it is stored twice.
    boolean tied() {
        return config.flag("tie_word_embeddings", config.flag("weight_tying", switch (architecture) {
            case GEMMA2, GEMMA3, GPT2 -> true;
            default -> false;
        }));
    }

    int vocabSize() {
        return (int) config.integer("vocab_size", 1, MAX_VOCABULARY);
    }

    private void put(String name, Object value) {
        metadata.put(key + name, value);
    }

    private void copyInteger(String name, String from, long max) {
        put(name, config.integer(from, 1, max));
    }

    private void copyNumber(String name, String from) {
        if (config.has(from)) {
            put(name, (float) config.number(from));
        }
    }

    private void readGpt2() {
        requireActivation("activation_function", "gelu_new");
        copyInteger("block_count", "n_layer", MAX_LAYERS);
        copyInteger("context_length", config.has("n_ctx") ? "n_ctx" : "n_positions", MAX_CONTEXT);
        copyInteger("embedding_length", "n_embd", MAX_WIDTH);
        put("feed_forward_length", config.integer("n_inner", 1, MAX_WIDTH, 4 * config.integer("n_embd", 1, MAX_WIDTH)));
        copyInteger("attention.head_count", "n_head", MAX_WIDTH);
        copyNumber("attention.layer_norm_epsilon", "layer_norm_epsilon");
        put("vocab_size", (long) vocabSize());
    }

    /// LLaDA's field names differ from everybody else's.
    private String named(String usual, String llada) {
        return architecture == HuggingFaceArchitecture.LLADA && !config.has(usual) ? llada : usual;
    }

    private void readShape() {
        boolean gemma = architecture.storesNormsLessOne();
        requireActivation(gemma ? "hidden_activation" : "hidden_act", gemma ? "gelu_pytorch_tanh" : "silu");
        copyInteger("block_count", named("num_hidden_layers", "n_layers"), MAX_LAYERS);
        copyInteger("context_length", named("max_position_embeddings", "max_sequence_length"), MAX_CONTEXT);
        copyInteger("embedding_length", named("hidden_size", "d_model"), MAX_WIDTH);
        copyInteger("feed_forward_length", named("intermediate_size", "mlp_hidden_size"), MAX_WIDTH);
        long heads = config.integer(named("num_attention_heads", "n_heads"), 1, MAX_WIDTH);
        put("attention.head_count", heads);
        put("attention.head_count_kv", config.integer(named("num_key_value_heads", "n_kv_heads"), 1, MAX_WIDTH, heads));
        if (config.has("head_dim")) {
            copyInteger("attention.key_length", "head_dim", MAX_WIDTH);
            copyInteger("attention.value_length", "head_dim", MAX_WIDTH);
        }
        copyNumber("attention.layer_norm_rms_epsilon", "rms_norm_eps");
        put("vocab_size", (long) vocabSize());
    }

    private void requireActivation(String field, String accepted) {
        if (config.has(field) && !config.text(field).equals(accepted)) {
            throw config.broken("'" + field + "' is '" + config.text(field) + "'; '" + accepted + "' is accepted for "
                    + architecture.modelType());
        }
    }

    private long headDim() {
        Object stated = metadata.get(key + "attention.key_length");
        return stated != null
                ? (long) stated
                : (long) metadata.get(key + "embedding_length") / (long) metadata.get(key + "attention.head_count");
    }

    private void readRotation() {
        metadata.put("draftscope.rope.pairing", "halves");
        JsonFields parameters = config.hasObject("rope_parameters") ? config.object("rope_parameters") : config;
        if (parameters.hasObject("full_attention")) {
            JsonFields windowed = parameters.object("sliding_attention");
            put("rope.freq_base_swa", (float) windowed.number("rope_theta"));
            parameters = parameters.object("full_attention");
        } else if (config.has("rope_local_base_freq")) {
            copyNumber("rope.freq_base_swa", "rope_local_base_freq");
        }
        double base = parameters.number("rope_theta", config.number("rope_theta", 10000));
        put("rope.freq_base", (float) base);
        double rotated = parameters.number("partial_rotary_factor", config.number("partial_rotary_factor", 1));
        if (rotated <= 0 || rotated > 1) {
            throw config.broken("'partial_rotary_factor' is " + rotated + "; a number above 0 and up to 1 is accepted");
        }
        put("rope.dimension_count", (long) (headDim() * rotated));
        if (config.hasObject("rope_scaling")) {
            readScaling(config.object("rope_scaling"), base);
        } else if (config.hasObject("rope_parameters")) {
            readScaling(parameters, base);
        }
    }

    private void readScaling(JsonFields scaling, double base) {
        String type = scaling.text("rope_type", scaling.text("type", "default"));
        switch (type) {
            case "default" -> {
                // positions as they are
            }
            case "linear" -> {
                put("rope.scaling.type", type);
                put("rope.scaling.factor", (float) positive(scaling, "factor"));
            }
            case "dynamic" -> {
                put("rope.scaling.type", type);
                put("rope.scaling.factor", (float) positive(scaling, "factor"));
                originalContext(scaling);
            }
            case "yarn" -> {
                put("rope.scaling.type", type);
                put("rope.scaling.factor", (float) positive(scaling, "factor"));
                originalContext(scaling);
                yarnMagnitude(scaling);
                copyScaling(scaling, "yarn_beta_fast", "beta_fast");
                copyScaling(scaling, "yarn_beta_slow", "beta_slow");
            }
            case "longrope", "su" -> {
                put("rope.scaling.type", "longrope");
                originalContext(scaling);
                put("rope.scaling.attn_factor", (float) scaling.number("attention_factor", longRopeAttention(scaling)));
                computed.put("rope_factors_long.weight", factors(scaling, "long_factor"));
                computed.put("rope_factors_short.weight", factors(scaling, "short_factor"));
            }
            case "llama3" -> computed.put("rope_freqs.weight", llama3Factors(scaling, base));
            default -> throw config.broken("rotary scaling '" + type
                    + "' is not supported; supported are default, linear, dynamic, yarn, longrope and llama3");
        }
    }

    /// Hugging Face tells the whole of what cosines and sines are multiplied by, GGUF what multiplies the paper's own.
    private void yarnMagnitude(JsonFields scaling) {
        if (scaling.has("attention_factor")) {
            double papers = 0.1 * Math.log(Math.max(1, scaling.number("factor"))) + 1;
            put("rope.scaling.attn_factor", (float) (positive(scaling, "attention_factor") / papers));
        }
    }

    /// Stated beside the scaling or beside the context length; else that length itself.
    private void originalContext(JsonFields scaling) {
        JsonFields holder = scaling.has("original_max_position_embeddings") ? scaling : config;
        put("rope.scaling.original_context_length", holder.integer("original_max_position_embeddings", 1, MAX_CONTEXT,
                (long) metadata.get(key + "context_length")));
    }

    /// Ding et al., 2024, arXiv 2402.13753: longer contexts sharpen attention by sqrt(1 + ln s / ln original), where s is
    /// how many times longer they are.
    private double longRopeAttention(JsonFields scaling) {
        double original = (long) metadata.get(key + "rope.scaling.original_context_length");
        double longer = scaling.number("factor", (long) metadata.get(key + "context_length") / original);
        return longer <= 1 || original <= 1 ? 1 : Math.sqrt(1 + Math.log(longer) / Math.log(original));
    }

    private void copyScaling(JsonFields scaling, String name, String from) {
        if (scaling.has(from)) {
            put("rope.scaling." + name, (float) scaling.number(from));
        }
    }

    private static double positive(JsonFields fields, String name) {
        double value = fields.number(name);
        if (value <= 0) {
            throw fields.broken("'" + fields.place() + name + "' is " + value + "; a positive number is accepted");
        }
        return value;
    }

    private float[] factors(JsonFields scaling, String name) {
        List<Float> list = scaling.floats(name);
        if (list.size() != rotaryPairs() || list.stream().anyMatch(f -> f <= 0)) {
            throw config.broken("'" + scaling.place() + name + "' has " + list.size() + " numbers; " + rotaryPairs()
                    + " positive ones are accepted");
        }
        float[] out = new float[list.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = list.get(i);
        }
        return out;
    }

    private int rotaryPairs() {
        return (int) ((long) metadata.get(key + "rope.dimension_count") / 2);
    }

    /// What each frequency is divided by: 1 for waves that fit the original context several times, `factor` for waves
    /// longer than it, and between the two a ramp (Grattafiori et al., 2024, arXiv 2407.21783; the formula is that of
    /// Meta's and Hugging Face's code).
    private float[] llama3Factors(JsonFields scaling, double base) {
        double factor = positive(scaling, "factor");
        double low = positive(scaling, "low_freq_factor");
        double high = positive(scaling, "high_freq_factor");
        double context = scaling.integer("original_max_position_embeddings", 1, MAX_CONTEXT);
        if (high <= low) {
            throw config.broken("'high_freq_factor' is " + high + "; a number above 'low_freq_factor' " + low
                    + " is accepted");
        }
        float[] out = new float[rotaryPairs()];
        for (int i = 0; i < out.length; i++) {
            double wavelength = 2 * Math.PI * Math.pow(base, (double) i / out.length);
            double ramp = Math.clamp((context / wavelength - low) / (high - low), 0, 1);
            out[i] = (float) (1 / ((1 - ramp) / factor + ramp));
        }
        return out;
    }

    private void readWindow() {
        boolean qwen = switch (architecture) {
            case QWEN2, QWEN3, QWEN3_MOE, DREAM -> true;
            default -> false;
        };
        if (!config.has("sliding_window") || qwen && !config.flag("use_sliding_window", false)) {
            return;
        }
        copyInteger("attention.sliding_window", "sliding_window", MAX_CONTEXT);
        int layers = (int) (long) metadata.get(key + "block_count");
        Boolean[] windowed = new Boolean[layers];
        List<JsonNode> types = config.array("layer_types");
        if (!types.isEmpty() && types.size() != layers) {
            throw config.broken(
                    "'layer_types' names " + types.size() + " layers; the " + layers + " there are is accepted");
        }
        boolean all = true;
        for (int layer = 0; layer < layers; layer++) {
            windowed[layer] = types.isEmpty()
                    ? windowedByDefault(layer)
                    : types.get(layer).asString("").equals("sliding_attention");
            all &= windowed[layer];
        }
        if (!all) {
            put("attention.sliding_window_pattern", List.of(windowed));
        }
    }

    /// What each family does where the file does not list its layers.
    private boolean windowedByDefault(int layer) {
        return switch (architecture) {
            case GEMMA2 -> layer % 2 == 0;
            case GEMMA3 -> (layer + 1) % config.integer("sliding_window_pattern", 1, MAX_LAYERS, 6) != 0;
            case QWEN2, QWEN3, QWEN3_MOE, DREAM -> layer >= config.integer("max_window_layers", 0, MAX_LAYERS, 0);
            default -> true;
        };
    }

    private void readFamily() {
        switch (architecture) {
            case GEMMA2, GEMMA3 -> {
                copyNumber("attn_logit_softcapping", "attn_logit_softcapping");
                copyNumber("final_logit_softcapping", "final_logit_softcapping");
                put("attention.scale", (float) (1 / Math.sqrt(
                        config.has("query_pre_attn_scalar") ? positive(config, "query_pre_attn_scalar") : headDim())));
            }
            case GRANITE -> {
                copyNumber("attention.scale", "attention_multiplier");
                copyNumber("embedding_scale", "embedding_multiplier");
                copyNumber("residual_scale", "residual_multiplier");
                copyNumber("logit_scale", "logits_scaling");
            }
            case MIXTRAL -> readExperts("num_local_experts", "intermediate_size", true);
            case QWEN3_MOE -> readExperts("num_experts", "moe_intermediate_size", config.flag("norm_topk_prob", false));
            case LLADA, DREAM -> {
                put("attention.causal", false);
                metadata.put("diffusion.shift_logits", architecture == HuggingFaceArchitecture.DREAM);
                if (config.has("mask_token_id")) {
                    metadata.put("tokenizer.ggml.mask_token_id", config.integer("mask_token_id", 0, MAX_VOCABULARY));
                }
            }
            case LLAMA, MISTRAL, SMOLLM3, QWEN2, QWEN3, PHI3, GPT2 -> {
                // nothing that the shared fields do not tell
            }
        }
    }

    private void readExperts(String count, String width, boolean normalised) {
        copyInteger("expert_count", count, MAX_LAYERS);
        copyInteger("expert_used_count", "num_experts_per_tok", MAX_LAYERS);
        copyInteger("expert_feed_forward_length", width, MAX_WIDTH);
        put("expert_weights_norm", normalised);
    }
}
