package draftscope.tokenizer;

import draftscope.format.ModelFile;
import draftscope.format.ModelFormatException;
import draftscope.tokenizer.PieceTokenizer.Steps;
import draftscope.tokenizer.SpecialPieces.Piece;
import draftscope.tokenizer.Vocabulary.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Puts tokenizers together from GGUF's own metadata keys.
///
/// Two kinds come from SentencePiece (`llama`: merges by score; `t5`: unigram) and one from GPT-2 (`gpt2`: byte-level
/// merges by rank, after a split that the file names).
final class GgufTokenizers {
    /// What SentencePiece shows for an unknown token unless its trainer was told otherwise.
    private static final String SENTENCE_PIECE_UNKNOWN = " ⁇ ";
    private static final String UNKNOWN = "\ufffd";

    /// Longer pieces are found by walking the text at each of its places, so an endless one would cost endless time.
    private static final int MAX_SEARCHED_PIECE = 4096;

    // Phi-3's special pieces take the white space after them, all but these; its files do not say so.
    private static final Set<String> PHI3_PLAIN = Set.of("<unk>", "<s>", "<|endoftext|>");

    private GgufTokenizers() {}

    /// SentencePiece, merges by score.
    static Tokenizer sentencePieceMerges(ModelFile file, Vocabulary vocabulary) {
        PieceBytes bytes = sentencePieceBytes(file, vocabulary);
        Spelling spelling = new Spelling(vocabulary, bytes, true);
        checkSearched(file, vocabulary);
        Segmenter segmenter = new ScoreMerges(vocabulary, scores(file, vocabulary.size()), spelling);
        return sentencePiece(file, vocabulary, bytes, segmenter, true, false);
    }

    /// SentencePiece, unigram.
    static Tokenizer sentencePieceUnigram(ModelFile file, Vocabulary vocabulary) {
        PieceBytes bytes = sentencePieceBytes(file, vocabulary);
        Spelling spelling = new Spelling(vocabulary, bytes, true);
        checkSearched(file, vocabulary);
        checkLengths(file, vocabulary, Kind.NORMAL);
        Segmenter segmenter = new Unigram(vocabulary, scores(file, vocabulary.size()), spelling);
        return sentencePiece(file, vocabulary, bytes, segmenter, false, true);
    }

    private static Tokenizer sentencePiece(ModelFile file, Vocabulary vocabulary, PieceBytes bytes, Segmenter segmenter,
            boolean addsBegin, boolean addsEnd) {
        boolean addsSpace = file.flag("tokenizer.ggml.add_space_prefix", true);
        boolean removesExtraSpaces = file.flag("tokenizer.ggml.remove_extra_whitespaces", false);
        PieceTrie kept = new PieceTrie();
        List<Piece> signals = new ArrayList<>();
        for (Piece piece : specialPieces(file, vocabulary)) {
            if (piece.signal()) {
                signals.add(piece);
            } else {
                kept.add(piece.text(), piece.id()); // the segmenter keeps it whole
            }
        }
        Normalizer normalizer = new SentencePieceNormalizer(characterMap(file), kept, removesExtraSpaces, addsSpace);
        return new PieceTokenizer(vocabulary, bytes, new Steps(new SpecialPieces(signals), normalizer,
                new SpecialPieces(List.of()), GgufTokenizers::whole, segmenter, prefix(file, vocabulary, addsBegin),
                suffix(file, vocabulary, addsEnd), addsSpace || removesExtraSpaces));
    }

    /// Byte-level merges by rank.
    static Tokenizer byteLevel(ModelFile file, Vocabulary vocabulary) {
        PieceBytes bytes = PieceBytes.byteLevel(vocabulary);
        String name = file.metadata().containsKey("tokenizer.ggml.pre")
                ? file.string("tokenizer.ggml.pre")
                : "default";
        Optional<KnownSplits> splits = KnownSplits.of(name);
        if (splits.isEmpty()) {
            return new IdTokenizer(vocabulary, bytes,
                    "the way '" + name + "' of splitting text into words is not known, only "
                            + String.join(", ", KnownSplits.names()));
        }
        Segmenter segmenter = new RankMerges(vocabulary, merges(file), true, splits.get().wholeFirst(),
                new Spelling(vocabulary, bytes, false), file.path().toString());
        checkSearched(file, vocabulary);
        return new PieceTokenizer(vocabulary, bytes,
                new Steps(new SpecialPieces(specialPieces(file, vocabulary)), t -> t,
                        new SpecialPieces(List.of()), splits.get().splitter(), segmenter,
                        prefix(file, vocabulary, splits.get().addsBegin()), suffix(file, vocabulary, false), false));
    }

    /// The merges in the file, the most wanted first.
    static List<String> merges(ModelFile file) {
        return file.array("tokenizer.ggml.merges", String.class).orElseThrow(() -> new ModelFormatException(file.path()
                + ": there is no 'tokenizer.ggml.merges'; a vocabulary of merges by rank needs them."));
    }

    /// The score of each piece; zeros where the file has none.
    static float[] scores(ModelFile file, int size) {
        float[] scores = new float[size];
        List<Float> list = file.array("tokenizer.ggml.scores", Float.class).orElse(null);
        if (list != null) {
            if (list.size() != size) {
                throw new ModelFormatException(file.path() + ": there are " + size + " tokens and " + list.size()
                        + " token scores; equal numbers are accepted.");
            }
            for (int id = 0; id < size; id++) {
                scores[id] = list.get(id);
            }
        }
        return scores;
    }

    /// The model's own character map, where it has one.
    static Optional<CharacterMap> characterMap(ModelFile file) {
        return file.array("tokenizer.ggml.precompiled_charsmap", Long.class).filter(list -> !list.isEmpty())
                .map(list -> {
                    byte[] map = new byte[list.size()];
                    for (int i = 0; i < map.length; i++) {
                        map[i] = list.get(i).byteValue();
                    }
                    return new CharacterMap(map, file.path().toString());
                });
    }

    /// Bytes of pieces as SentencePiece spells them.
    static PieceBytes sentencePieceBytes(ModelFile file, Vocabulary vocabulary) {
        boolean fromLibrary = "sentencepiece".equals(file.metadata().get("draftscope.tokenizer.source"));
        return PieceBytes.sentencePiece(vocabulary, fromLibrary ? SENTENCE_PIECE_UNKNOWN : UNKNOWN,
                file.path().toString());
    }

    /// Refuses special pieces that are too long to be searched for in texts.
    static void checkSearched(ModelFile file, Vocabulary vocabulary) {
        checkLengths(file, vocabulary, Kind.CONTROL);
        checkLengths(file, vocabulary, Kind.UNKNOWN);
        checkLengths(file, vocabulary, Kind.USER_DEFINED);
    }

    /// Refuses pieces of `kind` that are too long to be searched for in texts.
    static void checkLengths(ModelFile file, Vocabulary vocabulary, Kind kind) {
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.kind(id) == kind && vocabulary.piece(id).length() > MAX_SEARCHED_PIECE) {
                throw new ModelFormatException(file.path() + ": token " + id + " is " + vocabulary.piece(id).length()
                        + " characters long; up to " + MAX_SEARCHED_PIECE + " are accepted for a token of its kind.");
            }
        }
    }

    private static List<Piece> specialPieces(ModelFile file, Vocabulary vocabulary) {
        String name = String.valueOf(file.metadata().get("general.name")).toLowerCase(Locale.ROOT);
        boolean phi3 = name.contains("phi-3") || name.contains("phi3");
        List<Piece> pieces = new ArrayList<>();
        for (int id = 0; id < vocabulary.size(); id++) {
            Kind kind = vocabulary.kind(id);
            if (kind == Kind.CONTROL || kind == Kind.UNKNOWN || kind == Kind.USER_DEFINED) {
                String text = vocabulary.piece(id);
                pieces.add(new Piece(text, id, kind != Kind.USER_DEFINED, false, phi3 && !PHI3_PLAIN.contains(text),
                        false));
            }
        }
        return pieces;
    }

    private static void whole(String text, boolean begins, List<String> words) {
        words.add(text);
    }

    private static int[] prefix(ModelFile file, Vocabulary vocabulary, boolean absent) {
        boolean adds = file.flag("tokenizer.ggml.add_bos_token", absent) && vocabulary.isKnown(vocabulary.bos());
        return adds ? new int[]{vocabulary.bos()} : new int[0];
    }

    private static int[] suffix(ModelFile file, Vocabulary vocabulary, boolean absent) {
        boolean adds = file.flag("tokenizer.ggml.add_eos_token", absent) && vocabulary.isKnown(vocabulary.eos());
        return adds ? new int[]{vocabulary.eos()} : new int[0];
    }
}
