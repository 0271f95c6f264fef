package draftscope.decode;

import draftscope.model.LanguageModel;
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
}
