package draftscope.tokenizer;

import draftscope.tokenizer.SpecialPieces.Span;
import draftscope.tokenizer.Vocabulary.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The steps from a text to ids, which all vocabularies share: special pieces are taken out, what lies between is normalised
/// and split into words, and each word into pieces.
final class PieceTokenizer implements Tokenizer {
    /// What differs from vocabulary to vocabulary.
    ///
    /// @param rawPieces        special and added pieces, found in the text as it is
    /// @param normalizer       what is done to the text between them
    /// @param normalizedPieces added pieces, found in normalised text
    /// @param splitter         how normalised text is split into words
    /// @param segmenter        how words are split into pieces
    /// @param prefix           ids before every text, when special tokens are added
    /// @param suffix           ids after it
    /// @param dropsFirstSpace  whether a text's first space was put there by the normaliser and is not part of it
    record Steps(SpecialPieces rawPieces, Normalizer normalizer, SpecialPieces normalizedPieces, WordSplitter splitter,
            Segmenter segmenter, int[] prefix, int[] suffix, boolean dropsFirstSpace) {}

    private final Vocabulary vocabulary;
    private final PieceBytes bytes;
    private final Steps steps;

    PieceTokenizer(Vocabulary vocabulary, PieceBytes bytes, Steps steps) {
        this.vocabulary = vocabulary;
        this.bytes = bytes;
        this.steps = steps;
    }

    @Override
    public int[] encode(String text, boolean addSpecial, boolean parseSpecial) {
        String valid = withoutLoneSurrogates(text);
        IdList ids = new IdList();
        if (addSpecial) {
            addAll(steps.prefix, ids);
        }
        for (Span span : steps.rawPieces.split(valid, parseSpecial)) {
            if (span.id() != SpecialPieces.TEXT) {
                ids.add(span.id());
            } else {
                encodePlain(valid.substring(span.from(), span.to()), span.from() == 0, parseSpecial, ids);
            }
        }
        if (addSpecial) {
            addAll(steps.suffix, ids);
        }
        return ids.toArray();
    }

    private void encodePlain(String text, boolean begins, boolean parseSpecial, IdList ids) {
        String normalized = steps.normalizer.normalize(text);
        for (Span span : steps.normalizedPieces.split(normalized, parseSpecial)) {
            if (span.id() != SpecialPieces.TEXT) {
                ids.add(span.id());
                continue;
            }
            List<String> words = new ArrayList<>();
            steps.splitter.split(normalized.substring(span.from(), span.to()), begins && span.from() == 0, words);
            for (String word : words) {
                steps.segmenter.segment(word, ids);
            }
        }
    }

    @Override
    public byte[] bytes(int id) {
        return bytes.of(id).clone();
    }

    @Override
    public String decode(int[] ids) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean first = steps.dropsFirstSpace;
        for (int id : ids) {
            byte[] piece = bytes.of(id);
            boolean drops = first && piece.length > 0 && piece[0] == ' ' && vocabulary.kind(id) != Kind.UNKNOWN;
            int from = drops ? 1 : 0;
            out.write(piece, from, piece.length - from);
            first &= vocabulary.kind(id) == Kind.CONTROL;
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    private static void addAll(int[] some, IdList ids) {
        for (int id : some) {
            ids.add(id);
        }
    }

    private static String withoutLoneSurrogates(String text) {
        if (text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            boolean lone = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
            out.appendCodePoint(lone ? 0xfffd : c);
        });
        return out.toString();
    }
}
