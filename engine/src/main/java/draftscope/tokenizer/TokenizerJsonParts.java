package draftscope.tokenizer;

import draftscope.format.ModelFile;
import draftscope.format.ModelFormatException;
import draftscope.tokenizer.CharacterMap.Replacement;
import draftscope.tokenizer.PieceTokenizer.Steps;
import draftscope.tokenizer.SpecialPieces.Piece;
import draftscope.tokenizer.SplitPattern.Behaviour;
import draftscope.tokenizer.Vocabulary.Kind;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Puts a tokenizer together from the parts that a Hugging Face `tokenizer.json` lists: normalizers, pre-tokenizers, a
/// model, what is put around a text. The reader in `draftscope.format` yields them as metadata, three texts a part.
///
/// Source: huggingface/tokenizers, the documentation of its components. A part that is not known is refused by name. Where
/// we differ: decoding shows no special token, whatever its flags, and `Precompiled` replaces the longest match.
final class TokenizerJsonParts {
    private static final String KEYS = "draftscope.tokenizer.";
    private static final String UNKNOWN = "\ufffd";
    private static final String PUNCTUATION = "[\\p{P}$+<=>^`|~]"; // Unicode's, and all of ASCII's

    private static final int SPECIAL = 1;
    private static final int TAKES_LEFT = 2;
    private static final int TAKES_RIGHT = 4;
    private static final int WHOLE_WORD = 8;
    private static final int NORMALIZED = 16;

    private final ModelFile file;
    private final Vocabulary vocabulary;

    private TokenizerJsonParts(ModelFile file, Vocabulary vocabulary) {
        this.file = file;
        this.vocabulary = vocabulary;
    }

    /// The tokenizer whose parts are in `file`.
    ///
    /// @throws ModelFormatException if a part is not known or does not fit the others
    static Tokenizer tokenizer(ModelFile file, Vocabulary vocabulary) {
        return new TokenizerJsonParts(file, vocabulary).build();
    }

    /// One part: what it is and its two settings.
    private record Part(String kind, String first, String second) {}

    private Tokenizer build() {
        List<Part> decoder = parts("decoder");
        boolean byteLevel = file.string("tokenizer.ggml.model").equals("gpt2");
        PieceBytes bytes = byteLevel
                ? PieceBytes.byteLevel(vocabulary)
                : PieceBytes.sentencePiece(vocabulary, UNKNOWN, file.path().toString());
        GgufTokenizers.checkSearched(file, vocabulary);
        Normalizer normalizer = normalizer();
        List<Piece> raw = new ArrayList<>();
        List<Piece> normalized = new ArrayList<>();
        addedPieces(normalizer, raw, normalized);
        return new PieceTokenizer(vocabulary, bytes, new Steps(new SpecialPieces(raw), normalizer,
                new SpecialPieces(normalized), splitter(byteLevel), segmenter(byteLevel, bytes), ids("prefix_ids"),
                ids("suffix_ids"), dropsFirstSpace(decoder)));
    }

    private Segmenter segmenter(boolean byteLevel, PieceBytes bytes) {
        if (file.string("tokenizer.ggml.model").equals("t5")) {
            GgufTokenizers.checkLengths(file, vocabulary, Kind.NORMAL);
            return new Unigram(vocabulary, GgufTokenizers.scores(file, vocabulary.size()),
                    new Spelling(vocabulary, bytes, true));
        }
        Spelling spelling = new Spelling(vocabulary, bytes, file.flag(KEYS + "fuse_unknown", false));
        return new RankMerges(vocabulary, GgufTokenizers.merges(file), byteLevel,
                file.flag(KEYS + "ignore_merges", false),
                spelling, file.path().toString());
    }

    // Added pieces

    private void addedPieces(Normalizer normalizer, List<Piece> raw, List<Piece> normalized) {
        int[] ids = ids("added_ids");
        List<Long> flags = file.array(KEYS + "added_flags", Long.class).orElse(List.of());
        if (flags.size() != ids.length) {
            throw new ModelFormatException(file.path() + ": there are " + ids.length + " added tokens and flags for "
                    + flags.size() + "; equal numbers are accepted.");
        }
        for (int i = 0; i < ids.length; i++) {
            int flag = flags.get(i).intValue();
            boolean isNormalized = (flag & NORMALIZED) != 0;
            String text = vocabulary.piece(ids[i]);
            Piece piece = new Piece(isNormalized ? normalizer.normalize(text) : text, ids[i], (flag & SPECIAL) != 0,
                    (flag & TAKES_LEFT) != 0, (flag & TAKES_RIGHT) != 0, (flag & WHOLE_WORD) != 0);
            (isNormalized ? normalized : raw).add(piece);
        }
    }

    // Normalizers

    private Normalizer normalizer() {
        List<Normalizer> steps = new ArrayList<>();
        for (Part part : parts("normalizer")) {
            steps.add(switch (part.kind) {
                case "Prepend" -> text -> text.isEmpty() ? text : part.second + text;
                case "Replace" -> text -> part.first.isEmpty() ? text : text.replace(part.first, part.second);
                case "ReplaceRegex" -> {
                    Pattern pattern = pattern(part.first);
                    String content = Matcher.quoteReplacement(part.second);
                    yield text -> pattern.matcher(text).replaceAll(content);
                }
                case "Strip" -> text -> strip(text, part);
                case "Precompiled" -> precompiled();
                case "NFC" -> form(Form.NFC);
                case "NFD" -> form(Form.NFD);
                case "NFKC" -> form(Form.NFKC);
                case "NFKD" -> form(Form.NFKD);
                case "Lowercase" -> TokenizerJsonParts::lowercase;
                case "StripAccents" -> text -> text.replaceAll("\\p{M}", "");
                default -> throw unknown("normalizer", part);
            });
        }
        return text -> {
            String current = text;
            for (Normalizer step : steps) {
                current = step.normalize(current);
            }
            return current;
        };
    }

    private static Normalizer form(Form form) {
        return text -> java.text.Normalizer.normalize(text, form);
    }

    private static String strip(String text, Part part) {
        String left = part.first.equals("true") ? text.stripLeading() : text;
        return part.second.equals("true") ? left.stripTrailing() : left;
    }

    /// Letter by letter: what a letter becomes does not depend on its neighbours here.
    private static String lowercase(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.append(Character.toString(c).toLowerCase(Locale.ROOT)));
        return out.toString();
    }

    private Normalizer precompiled() {
        Optional<CharacterMap> found = GgufTokenizers.characterMap(file);
        if (found.isEmpty()) {
            return text -> text;
        }
        CharacterMap map = found.get();
        return text -> {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            StringBuilder out = new StringBuilder(text.length());
            int plain = 0;
            for (int at = 0; at < utf8.length;) {
                Optional<Replacement> replacement = map.at(utf8, at);
                if (replacement.isEmpty()) {
                    at++;
                    continue;
                }
                out.append(new String(utf8, plain, at - plain, StandardCharsets.UTF_8))
                        .append(replacement.get().text());
                at += replacement.get().bytes();
                plain = at;
            }
            return out.append(new String(utf8, plain, utf8.length - plain, StandardCharsets.UTF_8)).toString();
        };
    }

    // Pre-tokenizers

    private WordSplitter splitter(boolean byteLevel) {
        List<WordSplitter> splitters = new ArrayList<>();
        List<Part> parts = parts("pre_tokenizer");
        for (Part part : parts) {
            switch (part.kind) {
                case "ByteLevel" -> {
                    if (part != parts.getLast()) {
                        throw new ModelFormatException(file.path()
                                + ": its pre-tokenizer 'ByteLevel' is followed by another; it is accepted as the last.");
                    }
                    addByteLevel(part, splitters);
                }
                case "Split" -> splitters.add(split(Pattern.quote(part.first), part.second));
                case "SplitRegex" -> splitters.add(split(part.first, part.second));
                case "Metaspace" -> splitters.add(new Metaspace(part.first, part.second));
                case "Digits" -> splitters.add(split("\\p{N}", part.first.equals("true") ? "Isolated" : "Contiguous"));
                case "Punctuation" -> splitters.add(split(PUNCTUATION, part.second));
                case "Whitespace" -> splitters.add(split("\\w+|[^\\w\\s]+", "!Removed"));
                case "WhitespaceSplit" -> splitters.add(split("\\s", "Removed"));
                default -> throw unknown("pre-tokenizer", part);
            }
        }
        return WordSplitter.chain(splitters);
    }

    private void addByteLevel(Part part, List<WordSplitter> splitters) {
        if (part.second.equals("true")) {
            splitters.add((text, begins, words) -> words.add(text.startsWith(" ") ? text : " " + text));
        }
        if (part.first.equals("true")) {
            splitters.add(KnownSplits.of("gpt-2").orElseThrow().splitter());
        }
    }

    private SplitPattern split(String expression, String behaviour) {
        boolean inverted = behaviour.startsWith("!");
        Behaviour known = switch (inverted ? behaviour.substring(1) : behaviour) {
            case "Isolated" -> Behaviour.ISOLATED;
            case "Contiguous" -> Behaviour.CONTIGUOUS;
            case "Removed" -> Behaviour.REMOVED;
            case "MergedWithPrevious" -> Behaviour.MERGED_WITH_PREVIOUS;
            case "MergedWithNext" -> Behaviour.MERGED_WITH_NEXT;
            default ->
                throw new ModelFormatException(file.path() + ": its pre-tokenizer splits in the way '" + behaviour
                        + "'; Isolated, Contiguous, Removed, MergedWithPrevious and MergedWithNext are accepted.");
        };
        try {
            return new SplitPattern(expression, known, inverted);
        } catch (PatternSyntaxException e) {
            throw badPattern(expression, e);
        }
    }

    /// SentencePiece's spaces as a pre-tokenizer: each becomes `▁`, one may be put before the text, and each begins a word.
    private record Metaspace(String replacement, String prepend) implements WordSplitter {
        @Override
        public void split(String text, boolean begins, List<String> words) {
            String escaped = text.replace(" ", replacement);
            boolean prepends = prepend.startsWith("always") || prepend.startsWith("first") && begins;
            if (prepends && !escaped.startsWith(replacement)) {
                escaped = replacement + escaped;
            }
            if (prepend.endsWith(" whole") || replacement.isEmpty()) {
                words.add(escaped);
                return;
            }
            int from = 0;
            for (int at = escaped.indexOf(replacement, 1); at >= 0; at = escaped.indexOf(replacement, at + 1)) {
                words.add(escaped.substring(from, at));
                from = at;
            }
            words.add(escaped.substring(from));
        }
    }

    // Decoder

    /// Whether the decoder takes the text's first space away. The bytes of pieces already say what its other parts do; a
    /// part that does more is refused.
    private boolean dropsFirstSpace(List<Part> decoder) {
        boolean drops = false;
        for (Part part : decoder) {
            switch (part.kind) {
                case "ByteLevel", "ByteFallback", "Fuse" -> {
                    // what bytes of pieces are made of
                }
                case "Replace" -> {
                    if (!part.first.equals("▁") || !part.second.equals(" ")) {
                        throw unknown("decoder", part);
                    }
                }
                case "Strip" -> {
                    if (!part.first.equals(" ") || !part.second.equals("1 0")) {
                        throw unknown("decoder", part);
                    }
                    drops = true;
                }
                case "Metaspace" -> drops |= !part.second.startsWith("never");
                default -> throw unknown("decoder", part);
            }
        }
        return drops;
    }

    // Metadata

    private List<Part> parts(String name) {
        List<String> flat = file.array(KEYS + name, String.class).orElse(List.of());
        if (flat.size() % 3 != 0) {
            throw new ModelFormatException(
                    file.path() + ": '" + KEYS + name + "' has " + flat.size()
                            + " entries; three a part are accepted.");
        }
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < flat.size(); i += 3) {
            parts.add(new Part(flat.get(i), flat.get(i + 1), flat.get(i + 2)));
        }
        return parts;
    }

    private int[] ids(String name) {
        List<Long> list = file.array(KEYS + name, Long.class).orElse(List.of());
        for (long id : list) {
            if (id < 0 || id >= vocabulary.size()) {
                throw new ModelFormatException(file.path() + ": '" + KEYS + name + "' holds " + id + "; 0 to "
                        + (vocabulary.size() - 1) + " are accepted.");
            }
        }
        return list.stream().mapToInt(Long::intValue).toArray();
    }

    private Pattern pattern(String expression) {
        try {
            return Pattern.compile(expression, Pattern.UNICODE_CHARACTER_CLASS);
        } catch (PatternSyntaxException e) {
            throw badPattern(expression, e);
        }
    }

    private ModelFormatException badPattern(String expression, PatternSyntaxException e) {
        return new ModelFormatException(file.path() + ": its pattern '" + expression + "' cannot be read: "
                + e.getDescription() + " near index " + e.getIndex() + ".", e);
    }

    private ModelFormatException unknown(String what, Part part) {
        return new ModelFormatException(
                file.path() + ": its " + what + " '" + part.kind + "' with '" + part.first + "' and '"
                        + part.second + "' is not supported.");
    }
}
