package draftscope.format;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads a Hugging Face folder: `config.json`, one or several `.safetensors` files, and the tokenizer beside them.
///
/// Weights stay where they are in the mapped files. Computed when the folder is opened are only: GPT-2's matrices, which
/// are stored the other way round (no more memory than they take in the file); the norm vectors of Gemma, which are
/// stored less one; and rotary factors that GGUF keeps in tensors.
final class SafetensorsFolder {
    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";

    private final Path folder;
    private final Arena arena;
    private final HuggingFaceConfig config;

    private SafetensorsFolder(Path folder, Arena arena) {
        this.folder = folder;
        this.arena = arena;
        Path file = folder.resolve("config.json");
        if (!Files.exists(file)) {
            throw new ModelFormatException(
                    folder + ": this folder has no config.json; " + ModelFile.ACCEPTED + " is accepted.");
        }
        config = HuggingFaceConfig.of(JsonFields.read(file));
    }

    /// What the folder holds.
    static ModelFile.Contents read(Path folder, Arena arena) {
        SafetensorsFolder reader = new SafetensorsFolder(folder, arena);
        return reader.contents(reader.stored());
    }

    /// What the one file `path` holds, explained by the `config.json` beside it.
    static ModelFile.Contents readFile(Path path, Arena arena) {
        if (!Files.exists(path)) {
            MappedFile.map(path, arena);
        }
        SafetensorsFolder reader = new SafetensorsFolder(path.toAbsolutePath().getParent(), arena);
        return reader.contents(SafetensorsFile.read(path, arena));
    }

    private Map<String, SafetensorsFile.Stored> stored() {
        if (Files.exists(folder.resolve(SINGLE))) {
            return SafetensorsFile.read(folder.resolve(SINGLE), arena);
        }
        if (!Files.exists(folder.resolve(INDEX))) {
            throw new ModelFormatException(folder + ": this folder has a config.json but neither " + SINGLE + " nor "
                    + INDEX + "; one of them is needed.");
        }
        JsonFields index = JsonFields.read(folder.resolve(INDEX));
        JsonFields map = index.object("weight_map");
        Map<String, Map<String, SafetensorsFile.Stored>> shards = new LinkedHashMap<>();
        Map<String, SafetensorsFile.Stored> tensors = new LinkedHashMap<>();
        for (String name : map.names()) {
            String shard = map.text(name);
            // A shard elsewhere on the disk is nothing that a downloaded folder may ask for.
            if (!shard.endsWith(".safetensors") || shard.contains("/") || shard.contains("\\")) {
                throw index.broken("tensor '" + name + "' is said to lie in '" + shard
                        + "'; a .safetensors file in the same folder is accepted");
            }
            SafetensorsFile.Stored tensor = shards
                    .computeIfAbsent(shard, s -> SafetensorsFile.read(folder.resolve(s), arena)).get(name);
            if (tensor == null) {
                throw index.broken("tensor '" + name + "' is said to lie in '" + shard + "', which does not hold it");
            }
            tensors.put(name, tensor);
        }
        return tensors;
    }

    private ModelFile.Contents contents(Map<String, SafetensorsFile.Stored> stored) {
        List<Tensor> tensors = new ArrayList<>();
        Set<Path> files = new LinkedHashSet<>();
        HuggingFaceNames names = HuggingFaceNames.of(config.architecture());
        boolean embedding = stored.keySet().stream().anyMatch(names::isEmbedding);
        for (SafetensorsFile.Stored tensor : stored.values()) {
            files.add(tensor.path());
            if (names.isIgnored(tensor.name())) {
                continue;
            }
            String name = names.gguf(tensor.name()).orElseThrow(
                    () -> tensor.broken(
                            "is not part of a " + config.architecture().modelType() + " model as it is known here"));
            if (name.equals("output.weight") && config.tied()) {
                if (embedding) {
                    continue;
                }
                name = "token_embd.weight"; // some store the one shared matrix under this name alone
            }
            tensors.add(arranged(tensor.as(name)));
        }
        config.computedTensors().forEach((name, values) -> tensors.add(Tensor.vector(name, values, arena)));
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("general.architecture", config.architecture().gguf());
        metadata.put("general.name", String.valueOf(folder.toAbsolutePath().normalize().getFileName()));
        metadata.putAll(config.metadata());
        metadata.putAll(HuggingFaceTokenizer.read(folder, config));
        return new ModelFile.Contents("safetensors", 0, metadata, tensors,
                files.stream().mapToLong(f -> f.toFile().length()).sum());
    }

    private Tensor arranged(Tensor tensor) {
        TensorInfo info = tensor.info();
        if (config.architecture().storesTransposed(info.name()) && info.shape().length == 2) {
            return transposed(tensor);
        }
        if (config.architecture().storesNormsLessOne() && info.name().endsWith("norm.weight")
                && info.shape().length == 1) {
            float[] values = new float[Math.toIntExact(info.elements())];
            QuantBlocks.decode(info.format(), tensor.data(), 0, values.length, values, 0);
            for (int i = 0; i < values.length; i++) {
                values[i] += 1;
            }
            return Tensor.vector(info.name(), values, arena);
        }
        return tensor;
    }

    private Tensor transposed(Tensor tensor) {
        long columns = tensor.info().columns();
        long rows = tensor.info().rows();
        boolean wide = tensor.info().format() == QuantFormat.F32;
        MemorySegment from = tensor.data();
        MemorySegment to = arena.allocate(tensor.info().bytes(), Float.BYTES);
        for (long row = 0; row < rows; row++) {
            for (long column = 0; column < columns; column++) {
                long source = row * columns + column;
                long target = column * rows + row;
                if (wide) {
                    to.set(LittleEndian.INT, 4 * target, from.get(LittleEndian.INT, 4 * source));
                } else {
                    to.set(LittleEndian.SHORT, 2 * target, from.get(LittleEndian.SHORT, 2 * source));
                }
            }
        }
        return Tensor.computed(tensor.info().name(), tensor.info().format(), new long[]{rows, columns}, to);
    }
}
