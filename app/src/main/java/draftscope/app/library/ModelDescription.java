package draftscope.app.library;

import draftscope.decode.Lexicon;
import draftscope.decode.ModelFacts;
import draftscope.format.ModelFile;
import draftscope.format.ModelFormatException;
import draftscope.format.TensorInfo;
import draftscope.model.LanguageModel;
import draftscope.model.ModelConfig;
import draftscope.tokenizer.Tokenizer;
import java.lang.ref.SoftReference;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What a model's files tell of it without its weights being read.
///
/// The vocabulary is read from the file when it is first asked for, and kept as long as memory allows.
public final class ModelDescription implements ModelFacts {
    /// Formats that hold a smaller share of a model's bytes go without saying: norms stay float32 everywhere.
    private static final double MENTIONED_SHARE = 0.1;

    private final Path path;
    private final ModelConfig config;
    private final long bytes;
    private final long parameters;
    private final String tokenizer;
    private final Map<String, Long> bytesByFormat;
    private final MemoryNeed memory;
    private SoftReference<Lexicon> lexicon = new SoftReference<>(null);

    private ModelDescription(ModelFile file) {
        path = file.path();
        config = ModelConfig.of(file);
        bytes = file.fileBytes();
        parameters = LanguageModel.parameterCount(file);
        tokenizer = String.valueOf(file.metadata().getOrDefault("tokenizer.ggml.model", "none"));
        bytesByFormat = bytesByFormat(file.tensors());
        memory = MemoryNeed.of(file, config);
    }

    /// Reads the description of the model at `path`.
    ///
    /// @throws ModelFormatException one sentence, if it is damaged or not a supported model
    public static ModelDescription read(Path path) {
        try (ModelFile file = ModelFile.open(path)) {
            return new ModelDescription(file);
        }
    }

    private static Map<String, Long> bytesByFormat(List<TensorInfo> tensors) {
        Map<String, Long> sums = tensors.stream().collect(
                Collectors.groupingBy(t -> t.format().name(), Collectors.summingLong(TensorInfo::bytes)));
        Map<String, Long> largestFirst = new LinkedHashMap<>();
        sums.entrySet().stream().sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
                .forEach(e -> largestFirst.put(e.getKey(), e.getValue()));
        return largestFirst;
    }

    /// Where it lies.
    public Path path() {
        return path;
    }

    /// What it calls itself.
    @Override
    public String name() {
        return config.name();
    }

    @Override
    public ModelConfig config() {
        return config;
    }

    /// Size of its files.
    public long bytes() {
        return bytes;
    }

    /// Learnt numbers.
    public long parameters() {
        return parameters;
    }

    /// The kind of its tokenizer as its files name it, such as `llama`; `none` without one.
    public String tokenizer() {
        return tokenizer;
    }

    /// How its weights are stored, the format of most bytes first: `Q4_K, Q6_K`.
    public String quantisation() {
        long all = Math.max(1, memory.weightBytes());
        String mentioned = bytesByFormat.entrySet().stream().filter(e -> e.getValue() > MENTIONED_SHARE * all)
                .map(Map.Entry::getKey).collect(Collectors.joining(", "));
        return mentioned.isEmpty() ? "none" : mentioned;
    }

    /// Memory that it is expected to need.
    public MemoryNeed memory() {
        return memory;
    }

    /// `causal`, `masked diffusion` or `block diffusion`.
    public String kind() {
        return config.kind().label();
    }

    /// @throws ModelFormatException one sentence, if the vocabulary cannot be read, or not any more
    @Override
    public synchronized Lexicon lexicon() {
        Lexicon known = lexicon.get();
        if (known != null)
            return known;
        try (ModelFile file = ModelFile.open(path)) {
            Lexicon read = Lexicon.of(Tokenizer.of(file));
            lexicon = new SoftReference<>(read);
            return read;
        }
    }
}
