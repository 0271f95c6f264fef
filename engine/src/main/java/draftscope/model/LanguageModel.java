package draftscope.model;

import draftscope.format.ModelFile;
import draftscope.format.ModelFormatException;
import draftscope.format.TensorInfo;
import draftscope.kernel.Kernels;
import draftscope.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Set;

/// A model file that is open and ready to run: its numbers, its tokenizer and its forward pass, if it has one.
///
/// Closing waits for a forward pass that is running and unmaps the file; a later pass is an `IllegalStateException`. Metadata
/// arrays and tensors of [#file()] cannot be read then, the tokenizer can.
public final class LanguageModel implements AutoCloseable {
    /// Rotary factors are constants of the architecture, not learnt.
    private static final Set<String> NO_PARAMETERS = Set.of("rope_freqs.weight", "rope_factors_long.weight",
            "rope_factors_short.weight");

    private final ModelFile file;
    private final ModelConfig config;
    private final Tokenizer tokenizer;
    private final Transformer transformer; // null where answers are counted

    private LanguageModel(ModelFile file, int threads, Kernels kernels, Progress progress) {
        this.file = file;
        config = ModelConfig.of(file);
        tokenizer = Tokenizer.of(file);
        int pieces = tokenizer.vocabulary().size();
        if (pieces != config.vocabSize()) {
            throw new ModelFormatException(file.path() + ": the tokenizer has " + pieces + " pieces and the embedding "
                    + config.vocabSize() + " rows; equal numbers are accepted.");
        }
        transformer = config.counting()
                ? null
                : new Transformer(config, Weights.of(new Tensors(file, progress), config), kernels, threads);
    }

    /// Opens a model file with the fastest kernels there are.
    ///
    /// @param threads threads that share a forward pass, at least 1
    /// @throws ModelFormatException if the file is damaged or not a supported model
    public static LanguageModel open(Path file, int threads) {
        return open(file, threads, Kernels.best(), Progress.NONE);
    }

    /// Opens a model file with the given kernels.
    ///
    /// @param threads threads that share a forward pass, at least 1
    /// @throws ModelFormatException if the file is damaged or not a supported model
    public static LanguageModel open(Path file, int threads, Kernels kernels) {
        return open(file, threads, kernels, Progress.NONE);
    }

    /// Opens a model file with the fastest kernels there are, telling `progress` how far it is.
    ///
    /// @param threads threads that share a forward pass, at least 1
    /// @throws ModelFormatException                       if the file is damaged or not a supported model
    /// @throws java.util.concurrent.CancellationException if `progress` gave up; the file is closed then
    public static LanguageModel open(Path file, int threads, Progress progress) {
        return open(file, threads, Kernels.best(), progress);
    }

    /// Opens a model file, telling `progress` how far it is. Weights stay in the file and are read when a pass needs them, so
    /// this takes no longer for a large file.
    ///
    /// @param threads threads that share a forward pass, at least 1
    /// @throws ModelFormatException                       if the file is damaged or not a supported model
    /// @throws java.util.concurrent.CancellationException if `progress` gave up; the file is closed then
    public static LanguageModel open(Path file, int threads, Kernels kernels, Progress progress) {
        if (threads < 1) {
            throw new IllegalArgumentException("at least one thread is needed; got " + threads);
        }
        ModelFile opened = ModelFile.open(file);
        try {
            return new LanguageModel(opened, threads, kernels, progress);
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    /// What the file calls itself, or its file name.
    public String name() {
        return config.name();
    }

    /// Where the file lies.
    public Path path() {
        return file.path();
    }

    /// Size of the file.
    public long fileBytes() {
        return file.fileBytes();
    }

    /// Learnt numbers in the file.
    public long parameterCount() {
        return parameterCount(file);
    }

    /// Learnt numbers in a file, told from its list of tensors.
    public static long parameterCount(ModelFile file) {
        return file.tensors().stream().filter(tensor -> !NO_PARAMETERS.contains(tensor.name()))
                .mapToLong(TensorInfo::elements)
                .sum();
    }

    /// The numbers that fix shape and arithmetic.
    public ModelConfig config() {
        return config;
    }

    /// Text to ids and back.
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /// The forward pass.
    ///
    /// @throws UnsupportedOperationException for a model without layers ([ModelConfig#counting()])
    public Transformer transformer() {
        if (transformer == null) {
            throw new UnsupportedOperationException(
                    name() + " has no layers to run; it counts the right answers of list tasks");
        }
        return transformer;
    }

    /// Names what does the arithmetic, such as `vector 256 bit`.
    public String engine() {
        return transformer == null ? "exact counting" : transformer.kernels();
    }

    /// The file underneath.
    public ModelFile file() {
        return file;
    }

    @Override
    public void close() {
        if (transformer != null) {
            transformer.close();
        }
        file.close();
    }

    @Override
    public String toString() {
        return name() + " (" + path() + ")";
    }
}
