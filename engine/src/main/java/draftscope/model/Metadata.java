package draftscope.model;

import draftscope.format.ModelFile;
import draftscope.format.ModelFormatException;
import java.util.List;
import java.util.Optional;

/// The numbers that a model file tells about its own architecture: keys without their prefix, each checked.
///
/// Key names are GGUF's (ggml-org/ggml, `docs/gguf.md`, and the constants of llama.cpp's `gguf-py`).
final class Metadata {
    /// Says that rotary pairs lie otherwise than in GGUF files of the architecture: `neighbours` or `halves`.
    private static final String PAIRING = "draftscope.rope.pairing";
    private static final int MAX_WIDTH = 1 << 20;
    private static final int MAX_LAYERS = 1 << 12;
    private static final double DEFAULT_EPSILON = 1e-5;
    private static final double DEFAULT_THETA = 10000;

    private final ModelFile file;
    private final String prefix;
    private final Shape shape;

    Metadata(ModelFile file, String architecture) {
        this.file = file;
        prefix = architecture + ".";
        int dim = width("embedding_length");
        int heads = width("attention.head_count");
        int headDim = width("attention.key_length", dim / heads);
        int valueDim = width("attention.value_length", headDim);
        if (valueDim != headDim) {
            throw refused("keys are " + headDim + " wide and values " + valueDim + "; equal widths are accepted");
        }
        // Experts may have a width of their own.
        int ffnDim = file.metadata().containsKey(prefix + "expert_feed_forward_length")
                ? width("expert_feed_forward_length")
                : width("feed_forward_length");
        shape = new Shape(file.integer(prefix + "block_count", 1, MAX_LAYERS), dim, ffnDim, heads,
                width("attention.head_count_kv", heads), headDim, vocabSize(),
                file.integer(prefix + "context_length", 1, Integer.MAX_VALUE));
    }

    Shape shape() {
        return shape;
    }

    /// What is wrong with the file, as an exception that names it.
    ModelFormatException refused(String what) {
        return new ModelFormatException(file.path() + ": " + what + ".");
    }

    /// Whether the file tells `key`.
    boolean has(String key) {
        return file.metadata().containsKey(prefix + key);
    }

    /// A count from 0; 0 where the key is missing.
    int count(String key) {
        return file.integer(prefix + key, 0, Integer.MAX_VALUE, 0);
    }

    boolean flag(String key, boolean absent) {
        return file.flag(prefix + key, absent);
    }

    double positive(String key, double absent) {
        double value = file.number(prefix + key, absent);
        if (value <= 0) {
            throw refused("'" + prefix + key + "' is " + value + "; a positive number is accepted");
        }
        return value;
    }

    double notNegative(String key, double absent) {
        double value = file.number(prefix + key, absent);
        if (value < 0) {
            throw refused("'" + prefix + key + "' is " + value + "; a number from 0 is accepted");
        }
        return value;
    }

    /// A number that must be there.
    double required(String key) {
        if (!has(key)) {
            throw refused("the metadata key '" + prefix + key + "' is missing; it must hold a number");
        }
        return positive(key, 1);
    }

    /// What is added to the mean square of RMSNorm.
    double rmsEpsilon() {
        return positive("attention.layer_norm_rms_epsilon", DEFAULT_EPSILON);
    }

    /// What is added to the variance of LayerNorm.
    double layerEpsilon() {
        return positive("attention.layer_norm_epsilon", DEFAULT_EPSILON);
    }

    /// How queries and keys turn; empty where the file says that no float of a head does.
    ///
    /// @param usual the pairing of this architecture's GGUF files; a file whose weights lie otherwise says so
    Optional<Rotation> rotation(Rotation.Pairing usual) {
        int dims = file.integer(prefix + "rope.dimension_count", 0, MAX_WIDTH, shape.headDim());
        if (dims > shape.headDim()) {
            throw refused("'" + prefix + "rope.dimension_count' is " + dims + "; heads are " + shape.headDim()
                    + " wide");
        }
        return dims == 0
                ? Optional.empty()
                : Optional.of(new Rotation(pairing(usual), dims, positive("rope.freq_base", DEFAULT_THETA),
                        scaling()));
    }

    /// The mixture of experts; empty for a dense model.
    Optional<Arithmetic.Experts> experts() {
        int count = count("expert_count");
        if (count > MAX_WIDTH) {
            throw refused("'" + prefix + "expert_count' is " + count + "; 0 to " + MAX_WIDTH + " is accepted");
        }
        return count == 0
                ? Optional.empty()
                : Optional.of(new Arithmetic.Experts(count, count("expert_used_count"),
                        flag("expert_weights_norm", true)));
    }

    /// For each layer the number of last positions that it sees, 0 for all.
    ///
    /// @param usualWindow where the file tells none
    /// @param usualPeriod where the file does not tell which layers have the window: of so many layers the last has none; 0
    ///                    if all have it
    int[] windows(int usualWindow, int usualPeriod) {
        int window = has("attention.sliding_window") ? count("attention.sliding_window") : usualWindow;
        String key = prefix + "attention.sliding_window_pattern";
        int[] windows = new int[shape.layers()];
        if (file.metadata().get(key) instanceof List<?>) {
            List<Boolean> pattern = file.array(key, Boolean.class).orElseThrow();
            if (pattern.size() != windows.length) {
                throw refused("'" + key + "' has " + pattern.size() + " elements; one for each of the "
                        + windows.length + " layers is accepted");
            }
            for (int l = 0; l < windows.length; l++) {
                windows[l] = pattern.get(l) ? window : 0;
            }
            return windows;
        }
        int period = file.integer(key, 0, MAX_LAYERS, usualPeriod);
        for (int l = 0; l < windows.length; l++) {
            windows[l] = period == 0 || l % period < period - 1 ? window : 0;
        }
        return windows;
    }

    /// Whether the file was made by a converter to GGUF, which may tell less than the checkpoint did.
    boolean isGguf() {
        return file.kind().equals("GGUF");
    }

    private Rotation.Pairing pairing(Rotation.Pairing usual) {
        if (!file.metadata().containsKey(PAIRING)) {
            return usual;
        }
        String told = file.string(PAIRING);
        return switch (told) {
            case "neighbours" -> Rotation.Pairing.NEIGHBOURS;
            case "halves" -> Rotation.Pairing.HALVES;
            default -> throw refused("'" + PAIRING + "' is '" + told
                    + "'; neighbours and halves are accepted");
        };
    }

    private RopeScaling scaling() {
        String type = file.metadata().containsKey(prefix + "rope.scaling.type")
                ? file.string(prefix + "rope.scaling.type")
                : "linear"; // as llama.cpp has it: a factor without a type is linear
        if (type.equals("longrope") || file.hasTensor("rope_factors_short.weight")) { // GGUF names no type for it
            return new RopeScaling.LongRope(originalContext(), positive("rope.scaling.attn_factor", 1));
        }
        if (!type.equals("yarn") && positive("rope.scaling.attn_factor", 1) != 1) {
            throw refused("'" + prefix + "rope.scaling.attn_factor' is told together with rotary scaling '" + type
                    + "'; it is accepted with yarn and longrope");
        }
        double factor = positive("rope.scaling.factor", positive("rope.scale_linear", 1));
        return switch (type) {
            // Llama 3's scaling comes as factors in the tensor rope_freqs.weight.
            case "none", "llama3" -> new RopeScaling.None();
            case "linear" -> factor == 1 ? new RopeScaling.None() : new RopeScaling.Linear(factor);
            case "dynamic" -> new RopeScaling.DynamicNtk(factor, shape.contextLength());
            case "yarn" -> yarn(factor);
            default -> throw refused("rotary scaling '" + type
                    + "' is not supported; supported are none, linear, dynamic, yarn, llama3 and longrope");
        };
    }

    private RopeScaling yarn(double factor) {
        if (notNegative("rope.scaling.yarn_log_multiplier", 0) != 0) {
            throw refused("'" + prefix + "rope.scaling.yarn_log_multiplier' is not supported; YaRN without it is");
        }
        return new RopeScaling.Yarn(factor, originalContext(), positive("rope.scaling.attn_factor", 1),
                notNegative("rope.scaling.yarn_ext_factor", 1), positive("rope.scaling.yarn_beta_fast", 32),
                positive("rope.scaling.yarn_beta_slow", 1));
    }

    private int originalContext() {
        return file.integer(prefix + "rope.scaling.original_context_length", 1, Integer.MAX_VALUE,
                shape.contextLength());
    }

    private int width(String key) {
        return file.integer(prefix + key, 1, MAX_WIDTH);
    }

    private int width(String key, int absent) {
        return file.integer(prefix + key, 1, MAX_WIDTH, absent);
    }

    private int vocabSize() {
        long[] dimensions = file.tensor("token_embd.weight").shape();
        if (dimensions.length != 2 || dimensions[1] > Integer.MAX_VALUE) {
            throw refused("tensor 'token_embd.weight' must have two dimensions, width and vocabulary");
        }
        return (int) dimensions[1];
    }
}
