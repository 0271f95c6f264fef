package draftscope.format;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A model on disk, memory-mapped: its metadata and its tensors in place, in one vocabulary whatever the files are.
///
/// Accepted are a GGUF file ([GgufFile]), a Hugging Face folder or its `.safetensors` file ([SafetensorsFolder]), a
/// llama2.c checkpoint ([Llama2cFile]), and, without tensors, a `tokenizer.json` or SentencePiece `tokenizer.model`. Keys
/// are GGUF's (`llama.block_count`, `tokenizer.ggml.tokens`, ...); so are tensor names (`blk.0.attn_q.weight`) and the
/// order of dimensions. What GGUF has no key for begins with `draftscope.`:
///
/// | key | says |
/// |---|---|
/// | `draftscope.rope.pairing` | `halves`: number i of a head is rotated with number i + half, as Hugging Face lays every model out. Absent: as GGUF lays this architecture out, which is neighbours (2i with 2i + 1) for `llama`, `granite`, `smollm3` and `llada` |
/// | `draftscope.tokenizer.*` | parts of a tokenizer: see [TokenizerJson] and [SentencePieceModel] |
///
/// A Hugging Face folder of Mistral is of the architecture `mistral`, llama with a sliding window, which GGUF does not have:
/// there such a model is a `llama` without its window. The experts of a mixture that GGUF stacks in one tensor (`blk.0.ffn_gate_exps.weight`) are one tensor each in a Hugging
/// Face folder, and are called `blk.0.ffn_gate.7.weight` here, as in early GGUF files.
///
/// Thread-safe. After [#close()] neither tensors nor numeric metadata arrays can be read; a reader gets an
/// `IllegalStateException`, never a crash.
public final class ModelFile implements AutoCloseable {
    static final String ACCEPTED = "a GGUF file, a .safetensors file, a folder with config.json and model.safetensors, or a "
            + "llama2.c checkpoint";

    /// What a reader found.
    ///
    /// @param kind    of file: `GGUF`, `safetensors`, `llama2.c`, `tokenizer`
    /// @param version of the kind; 0 where it has none
    /// @param bytes   size of all files read
    record Contents(String kind, int version, Map<String, Object> metadata, List<Tensor> tensors, long bytes) {}

    private final Path path;
    private final Arena arena;
    private final Contents contents;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    private ModelFile(Path path, Arena arena, Contents contents) {
        this.path = path;
        this.arena = arena;
        this.contents = contents;
        for (Tensor tensor : contents.tensors()) {
            if (tensors.put(tensor.info().name(), tensor) != null) {
                throw new ModelFormatException(
                        path + ": tensor '" + tensor.info().name() + "' appears twice; once is accepted.");
            }
        }
    }

    /// Maps and checks the model at `path`.
    ///
    /// @throws ModelFormatException if it cannot be read or breaks its format; the message names file, place and what is
    ///                              accepted
    public static ModelFile open(Path path) {
        Arena arena = Arena.ofShared();
        boolean opened = false;
        try {
            ModelFile model = new ModelFile(path, arena, read(path, arena));
            opened = true;
            return model;
        } finally {
            if (!opened) {
                arena.close();
            }
        }
    }

    private static Contents read(Path path, Arena arena) {
        if (Files.isDirectory(path)) {
            return SafetensorsFolder.read(path, arena);
        }
        String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".safetensors")) {
            return SafetensorsFolder.readFile(path, arena);
        }
        if (name.equals("config.json") || name.endsWith(".safetensors.index.json")) {
            return SafetensorsFolder.read(path.toAbsolutePath().getParent(), arena);
        }
        if (name.endsWith(".json")) {
            return vocabularyOnly(path, TokenizerJson.read(path));
        }
        MemorySegment file = MappedFile.map(path, arena);
        if (name.endsWith(".model")) {
            return vocabularyOnly(path, SentencePieceModel.read(path, file));
        }
        return Llama2cFile.recognises(name, file) ? Llama2cFile.read(path, file, arena) : GgufFile.read(path, file);
    }

    private static Contents vocabularyOnly(Path path, Map<String, Object> metadata) {
        return new Contents("tokenizer", 0, metadata, List.of(), path.toFile().length());
    }

    /// Where the model lies: a file or a folder.
    public Path path() {
        return path;
    }

    /// What kind of file it is: `GGUF`, `safetensors`, `llama2.c`, or `tokenizer` for a vocabulary alone.
    public String kind() {
        return contents.kind();
    }

    /// Version of its kind: 2 or 3 for GGUF, 0 to 2 for llama2.c, 0 for the others, which have none.
    public int version() {
        return contents.version();
    }

    /// All metadata in file order. Integers are `Long` (an unsigned 64-bit value above `Long.MAX_VALUE` is a `BigInteger`),
    /// then `Float`, `Double`, `Boolean`, `String`; arrays are unmodifiable lists of these.
    public Map<String, Object> metadata() {
        return Collections.unmodifiableMap(contents.metadata());
    }

    /// All tensors in file order.
    public List<TensorInfo> tensors() {
        return tensors.values().stream().map(Tensor::info).toList();
    }

    /// Whether there is a tensor called `name`.
    public boolean hasTensor(String name) {
        return tensors.containsKey(name);
    }

    /// The tensor called `name`.
    ///
    /// @throws ModelFormatException if there is none
    public TensorInfo tensor(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new ModelFormatException(
                    path + ": there is no tensor '" + name + "' among its " + tensors.size() + ".");
        }
        return tensor.info();
    }

    /// The bytes of `tensor`, read-only: in place, except for the few that a reader had to rearrange.
    ///
    /// @throws ModelFormatException if it is none of this file's
    public MemorySegment data(TensorInfo tensor) {
        tensor(tensor.name());
        return tensors.get(tensor.name()).data();
    }

    /// Size of all files of the model.
    public long fileBytes() {
        return contents.bytes();
    }

    /// The text at `key`.
    ///
    /// @throws ModelFormatException if it is absent or no text
    public String string(String key) {
        return required(key, String.class, "text");
    }

    /// The whole number at `key`, which must lie in `min..max`.
    ///
    /// @throws ModelFormatException if it is absent, no whole number or out of range
    public int integer(String key, int min, int max) {
        long value = required(key, Long.class, "a whole number");
        if (value < min || value > max) {
            throw new ModelFormatException(
                    path + ": '" + key + "' is " + value + "; " + min + " to " + max + " is accepted.");
        }
        return (int) value;
    }

    /// As [#integer(String, int, int)], or `absent` where the key is missing.
    public int integer(String key, int min, int max, int absent) {
        return metadata().containsKey(key) ? integer(key, min, max) : absent;
    }

    /// The finite number at `key`, or `absent` where the key is missing.
    ///
    /// @throws ModelFormatException if it is no number or not finite
    public double number(String key, double absent) {
        if (!metadata().containsKey(key)) {
            return absent;
        }
        double value = required(key, Number.class, "a number").doubleValue();
        if (!Double.isFinite(value)) {
            throw new ModelFormatException(path + ": '" + key + "' is " + value + "; a finite number is accepted.");
        }
        return value;
    }

    /// The boolean at `key`, or `absent` where the key is missing.
    ///
    /// @throws ModelFormatException if it is no boolean
    public boolean flag(String key, boolean absent) {
        return metadata().containsKey(key) ? required(key, Boolean.class, "true or false") : absent;
    }

    /// The array at `key` whose elements are all of `type`; empty where the key is missing.
    ///
    /// @throws ModelFormatException if it is no array, or of another element type
    public <T> Optional<List<T>> array(String key, Class<T> type) {
        if (!metadata().containsKey(key)) {
            return Optional.empty();
        }
        List<?> list = required(key, List.class, "an array");
        if (!list.isEmpty() && !type.isInstance(list.getFirst())) {
            throw new ModelFormatException(
                    path + ": '" + key + "' is an array of " + list.getFirst().getClass().getSimpleName()
                            + "; an array of " + type.getSimpleName() + " is accepted.");
        }
        @SuppressWarnings("unchecked") // GGUF arrays hold one type; the first element was looked at
        List<T> typed = (List<T>) list;
        return Optional.of(typed);
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    @Override
    public String toString() {
        return path + " (" + kind() + (version() == 0 ? "" : " " + version()) + ", " + tensors.size() + " tensors)";
    }

    private <T> T required(String key, Class<T> type, String kind) {
        Object value = contents.metadata().get(key);
        if (value == null) {
            throw new ModelFormatException(
                    path + ": the metadata key '" + key + "' is missing; it must hold " + kind + ".");
        }
        if (!type.isInstance(value)) {
            throw new ModelFormatException(
                    path + ": '" + key + "' holds " + value.getClass().getSimpleName() + "; " + kind + " is accepted.");
        }
        return type.cast(value);
    }
}
