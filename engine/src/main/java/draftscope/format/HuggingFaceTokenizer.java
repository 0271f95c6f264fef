package draftscope.format;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The tokenizer of a Hugging Face folder, which is spread over several files: pieces in `tokenizer.json` or else
/// `tokenizer.model`, special tokens and the chat template in `tokenizer_config.json` (the template also in
/// `chat_template.jinja`), and ids once more in `generation_config.json` and `config.json`.
///
/// Beyond the keys of [TokenizerJson] and [SentencePieceModel]: `tokenizer.ggml.{bos,eos,padding,unknown,mask}_token_id`,
/// `tokenizer.ggml.add_bos_token` and `.add_eos_token`, `tokenizer.chat_template`, and `draftscope.tokenizer.end_ids`, every
/// id that ends a text, where there are several. Ids up to the rows of the embedding that no piece has are padded with
/// unused pieces, as llama.cpp's converter does.
final class HuggingFaceTokenizer {
    private static final long MAX_ID = 1 << 24;
    private static final int MAX_TEMPLATE_BYTES = 1 << 20;
    private static final List<String> NAMES = List.of("bos", "eos", "pad", "unk", "mask");
    private static final Map<String, String> GGUF_NAMES = Map.of("bos", "bos", "eos", "eos", "pad", "padding", "unk",
            "unknown", "mask", "mask");

    private final Path folder;
    private final HuggingFaceConfig config;
    private final Map<String, Object> metadata = new LinkedHashMap<>();

    private HuggingFaceTokenizer(Path folder, HuggingFaceConfig config) {
        this.folder = folder;
        this.config = config;
    }

    /// The tokenizer's metadata; empty where the folder has none.
    static Map<String, Object> read(Path folder, HuggingFaceConfig config) {
        HuggingFaceTokenizer tokenizer = new HuggingFaceTokenizer(folder, config);
        tokenizer.readPieces();
        if (!tokenizer.metadata.isEmpty()) {
            Optional<JsonFields> settings = tokenizer.optional("tokenizer_config.json");
            tokenizer.readSpecials(settings);
            tokenizer.readAdditions(settings);
            tokenizer.readTemplate(settings);
            tokenizer.pad();
        }
        return tokenizer.metadata;
    }

    private Optional<JsonFields> optional(String name) {
        Path file = folder.resolve(name);
        return Files.exists(file) ? Optional.of(JsonFields.read(file)) : Optional.empty();
    }

    private void readPieces() {
        Path json = folder.resolve("tokenizer.json");
        Path model = folder.resolve("tokenizer.model");
        if (Files.exists(json)) {
            metadata.putAll(TokenizerJson.read(json));
        } else if (Files.exists(model)) {
            try (Arena arena = Arena.ofConfined()) {
                metadata.putAll(SentencePieceModel.read(model, MappedFile.map(model, arena)));
            }
        }
    }

    @SuppressWarnings("unchecked") // put there as texts
    private List<String> tokens() {
        return (List<String>) metadata.get("tokenizer.ggml.tokens");
    }

    private void readSpecials(Optional<JsonFields> settings) {
        Optional<JsonFields> generation = optional("generation_config.json");
        for (String name : NAMES) {
            Optional<Long> id = settings.flatMap(s -> namedPiece(s, name + "_token"));
            List<Long> stated = generation.map(g -> ids(g, name + "_token_id")).filter(l -> !l.isEmpty())
                    .orElseGet(() -> ids(config.fields(), name + "_token_id"));
            Optional<Long> chosen = id.or(() -> stated.stream().findFirst());
            chosen.ifPresent(i -> metadata.put("tokenizer.ggml." + GGUF_NAMES.get(name) + "_token_id", i));
            if (name.equals("eos") && stated.size() > 1) {
                metadata.put("draftscope.tokenizer.end_ids", Collections.unmodifiableList(stated));
            }
        }
    }

    /// The id of the piece that `field` names: a text, or an object with the text in `content`.
    private Optional<Long> namedPiece(JsonFields settings, String field) {
        if (!settings.has(field)) {
            return Optional.empty();
        }
        String piece = settings.hasObject(field) ? settings.object(field).text("content") : settings.text(field);
        int id = tokens().indexOf(piece);
        return id < 0 ? Optional.empty() : Optional.of((long) id);
    }

    private List<Long> ids(JsonFields fields, String name) {
        if (!fields.has(name)) {
            return List.of();
        }
        List<Long> ids = fields.node().get(name).isArray()
                ? fields.integers(name, MAX_ID)
                : List.of(fields.integer(name, -1, MAX_ID)); // -1 is an old way to say none
        return ids.stream().filter(id -> id >= 0 && id < Math.max(tokens().size(), config.vocabSize())).toList();
    }

    /// What a tokenizer.json does is told by its post-processor; the settings speak for SentencePiece.
    private void readAdditions(Optional<JsonFields> settings) {
        if (metadata.get("draftscope.tokenizer.source").equals("tokenizer.json")) {
            metadata.put("tokenizer.ggml.add_bos_token", adds("prefix_ids", "bos"));
            metadata.put("tokenizer.ggml.add_eos_token", adds("suffix_ids", "eos"));
        } else {
            settings.filter(s -> s.has("add_bos_token"))
                    .ifPresent(s -> metadata.put("tokenizer.ggml.add_bos_token", s.flag("add_bos_token", true)));
            settings.filter(s -> s.has("add_eos_token"))
                    .ifPresent(s -> metadata.put("tokenizer.ggml.add_eos_token", s.flag("add_eos_token", false)));
        }
    }

    private boolean adds(String list, String name) {
        Object id = metadata.get("tokenizer.ggml." + name + "_token_id");
        return id != null && metadata.getOrDefault("draftscope.tokenizer." + list, List.of()) instanceof List<?> ids
                && ids.contains(id);
    }

    private void readTemplate(Optional<JsonFields> settings) {
        Path file = folder.resolve("chat_template.jinja");
        if (Files.exists(file)) {
            try {
                if (Files.size(file) > MAX_TEMPLATE_BYTES) {
                    throw new ModelFormatException(file + ": a chat template of " + Files.size(file) + " bytes; up to "
                            + MAX_TEMPLATE_BYTES + " are accepted.");
                }
                metadata.put("tokenizer.chat_template", Files.readString(file));
            } catch (IOException e) {
                throw MappedFile.unreadable(file, e);
            }
        } else {
            settings.filter(s -> s.has("chat_template")).flatMap(HuggingFaceTokenizer::template)
                    .ifPresent(t -> metadata.put("tokenizer.chat_template", t));
        }
    }

    /// One template, or several with names, of which the one called `default` counts.
    private static Optional<String> template(JsonFields settings) {
        JsonNode value = settings.node().get("chat_template");
        if (!value.isArray()) {
            return Optional.of(settings.text("chat_template"));
        }
        return settings.objects("chat_template").stream().filter(t -> t.text("name").equals("default"))
                .map(t -> t.text("template")).findFirst();
    }

    private void pad() {
        int rows = config.vocabSize();
        List<String> tokens = new ArrayList<>(tokens());
        if (tokens.size() >= rows) {
            return;
        }
        int size = tokens.size();
        for (int id = size; id < rows; id++) {
            tokens.add("[PAD" + id + "]");
        }
        metadata.put("tokenizer.ggml.tokens", Collections.unmodifiableList(tokens));
        extend("tokenizer.ggml.token_type", rows, 5L);
        if (metadata.containsKey("tokenizer.ggml.scores")) {
            extend("tokenizer.ggml.scores", rows, 0f);
        }
    }

    private void extend(String key, int size, Object filler) {
        List<Object> list = new ArrayList<>((List<?>) metadata.get(key));
        while (list.size() < size) {
            list.add(filler);
        }
        metadata.put(key, Collections.unmodifiableList(list));
    }
}
