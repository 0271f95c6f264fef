package draftscope.format;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What GGUF calls the tensors of a Hugging Face model: one table for the names that most models share, and for each
/// family what it calls otherwise.
final class HuggingFaceNames {
    /// Prefix, layer and the name within the layer; an expert's number comes later.
    private static final Pattern LAYER = Pattern.compile("(?:.*\\.)?(?:layers|h|blocks)\\.(\\d{1,5})\\.(.+)");
    private static final Pattern EXPERT = Pattern.compile("(?:mlp|block_sparse_moe)\\.experts\\.(\\d{1,5})\\.(\\w+)");
    private static final Pattern PREFIX = Pattern.compile("(?:(?:model|transformer|language_model)\\.)+");

    private static final Map<String, String> OF_MODEL = Map.of("embed_tokens", "token_embd", "norm", "output_norm",
            "lm_head", "output", "wte", "token_embd", "wpe", "position_embd", "ln_f", "output_norm");

    private static final Map<String, String> OF_LAYER = Map.ofEntries(Map.entry("input_layernorm", "attn_norm"),
            Map.entry("self_attn.q_proj", "attn_q"), Map.entry("self_attn.k_proj", "attn_k"),
            Map.entry("self_attn.v_proj", "attn_v"), Map.entry("self_attn.o_proj", "attn_output"),
            Map.entry("self_attn.q_norm", "attn_q_norm"), Map.entry("self_attn.k_norm", "attn_k_norm"),
            Map.entry("post_attention_layernorm", "ffn_norm"), Map.entry("mlp.gate_proj", "ffn_gate"),
            Map.entry("mlp.up_proj", "ffn_up"), Map.entry("mlp.down_proj", "ffn_down"));

    private static final Map<String, String> OF_EXPERT = Map.of("w1", "ffn_gate", "w2", "ffn_down", "w3", "ffn_up",
            "gate_proj", "ffn_gate", "down_proj", "ffn_down", "up_proj", "ffn_up");

    private static final Map<String, String> GEMMA = Map.of("post_attention_layernorm", "post_attention_norm",
            "pre_feedforward_layernorm", "ffn_norm", "post_feedforward_layernorm", "post_ffw_norm");

    private static final Map<String, String> PHI3 = Map.of("self_attn.qkv_proj", "attn_qkv", "mlp.gate_up_proj",
            "ffn_up");

    private static final Map<String, String> MIXTURE = Map.of("block_sparse_moe.gate", "ffn_gate_inp", "mlp.gate",
            "ffn_gate_inp");

    private static final Map<String, String> GPT2 = Map.of("ln_1", "attn_norm", "attn.c_attn", "attn_qkv",
            "attn.c_proj", "attn_output", "ln_2", "ffn_norm", "mlp.c_fc", "ffn_up", "mlp.c_proj", "ffn_down");

    private static final Map<String, String> LLADA = Map.of("attn_norm", "attn_norm", "q_proj", "attn_q", "k_proj",
            "attn_k", "v_proj", "attn_v", "attn_out", "attn_output", "ff_norm", "ffn_norm", "ff_proj", "ffn_gate",
            "up_proj", "ffn_up", "ff_out", "ffn_down");

    private final Map<String, String> ofModel = new HashMap<>(OF_MODEL);
    private final Map<String, String> ofLayer = new HashMap<>(OF_LAYER);

    private HuggingFaceNames() {}

    static HuggingFaceNames of(HuggingFaceArchitecture architecture) {
        HuggingFaceNames names = new HuggingFaceNames();
        switch (architecture) {
            case GEMMA2, GEMMA3 -> names.ofLayer.putAll(GEMMA);
            case PHI3 -> names.ofLayer.putAll(PHI3);
            case MIXTRAL, QWEN3_MOE -> names.ofLayer.putAll(MIXTURE);
            case GPT2 -> names.ofLayer.putAll(GPT2);
            case LLADA -> {
                names.ofLayer.putAll(LLADA);
                names.ofModel.put("ff_out", "output");
            }
            case LLAMA, MISTRAL, SMOLLM3, GRANITE, QWEN2, QWEN3, DREAM -> {
                // the shared names
            }
        }
        return names;
    }

    /// Buffers that are computed from the configuration, and the eyes of a model that we only let read.
    boolean isIgnored(String name) {
        return name.contains("vision_tower.") || name.contains("multi_modal_projector.")
                || name.endsWith(".rotary_emb.inv_freq") || name.endsWith(".attn.bias")
                || name.endsWith(".attn.masked_bias");
    }

    boolean isEmbedding(String name) {
        return gguf(name).filter("token_embd.weight"::equals).isPresent();
    }

    /// GGUF's name of the tensor `name`; empty if there is none.
    Optional<String> gguf(String name) {
        int dot = name.lastIndexOf('.');
        String kind = name.substring(dot + 1);
        if (dot < 0 || !kind.equals("weight") && !kind.equals("bias")) {
            return Optional.empty();
        }
        String stem = name.substring(0, dot);
        Matcher layer = LAYER.matcher(stem);
        if (layer.matches()) {
            String number = "blk." + Integer.parseInt(layer.group(1)) + ".";
            Matcher expert = EXPERT.matcher(layer.group(2));
            Optional<String> found = expert.matches()
                    ? Optional.ofNullable(OF_EXPERT.get(expert.group(2)))
                            .map(s -> s + "." + Integer.parseInt(expert.group(1)))
                    : Optional.ofNullable(ofLayer.get(layer.group(2)));
            return found.map(s -> number + s + "." + kind);
        }
        return Optional.ofNullable(ofModel.get(PREFIX.matcher(stem).replaceFirst(""))).map(s -> s + "." + kind);
    }
}
