package draftscope.format;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Reads `tokenizer.json`, as the Hugging Face tokenizers library writes it, into GGUF's keys.
///
/// Source: huggingface/tokenizers (the serialised form of its parts). GGUF's own keys:
///
/// | key | holds |
/// |---|---|
/// | `tokenizer.ggml.model` | `gpt2` for byte-level BPE, `llama` for any other BPE, `t5` for unigram |
/// | `tokenizer.ggml.pre` | llama.cpp's name of the split pattern, `default` where it has none |
/// | `tokenizer.ggml.tokens` | every piece by id; an id that no piece has is `[PAD5]` and unused |
/// | `tokenizer.ggml.token_type` | 1 normal, 2 unknown, 3 control (special), 4 user defined (added), 5 unused, 6 byte |
/// | `tokenizer.ggml.merges` | `left right`, best first (BPE) |
/// | `tokenizer.ggml.scores` | unigram: the scores; BPE that is not byte-level: minus the rank of the first merge that makes a piece, so that a reader that merges by score finds the same order |
/// | `tokenizer.ggml.unknown_token_id` | the model's unknown piece |
/// | `tokenizer.ggml.precompiled_charsmap` | bytes of SentencePiece's character map |
///
/// What GGUF has no key for. The lists of parts are flat, three texts a part, in the order in which they apply:
///
/// | key | holds |
/// |---|---|
/// | `draftscope.tokenizer.source` | `tokenizer.json` |
/// | `draftscope.tokenizer.normalizer` | `(kind, pattern, content)`: `Prepend` ("", text), `Replace` (literal, text), `ReplaceRegex` (regex, text), `Strip` (left, right as `true`/`false`), `Precompiled`, `NFC`, `NFD`, `NFKC`, `NFKD`, `Lowercase`, `StripAccents` |
/// | `draftscope.tokenizer.pre_tokenizer` | `(kind, pattern, option)`: `Split` (literal, behaviour), `SplitRegex` (regex, behaviour; a behaviour that begins with `!` is inverted), `ByteLevel` (use_regex, add_prefix_space as `true`/`false`), `Metaspace` (replacement, `first`/`always`/`never`, with ` whole` after it where spaces begin no new word), `Digits` (individual, ""), `Punctuation` ("", behaviour), `Whitespace`, `WhitespaceSplit` |
/// | `draftscope.tokenizer.decoder` | `(kind, pattern, content)`: `Replace`, `ReplaceRegex`, `ByteFallback`, `Fuse`, `Strip` (text, `start stop`), `ByteLevel`, `Metaspace` (replacement, prepend scheme) |
/// | `draftscope.tokenizer.prefix_ids`, `.suffix_ids` | ids that the post-processor puts around one text |
/// | `draftscope.tokenizer.added_ids`, `.added_flags` | ids of added tokens; for each the sum of 1 special, 2 lstrip, 4 rstrip, 8 single_word, 16 normalized |
/// | `draftscope.tokenizer.byte_fallback`, `.fuse_unknown`, `.ignore_merges` | as the model says |
final class TokenizerJson {
    private static final long MAX_ID = 1 << 24;
    private static final long NORMAL = 1;
    private static final long UNKNOWN = 2;
    private static final long CONTROL = 3;
    private static final long USER_DEFINED = 4;
    private static final long UNUSED = 5;
    private static final long BYTE = 6;

    private final JsonFields root;
    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final Map<String, Integer> ids = new HashMap<>();
    private final List<String> tokens = new ArrayList<>();
    private final List<Long> types = new ArrayList<>();

    private TokenizerJson(JsonFields root) {
        this.root = root;
    }

    /// The metadata that the file `path` holds.
    ///
    /// @throws ModelFormatException if it is no such file, or holds a part that is not listed above
    static Map<String, Object> read(Path path) {
        return new TokenizerJson(JsonFields.read(path)).metadata();
    }

    private Map<String, Object> metadata() {
        JsonFields model = root.object("model");
        boolean unigram = model.has("vocab") && model.node().get("vocab").isArray();
        String type = model.text("type", unigram ? "Unigram" : "BPE");
        List<String> normalizer = normalizer();
        List<String> preTokenizer = preTokenizer();
        boolean byteLevel = preTokenizer.contains("ByteLevel");
        metadata.put("tokenizer.ggml.model", switch (type) {
            case "BPE" -> byteLevel ? "gpt2" : "llama";
            case "Unigram" -> "t5";
            default -> throw root.broken("its model is of type '" + type + "'; BPE and Unigram are accepted");
        });
        metadata.put("tokenizer.ggml.pre", SplitPatterns.nameOf(preTokenizer).orElse("default"));
        List<Float> scores = new ArrayList<>();
        if (unigram) {
            readUnigram(model, scores);
        } else {
            readVocabulary(model.object("vocab"));
        }
        boolean byteFallback = model.flag("byte_fallback", false);
        if (byteFallback) {
            markBytes();
        }
        readAdded();
        metadata.put("tokenizer.ggml.tokens", Collections.unmodifiableList(tokens));
        metadata.put("tokenizer.ggml.token_type", Collections.unmodifiableList(types));
        if (type.equals("BPE")) {
            List<String> merges = merges(model);
            metadata.put("tokenizer.ggml.merges", Collections.unmodifiableList(merges));
            if (!byteLevel) {
                scores = scoresByRank(merges);
            }
        }
        if (!scores.isEmpty()) {
            while (scores.size() < tokens.size()) {
                scores.add(0f);
            }
            metadata.put("tokenizer.ggml.scores", Collections.unmodifiableList(scores));
        }
        metadata.put("draftscope.tokenizer.source", "tokenizer.json");
        putParts("normalizer", normalizer);
        putParts("pre_tokenizer", preTokenizer);
        putParts("decoder", decoder());
        postProcessor();
        metadata.put("draftscope.tokenizer.byte_fallback", byteFallback);
        metadata.put("draftscope.tokenizer.fuse_unknown", model.flag("fuse_unk", false));
        metadata.put("draftscope.tokenizer.ignore_merges", model.flag("ignore_merges", false));
        return metadata;
    }

    private void putParts(String name, List<String> parts) {
        if (!parts.isEmpty()) {
            metadata.put("draftscope.tokenizer." + name, Collections.unmodifiableList(parts));
        }
    }

    // Vocabulary

    private void readVocabulary(JsonFields vocabulary) {
        int count = vocabulary.node().size();
        for (String piece : vocabulary.names()) {
            // Gaps are filled, so an id far beyond the pieces would buy memory that the file did not pay for.
            put((int) vocabulary.integer(piece, 0, Math.min(MAX_ID, 2L * count + 1024)), piece, NORMAL);
        }
    }

    private void readUnigram(JsonFields model, List<Float> scores) {
        for (JsonNode pair : model.array("vocab")) {
            if (!pair.isArray() || pair.size() != 2 || !pair.get(0).isString() || !pair.get(1).isNumber()) {
                throw root.broken("piece " + scores.size() + " of 'model.vocab' is no pair of text and score");
            }
            put(scores.size(), pair.get(0).stringValue(), NORMAL);
            scores.add((float) pair.get(1).doubleValue());
        }
    }

    private void put(int id, String piece, long kind) {
        while (tokens.size() <= id) {
            tokens.add("[PAD" + tokens.size() + "]");
            types.add(UNUSED);
        }
        boolean taken = types.get(id) != UNUSED && !tokens.get(id).equals(piece);
        if (taken || ids.getOrDefault(piece, id) != id) {
            throw root.broken(
                    "'" + piece + "' and id " + id + " do not belong to each other alone; every piece has one id");
        }
        tokens.set(id, piece);
        types.set(id, kind);
        ids.put(piece, id);
    }

    private void markBytes() {
        for (int b = 0; b < 256; b++) {
            Integer id = ids.get("<0x%02X>".formatted(b));
            if (id != null) {
                types.set(id, BYTE);
            }
        }
    }

    private void readAdded() {
        List<Long> added = new ArrayList<>();
        List<Long> flags = new ArrayList<>();
        long room = 2L * tokens.size() + 1024;
        for (JsonFields token : root.objects("added_tokens")) {
            int id = (int) token.integer("id", 0, Math.min(MAX_ID, room));
            boolean special = token.flag("special", false);
            put(id, token.text("content"), special ? CONTROL : USER_DEFINED);
            added.add((long) id);
            flags.add((special ? 1L : 0) + (token.flag("lstrip", false) ? 2 : 0) + (token.flag("rstrip", false) ? 4 : 0)
                    + (token.flag("single_word", false) ? 8 : 0) + (token.flag("normalized", !special) ? 16 : 0));
        }
        JsonFields model = root.object("model");
        if (model.has("unk_id")) {
            markUnknown((int) model.integer("unk_id", 0, tokens.size() - 1L));
        } else if (model.has("unk_token")) {
            String piece = model.text("unk_token");
            if (!ids.containsKey(piece)) {
                throw root.broken("the unknown piece '" + piece + "' is not in the vocabulary");
            }
            markUnknown(ids.get(piece));
        }
        if (!added.isEmpty()) {
            metadata.put("draftscope.tokenizer.added_ids", Collections.unmodifiableList(added));
            metadata.put("draftscope.tokenizer.added_flags", Collections.unmodifiableList(flags));
        }
    }

    private void markUnknown(int id) {
        types.set(id, UNKNOWN);
        metadata.put("tokenizer.ggml.unknown_token_id", (long) id);
    }

    private List<String> merges(JsonFields model) {
        List<String> merges = new ArrayList<>();
        for (JsonNode merge : model.array("merges")) {
            if (merge.isString()) {
                merges.add(merge.stringValue());
            } else if (merge.isArray() && merge.size() == 2 && merge.get(0).isString() && merge.get(1).isString()
                    && merge.get(0).stringValue().indexOf(' ') < 0 && merge.get(1).stringValue().indexOf(' ') < 0) {
                merges.add(merge.get(0).stringValue() + " " + merge.get(1).stringValue());
            } else {
                throw root.broken("merge " + merges.size() + " of 'model.merges' is " + merge
                        + "; two pieces without a space are accepted");
            }
        }
        return merges;
    }

    private List<Float> scoresByRank(List<String> merges) {
        List<Float> scores = new ArrayList<>(Collections.nCopies(tokens.size(), 0f));
        for (int rank = 0; rank < merges.size(); rank++) {
            Integer id = ids.get(merges.get(rank).replaceFirst(" ", ""));
            if (id != null && scores.get(id) == 0) {
                scores.set(id, -(rank + 1f));
            }
        }
        return scores;
    }

    // Parts

    /// The parts in `field`, a part alone or a `Sequence` of them in `list`.
    private List<JsonFields> parts(JsonFields holder, String field, String list) {
        List<JsonFields> parts = new ArrayList<>();
        if (holder.has(field)) {
            JsonFields part = holder.object(field);
            if (part.text("type").equals("Sequence")) {
                for (JsonFields inner : part.objects(list)) {
                    if (inner.text("type").equals("Sequence")) {
                        throw root.broken("'" + field + "' is a sequence in a sequence; one level is accepted");
                    }
                    parts.add(inner);
                }
            } else {
                parts.add(part);
            }
        }
        return parts;
    }

    private ModelFormatException unknownPart(String field, JsonFields part) {
        return root.broken("its " + field + " '" + part.text("type") + "' is not supported");
    }

    private List<String> normalizer() {
        List<String> out = new ArrayList<>();
        for (JsonFields part : parts(root, "normalizer", "normalizers")) {
            String kind = part.text("type");
            switch (kind) {
                case "NFC", "NFD", "NFKC", "NFKD", "Lowercase", "StripAccents" -> add(out, kind, "", "");
                case "Prepend" -> add(out, kind, "", part.text("prepend"));
                case "Replace" -> addReplace(out, part);
                case "Strip" -> add(out, kind, "" + part.flag("strip_left", true), "" + part.flag("strip_right", true));
                case "Precompiled" -> {
                    add(out, kind, "", "");
                    metadata.put("tokenizer.ggml.precompiled_charsmap", bytes(part));
                }
                default -> throw unknownPart("normalizer", part);
            }
        }
        return out;
    }

    private List<Long> bytes(JsonFields part) {
        try {
            List<Long> out = new ArrayList<>();
            for (byte b : Base64.getDecoder().decode(part.text("precompiled_charsmap"))) {
                out.add((long) Byte.toUnsignedInt(b));
            }
            return Collections.unmodifiableList(out);
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(
                    root.path() + ": 'precompiled_charsmap' is not valid base64, the only form accepted.", e);
        }
    }

    private static void addReplace(List<String> out, JsonFields part) {
        JsonFields pattern = part.object("pattern");
        if (pattern.has("String")) {
            add(out, "Replace", pattern.text("String"), part.text("content"));
        } else {
            add(out, "ReplaceRegex", pattern.text("Regex"), part.text("content"));
        }
    }

    private List<String> preTokenizer() {
        List<String> out = new ArrayList<>();
        for (JsonFields part : parts(root, "pre_tokenizer", "pretokenizers")) {
            String kind = part.text("type");
            switch (kind) {
                case "ByteLevel" -> add(out, kind, "" + part.flag("use_regex", true),
                        "" + part.flag("add_prefix_space", true));
                case "Split" -> {
                    JsonFields pattern = part.object("pattern");
                    String behaviour = (part.flag("invert", false) ? "!" : "") + part.text("behavior");
                    if (pattern.has("String")) {
                        add(out, "Split", pattern.text("String"), behaviour);
                    } else {
                        add(out, "SplitRegex", pattern.text("Regex"), behaviour);
                    }
                }
                case "Metaspace" -> add(out, kind, part.text("replacement"), prependScheme(part));
                case "Digits" -> add(out, kind, "" + part.flag("individual_digits", false), "");
                case "Punctuation" -> add(out, kind, "", part.text("behavior", "Isolated"));
                case "Whitespace", "WhitespaceSplit" -> add(out, kind, "", "");
                default -> throw unknownPart("pre-tokenizer", part);
            }
        }
        return out;
    }

    /// Older files say only whether a prefix is added. Decoders know no `split`, so theirs never ends in ` whole`.
    private static String prependScheme(JsonFields part) {
        return part.text("prepend_scheme", part.flag("add_prefix_space", true) ? "always" : "never")
                + (part.flag("split", true) ? "" : " whole");
    }

    private List<String> decoder() {
        List<String> out = new ArrayList<>();
        for (JsonFields part : parts(root, "decoder", "decoders")) {
            String kind = part.text("type");
            switch (kind) {
                case "ByteLevel", "ByteFallback", "Fuse" -> add(out, kind, "", "");
                case "Replace" -> addReplace(out, part);
                case "Strip" -> add(out, kind, part.text("content"),
                        part.integer("start", 0, MAX_ID, 0) + " " + part.integer("stop", 0, MAX_ID, 0));
                case "Metaspace" -> add(out, kind, part.text("replacement"), prependScheme(part));
                default -> throw unknownPart("decoder", part);
            }
        }
        return out;
    }

    private static void add(List<String> out, String kind, String pattern, String content) {
        out.add(kind);
        out.add(pattern);
        out.add(content);
    }

    private void postProcessor() {
        for (JsonFields part : parts(root, "post_processor", "processors")) {
            switch (part.text("type")) {
                case "ByteLevel" -> {
                    // trims offsets, adds nothing
                }
                case "TemplateProcessing" -> template(part);
                default -> throw unknownPart("post-processor", part);
            }
        }
    }

    private void template(JsonFields part) {
        List<Long> prefix = new ArrayList<>();
        List<Long> suffix = new ArrayList<>();
        boolean text = false;
        for (JsonFields piece : part.objects("single")) {
            if (piece.hasObject("Sequence")) {
                text = true;
                continue;
            }
            String name = piece.object("SpecialToken").text("id");
            JsonFields special = part.object("special_tokens").object(name);
            (text ? suffix : prefix).addAll(special.integers("ids", tokens.size() - 1L));
        }
        putIds("prefix_ids", prefix);
        putIds("suffix_ids", suffix);
    }

    private void putIds(String name, List<Long> list) {
        if (!list.isEmpty()) {
            metadata.put("draftscope.tokenizer." + name, Collections.unmodifiableList(list));
        }
    }

    /// llama.cpp's names for ways of splitting text before byte-level BPE.
    private static final class SplitPatterns {
        private static final String LETTERS_AND_NUMBERS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|%s"
                + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
        private static final Map<String, String> NAMES = Map.of(LETTERS_AND_NUMBERS.formatted("\\p{N}{1,3}"),
                "llama-bpe",
                LETTERS_AND_NUMBERS.formatted("\\p{N}"), "qwen2");

        static Optional<String> nameOf(List<String> parts) {
            if (parts.isEmpty() || !parts.get(parts.size() - 3).equals("ByteLevel")) {
                return Optional.empty();
            }
            boolean ownPattern = parts.get(parts.size() - 2).equals("true");
            if (parts.size() == 3 && ownPattern) {
                return Optional.of("gpt-2");
            }
            if (parts.size() == 6 && ownPattern && parts.get(0).equals("Digits") && parts.get(1).equals("true")) {
                return Optional.of("smollm");
            }
            if (parts.size() == 6 && !ownPattern && parts.get(0).equals("SplitRegex")
                    && parts.get(2).equals("Isolated")) {
                return Optional.ofNullable(NAMES.get(parts.get(1)));
            }
            return Optional.empty();
        }
    }
}
