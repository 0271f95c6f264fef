package draftscope.format;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Reads a llama2.c checkpoint: a header of seven numbers and the weights without names, in a fixed order.
///
/// Source: karpathy/llama2.c, `export.py`, `run.c` and `runq.c`. Version 0 has the bare header and float32; version 1 has
/// the magic number `ak42`, a header of 256 bytes and float32; version 2 likewise, with matrices as signed bytes and one
/// float32 scale per group. No format that GGUF has holds these groups exactly, so they are widened to float32 when the
/// file is opened, in four times their room; versions 0 and 1 stay in place.
///
/// The tokenizer is `tok512.bin` for a vocabulary of 512 pieces, or else `tokenizer.bin`, in the same folder; without one
/// the model has no vocabulary. llama2.c spells a space in a piece as such and GGUF as `▁`; GGUF's spelling is given.
final class Llama2cFile {
    private static final int MAGIC = 0x616b3432;
    private static final int HEADER_BYTES = 256;
    private static final int MAX_WIDTH = 1 << 20;
    private static final int MAX_LAYERS = 1 << 12;
    private static final int MAX_COUNT = 1 << 24;

    private final Path path;
    private final MemorySegment file;
    private final Arena arena;
    private final List<Tensor> tensors = new ArrayList<>();
    private long at;
    private int version;
    private int groupSize;

    private int dim;
    private int ffnDim;
    private int layers;
    private int heads;
    private int kvHeads;
    private int vocabulary;
    private int context;
    private boolean shared;

    private Llama2cFile(Path path, MemorySegment file, Arena arena) {
        this.path = path;
        this.file = file;
        this.arena = arena;
    }

    /// Whether a file called `name` (in lower case) that holds `file` is meant to be one of these: version 0 has no magic
    /// number, so its name must tell.
    static boolean recognises(String name, MemorySegment file) {
        return name.endsWith(".bin") || file.byteSize() >= 4 && file.get(LittleEndian.INT, 0) == MAGIC;
    }

    /// What the file `path`, whose bytes are `file`, holds: a checkpoint, or a tokenizer if its name begins with `tok`.
    static ModelFile.Contents read(Path path, MemorySegment file, Arena arena) {
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.startsWith("tok")) {
            return new ModelFile.Contents("tokenizer", 0, tokenizer(path, file), List.of(), file.byteSize());
        }
        Llama2cFile reader = new Llama2cFile(path, file, arena);
        reader.readHeader();
        if (reader.version == 0) {
            reader.readOldOrder();
        } else {
            reader.readNewOrder();
        }
        if (reader.at != file.byteSize()) {
            throw reader.broken("its weights end at byte " + reader.at + ", but it has " + file.byteSize() + " bytes");
        }
        return new ModelFile.Contents("llama2.c", reader.version, reader.metadata(), reader.tensors, file.byteSize());
    }

    private ModelFormatException broken(String what) {
        return new ModelFormatException(path + ": it is no llama2.c checkpoint: " + what + "; " + ModelFile.ACCEPTED
                + " is accepted.");
    }

    // Header

    private void readHeader() {
        if (file.byteSize() < 8 * Integer.BYTES) {
            throw broken("it has only " + file.byteSize() + " bytes");
        }
        if (file.get(LittleEndian.INT, 0) == MAGIC) {
            version = file.get(LittleEndian.INT, 4);
            if (version != 1 && version != 2) {
                throw broken("its version is " + version + ", and versions 0, 1 and 2 are known");
            }
            if (file.byteSize() < HEADER_BYTES) {
                throw broken("it ends inside its header of " + HEADER_BYTES + " bytes");
            }
            at = 8;
        }
        dim = number("width", 1, MAX_WIDTH);
        ffnDim = number("feed-forward width", 1, MAX_WIDTH);
        layers = number("number of layers", 1, MAX_LAYERS);
        heads = number("number of heads", 1, dim);
        kvHeads = number("number of key and value heads", 1, heads);
        vocabulary = number("vocabulary", -MAX_COUNT, MAX_COUNT);
        context = number("context length", 1, MAX_COUNT);
        if (dim % heads != 0 || heads % kvHeads != 0 || dim / heads % 2 != 0 || vocabulary == 0) {
            throw broken(dim + " numbers, " + heads + " heads, " + kvHeads + " key and value heads and a vocabulary of "
                    + vocabulary + " do not fit together");
        }
        if (version == 0) {
            shared = vocabulary > 0; // the sign is a flag
            vocabulary = Math.abs(vocabulary);
        } else {
            if (vocabulary < 0) {
                throw broken("its vocabulary is " + vocabulary);
            }
            shared = file.get(LittleEndian.BYTE, at) != 0;
            if (version == 2) {
                groupSize = file.get(LittleEndian.INT, at + 1);
                if (groupSize < 1 || groupSize > MAX_WIDTH) {
                    throw broken("its groups are of " + groupSize + " numbers");
                }
            }
            at = HEADER_BYTES;
        }
    }

    private int number(String what, int min, int max) {
        int value = file.get(LittleEndian.INT, at);
        at += 4;
        if (value < min || value > max) {
            throw broken("its " + what + " is " + value + ", outside of " + min + " to " + max);
        }
        return value;
    }

    // Weights

    private int kvDim() {
        return dim / heads * kvHeads;
    }

    private void readOldOrder() {
        take("token_embd.weight", dim, vocabulary);
        vectors("attn_norm.weight");
        matrices();
        at = skipRotation();
        if (!shared) {
            take("output.weight", dim, vocabulary);
        }
    }

    /// Tables of sines and cosines that no one needs.
    private long skipRotation() {
        long bytes = 4L * context * (dim / heads);
        if (bytes > file.byteSize() - at) {
            throw broken("it ends inside its rotary tables");
        }
        return at + bytes;
    }

    private void matrices() {
        perLayer("attn_q.weight", dim, dim);
        perLayer("attn_k.weight", dim, kvDim());
        perLayer("attn_v.weight", dim, kvDim());
        perLayer("attn_output.weight", dim, dim);
        if (version == 0) {
            vectors("ffn_norm.weight");
        }
        perLayer("ffn_gate.weight", dim, ffnDim);
        perLayer("ffn_down.weight", ffnDim, dim);
        perLayer("ffn_up.weight", dim, ffnDim);
        if (version == 0) {
            take("output_norm.weight", dim);
        }
    }

    private void readNewOrder() {
        vectors("attn_norm.weight");
        vectors("ffn_norm.weight");
        take("output_norm.weight", dim);
        takeMatrix("token_embd.weight", dim, vocabulary);
        matrices();
        if (!shared) {
            takeMatrix("output.weight", dim, vocabulary);
        }
    }

    private void vectors(String name) {
        for (int layer = 0; layer < layers; layer++) {
            take("blk." + layer + "." + name, dim);
        }
    }

    private void perLayer(String name, long... shape) {
        for (int layer = 0; layer < layers; layer++) {
            takeMatrix("blk." + layer + "." + name, shape);
        }
    }

    private void takeMatrix(String name, long... shape) {
        if (version == 2) {
            takeGroups(name, shape);
        } else {
            take(name, shape);
        }
    }

    private void take(String name, long... shape) {
        long bytes = 4 * numbers(shape);
        if (bytes > file.byteSize() - at) {
            throw broken("it ends inside tensor '" + name + "'");
        }
        tensors.add(Tensor.inPlace(name, QuantFormat.F32, shape, file, at));
        at += bytes;
    }

    private void takeGroups(String name, long... shape) {
        long n = numbers(shape);
        if (n % groupSize != 0) {
            throw broken(
                    "tensor '" + name + "' has " + n + " numbers, which is no multiple of its groups of " + groupSize);
        }
        long bytes = n + 4 * (n / groupSize);
        if (bytes > file.byteSize() - at) {
            throw broken("it ends inside tensor '" + name + "'");
        }
        MemorySegment wide = arena.allocate(4 * n, 4);
        for (long i = 0; i < n; i++) {
            float scale = file.get(LittleEndian.FLOAT, at + n + 4 * (i / groupSize));
            wide.set(LittleEndian.FLOAT, 4 * i, file.get(LittleEndian.BYTE, at + i) * scale);
        }
        tensors.add(Tensor.computed(name, QuantFormat.F32, shape, wide));
        at += bytes;
    }

    private static long numbers(long[] shape) {
        long n = 1;
        for (long d : shape) {
            n *= d;
        }
        return n;
    }

    // Metadata

    private Map<String, Object> metadata() {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("general.architecture", "llama");
        out.put("general.name", path.getFileName().toString().replaceFirst("\\.bin$", ""));
        out.put("llama.context_length", (long) context);
        out.put("llama.embedding_length", (long) dim);
        out.put("llama.feed_forward_length", (long) ffnDim);
        out.put("llama.attention.head_count", (long) heads);
        out.put("llama.attention.head_count_kv", (long) kvHeads);
        out.put("llama.block_count", (long) layers);
        out.put("llama.rope.dimension_count", (long) dim / heads);
        out.put("llama.rope.freq_base", 10000f);
        out.put("llama.attention.layer_norm_rms_epsilon", 1e-5f);
        out.put("llama.vocab_size", (long) vocabulary);
        for (String name : List.of("tok" + vocabulary + ".bin", "tokenizer.bin")) {
            Path beside = path.toAbsolutePath().resolveSibling(name);
            if (Files.exists(beside)) {
                out.putAll(tokenizerBeside(beside));
                break;
            }
        }
        return out;
    }

    private Map<String, Object> tokenizerBeside(Path beside) {
        try (Arena whileReading = Arena.ofConfined()) {
            Map<String, Object> tokenizer = tokenizer(beside, MappedFile.map(beside, whileReading));
            int pieces = ((List<?>) tokenizer.get("tokenizer.ggml.tokens")).size();
            if (pieces != vocabulary) {
                throw new ModelFormatException(beside + ": it holds " + pieces + " pieces; the " + vocabulary + " that "
                        + path.getFileName() + " knows are accepted.");
            }
            return tokenizer;
        }
    }

    /// The longest piece's length, then for each piece its score, its length and its bytes.
    private static Map<String, Object> tokenizer(Path path, MemorySegment file) {
        List<String> tokens = new ArrayList<>();
        List<Float> scores = new ArrayList<>();
        List<Long> types = new ArrayList<>();
        long at = 4;
        while (at < file.byteSize()) {
            int id = tokens.size();
            int length = file.byteSize() - at < 8 ? -1 : file.get(LittleEndian.INT, at + 4);
            if (length < 0 || length > file.byteSize() - at - 8) {
                throw new ModelFormatException(
                        path + ": piece " + id + " does not fit the file (at byte " + at + "); a llama2.c tokenizer is "
                                + "accepted.");
            }
            scores.add(file.get(LittleEndian.FLOAT, at));
            String piece = text(path, id, file.asSlice(at + 8, length));
            types.add(id == 0 ? 2L : id <= 2 ? 3L : piece.matches("<0x[0-9A-F]{2}>") ? 6L : 1L);
            tokens.add(id == 1 || id == 2 ? piece.strip() : piece.replace(' ', '▁'));
            at += 8 + length;
        }
        if (tokens.size() < 3) {
            throw new ModelFormatException(
                    path + ": it holds " + tokens.size() + " pieces; a llama2.c tokenizer has at least three.");
        }
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("tokenizer.ggml.model", "llama");
        out.put("tokenizer.ggml.tokens", Collections.unmodifiableList(tokens));
        out.put("tokenizer.ggml.scores", Collections.unmodifiableList(scores));
        out.put("tokenizer.ggml.token_type", Collections.unmodifiableList(types));
        out.put("tokenizer.ggml.unknown_token_id", 0L);
        out.put("tokenizer.ggml.bos_token_id", 1L);
        out.put("tokenizer.ggml.eos_token_id", 2L);
        out.put("tokenizer.ggml.add_bos_token", true);
        out.put("tokenizer.ggml.add_eos_token", false);
        return out;
    }

    private static String text(Path path, int id, MemorySegment bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.asByteBuffer()).toString();
        } catch (CharacterCodingException e) {
            throw new ModelFormatException(
                    path + ": piece " + id + " is not valid UTF-8, the only text encoding accepted.", e);
        }
    }
}
