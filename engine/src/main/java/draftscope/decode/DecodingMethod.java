package draftscope.decode;

import draftscope.model.ModelConfig;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A way to decode: a name for a composition of parts, with what people need to know about it.
///
/// @param id          stable, kebab case, the paper's own name where it has one
/// @param name        as shown to people
/// @param idea        one line
/// @param paper       where it comes from
/// @param exactness   whether its output follows the target's distribution
/// @param needs       what it cannot do without
/// @param parameters  its knobs, in the order of the setup panel
/// @param composition how its parts are put together
public record DecodingMethod(String id, String name, Family family, String idea, Paper paper, Exactness exactness,
        Set<Need> needs, List<Parameter> parameters, Composition composition) {
    public DecodingMethod {
        // A set in the order of the enum, so that whatever is made from it has one order.
        needs = needs.isEmpty()
                ? Set.of()
                : java.util.Collections.unmodifiableSet(EnumSet.copyOf(needs));
        parameters = List.copyOf(parameters);
    }

    /// A method that is exact or lossy whatever its parameters.
    ///
    /// @param lossyReason why its output does not follow the target's distribution; empty when it does
    public DecodingMethod(String id, String name, Family family, String idea, Paper paper, String lossyReason,
            Set<Need> needs, List<Parameter> parameters, Composition composition) {
        this(id, name, family, idea, paper, (ParameterValues values) -> lossyReason, needs, parameters, composition);
    }

    /// The kind of target that it decodes.
    public ModelConfig.Kind targetKind() {
        if (needs.contains(Need.BLOCK_DIFFUSION_MODEL)) {
            return ModelConfig.Kind.BLOCK_DIFFUSION;
        }
        return needs.contains(Need.MASKED_DIFFUSION_MODEL)
                ? ModelConfig.Kind.MASKED_DIFFUSION
                : ModelConfig.Kind.CAUSAL;
    }

    /// Whether its output has the target's distribution, and at temperature 0 is the target's own, token for token, with its
    /// standard parameters.
    public boolean exact() {
        return lossyReason().isEmpty();
    }

    /// Why its output does not follow the target's distribution with its standard parameters; empty when it does.
    public String lossyReason() {
        return lossyReason(Map.of());
    }

    /// The same with these parameters; those left out take their standard values.
    ///
    /// @throws CannotRunException for a name that the method does not have or a value out of range
    public String lossyReason(Map<String, String> given) {
        return exactness.lossyReason(ParameterValues.of(this, given));
    }

    /// What these models lack for the method, in words and with what would fix it; empty when nothing is missing.
    public Optional<String> missing(Models models) {
        return missing(ModelFacts.of(models.target()), models.draft().map(ModelFacts::of));
    }

    /// The same for models that need not be open.
    public Optional<String> missing(ModelFacts target, Optional<? extends ModelFacts> draft) {
        return needs.stream().map(need -> need.missing(target, draft)).flatMap(Optional::stream).findFirst()
                .map(why -> name + " cannot run: " + why);
    }
}
