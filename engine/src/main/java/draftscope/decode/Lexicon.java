package draftscope.decode;

import draftscope.tokenizer.Tokenizer;
import draftscope.tokenizer.Vocabulary;
import draftscope.trace.TokenPiece;
import java.util.Optional;

/// What token ids mean to a driver: their bytes, and which of them end a text.
public interface Lexicon {
    /// Number of ids.
    int size();

    /// The ids of a prompt, with the begin token where the vocabulary asks for one.
    int[] encode(String text);

    /// The ids of a text that stands behind another, with a space between: no begin token.
    int[] encodeBehind(String text);

    /// The text of `ids`.
    String decode(int[] ids);

    /// What `id` stands for.
    TokenPiece piece(int id);

    /// Whether `id` ends a text.
    boolean isEnd(int id);

    /// Why ids do not mean the same in `other`, such as `vocabulary 2,048 against 512; first difference at id 512`; empty when they do.
    Optional<String> difference(Lexicon other);

    /// The lexicon of a model's tokenizer.
    static Lexicon of(Tokenizer tokenizer) {
        return new OfTokenizer(tokenizer);
    }

    /// A tokenizer seen as a lexicon.
    record OfTokenizer(Tokenizer tokenizer) implements Lexicon {
        @Override
        public int size() {
            return tokenizer.vocabulary().size();
        }

        @Override
        public int[] encode(String text) {
            return tokenizer.encode(text, true);
        }

        @Override
        public int[] encodeBehind(String text) {
            return tokenizer.encode(text, false);
        }

        @Override
        public String decode(int[] ids) {
            return tokenizer.decode(ids);
        }

        @Override
        public TokenPiece piece(int id) {
            Vocabulary.Kind kind = tokenizer.vocabulary().kind(id);
            boolean special = kind == Vocabulary.Kind.CONTROL || kind == Vocabulary.Kind.UNKNOWN;
            return new TokenPiece(id, tokenizer.vocabulary().piece(id), tokenizer.bytes(id), special);
        }

        @Override
        public boolean isEnd(int id) {
            return tokenizer.vocabulary().isEnd(id);
        }

        @Override
        public Optional<String> difference(Lexicon other) {
            return other instanceof OfTokenizer(Tokenizer theirs)
                    ? tokenizer.vocabulary().firstDifference(theirs.vocabulary())
                    : Optional.of("vocabularies of different kinds");
        }
    }
}
