package draftscope.app.library;

import draftscope.decode.DecodingMethod;
import draftscope.decode.MethodCatalog;
import draftscope.decode.ModelFacts;
import draftscope.decode.Need;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Whether a model can serve one method as its target.
///
/// @param answer what to expect
/// @param reason what is missing, with what would fix it; empty when nothing is
public record Serving(DecodingMethod method, Answer answer, String reason) {
    public enum Answer {
        /// It can.
        YES,
        /// It can as soon as a draft model stands beside it.
        WITH_A_DRAFT,
        /// It cannot.
        NO
    }

    /// All methods of the catalog, in its order.
    ///
    /// @param draft the draft model beside it; without one, methods that need one are answered by [Answer#WITH_A_DRAFT]
    public static List<Serving> of(ModelFacts target, Optional<? extends ModelFacts> draft) {
        return MethodCatalog.all().stream().map(method -> of(method, target, draft)).toList();
    }

    private static Serving of(DecodingMethod method, ModelFacts target, Optional<? extends ModelFacts> draft) {
        boolean drafts = false;
        for (Need need : method.needs()) {
            Optional<String> missing = need.missing(target, draft);
            if (missing.isPresent() && need == Need.DRAFT_MODEL && draft.isEmpty())
                drafts = true;
            else if (missing.isPresent())
                return new Serving(method, Answer.NO, missing.get());
        }
        return drafts
                ? new Serving(method, Answer.WITH_A_DRAFT, "needs " + Need.DRAFT_MODEL.sentence())
                : new Serving(method, Answer.YES, "");
    }

    /// The families of the methods that a model serves: `Plain, Speculative`.
    public static String families(ModelFacts target) {
        return of(target, Optional.empty()).stream().filter(serving -> serving.answer() != Answer.NO)
                .map(serving -> serving.method().family().label()).distinct().collect(Collectors.joining(", "));
    }
}
