package draftscope.decode;

import draftscope.model.LanguageModel;
import draftscope.trace.TokenPiece;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// The models that a run may use.
///
/// @param target the model being served
/// @param draft  the model that guesses for it; methods without a draft model leave it alone
public record Models(LanguageModel target, Optional<LanguageModel> draft) {
    public Models {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(draft, "draft");
    }

    /// What the target means by ids.
    public Lexicon lexicon() {
        return Lexicon.of(target.tokenizer());
    }

    /// Why the target cannot go on behind the tokens of some run: it means something else by one of them. Empty when it can.
    ///
    /// @param pieces what the run says that its tokens stand for
    public Optional<String> foreign(List<TokenPiece> pieces) {
        Lexicon lexicon = lexicon();
        for (TokenPiece piece : pieces) {
            if (piece.numbered()) {
                return Optional.of("the text of this run was taken out, so its tokens are not those of a model");
            }
            boolean known = piece.id() >= 0 && piece.id() < lexicon.size();
            TokenPiece here = known ? lexicon.piece(piece.id()) : null;
            if (!known || !piece.special() && !Arrays.equals(here.bytes(), piece.bytes())) {
                return Optional.of("token " + piece.id() + " is ‘" + piece.piece() + "’ in this run and "
                        + (known ? "‘" + here.piece() + "’" : "none") + " in " + target.name()
                        + "; choose the model that made the run, or one with its vocabulary");
            }
        }
        return Optional.empty();
    }
}
