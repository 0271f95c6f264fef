package draftscope.format;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/// The families of models that are read from a Hugging Face folder, by `model_type` in `config.json`, and how each is
/// stored where it differs.
enum HuggingFaceArchitecture {
    LLAMA("llama", "llama"), MISTRAL("mistral", "mistral"), MIXTRAL("mixtral", "llama"), SMOLLM3("smollm3",
            "smollm3"), GRANITE("granite", "granite"), QWEN2("qwen2", "qwen2"), QWEN3("qwen3", "qwen3"), QWEN3_MOE(
                    "qwen3_moe", "qwen3moe"), GEMMA2("gemma2", "gemma2"), GEMMA3("gemma3_text", "gemma3"), PHI3("phi3",
                            "phi3"), GPT2("gpt2", "gpt2"), LLADA("llada", "llada"), DREAM("Dream", "dream");

    /// GPT-2's `Conv1D` keeps a matrix as (in, out).
    private static final Set<String> GPT2_TRANSPOSED = Set.of("attn_qkv.weight", "attn_output.weight", "ffn_up.weight",
            "ffn_down.weight");

    private final String modelType;
    private final String gguf;

    HuggingFaceArchitecture(String modelType, String gguf) {
        this.modelType = modelType;
        this.gguf = gguf;
    }

    /// The family that `config` names.
    ///
    /// @throws ModelFormatException if it is none of these; the message lists them
    static HuggingFaceArchitecture of(JsonFields config) {
        String type = config.text("model_type");
        return Arrays.stream(values()).filter(a -> a.modelType.equalsIgnoreCase(type)).findFirst()
                .orElseThrow(() -> config.broken("the architecture '" + type + "' is not supported; supported are "
                        + Arrays.stream(values()).map(a -> a.modelType).collect(Collectors.joining(", "))));
    }

    String modelType() {
        return modelType;
    }

    /// What GGUF calls the family; `mistral`, whose window GGUF does not know, keeps a name of its own.
    String gguf() {
        return gguf;
    }

    boolean isMixture() {
        return this == MIXTRAL || this == QWEN3_MOE;
    }

    /// Whether the matrix that GGUF calls `name` is stored with rows and columns exchanged.
    boolean storesTransposed(String name) {
        return this == GPT2 && GPT2_TRANSPOSED.contains(name.replaceFirst("blk\\.\\d+\\.", ""));
    }

    /// Gemma multiplies by 1 + weight; GGUF keeps the sum.
    boolean storesNormsLessOne() {
        return this == GEMMA2 || this == GEMMA3;
    }

    /// Whether positions turn queries and keys.
    boolean rotates() {
        return this != GPT2;
    }

    /// Whether every position sees all others, as masked diffusion needs.
    boolean isBidirectional() {
        return this == LLADA || this == DREAM;
    }
}
