package draftscope.app.session;

import draftscope.decode.CannotRunException;
import draftscope.decode.DecodingMethod;
import draftscope.decode.Family;
import draftscope.decode.MethodCatalog;
import draftscope.decode.ModelFacts;
import draftscope.decode.Models;
import draftscope.decode.Need;
import draftscope.decode.Pacer;
import draftscope.decode.RunRequest;
import draftscope.model.LanguageModel;
import draftscope.model.ModelConfig;
import draftscope.trace.RunSettings;
import draftscope.trace.Trace;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/// The method and the models that were chosen, and whether they go together. A choice on one side brings the other along where
/// the two would not fit.
final class Lineup {
    private final ModelShelf shelf;
    private final Setup setup;
    private final ModelSlot target;
    private final ModelSlot draft;
    private final BooleanSupplier live;

    /// The model of each kind that was last used.
    private final Map<ModelConfig.Kind, ModelEntry> lastOfKind = new EnumMap<>(ModelConfig.Kind.class);

    /// @param live whether a run goes on, whose method stays
    Lineup(ModelShelf shelf, Setup setup, ModelSlot target, ModelSlot draft, BooleanSupplier live) {
        this.shelf = shelf;
        this.setup = setup;
        this.target = target;
        this.draft = draft;
        this.live = live;
        target.modelProperty().subscribe(this::suitMethod);
    }

    /// What the models lack for the method, in one sentence; empty when nothing is missing or they are still being opened.
    Optional<String> missing() {
        DecodingMethod method = method();
        if (method == null)
            return Optional.empty();
        if (target.entry() == null)
            return Optional.of("No model is chosen.");
        if (target.model() == null || draft.entry() != null && draft.model() == null)
            return Optional.empty();
        return method.missing(new Models(target.model(), Optional.ofNullable(draft.model())));
    }

    /// Whether it is the draft model that [#missing()] is about.
    boolean lacksDraft() {
        return needsDraft() && target.model() != null
                && Need.CAUSAL_MODEL.missing(ModelFacts.of(target.model()), Optional.empty()).isEmpty();
    }

    /// The models that the method works with, once they are open.
    CompletableFuture<Models> ready() {
        CompletableFuture<LanguageModel> drafting = needsDraft()
                ? draft.ready()
                : CompletableFuture.completedFuture(null);
        return target.ready().thenCombine(drafting, (model, guess) -> new Models(model, Optional.ofNullable(guess)));
    }

    /// What the method's work looks like: from the run that is shown when it is the method's own, else drawn by a short run.
    CompletableFuture<Sketch> sketch(Trace shown) {
        try {
            RunRequest request = setup.request();
            Optional<Sketch> own = Sketch.of(shown, request);
            if (own.isPresent())
                return CompletableFuture.completedFuture(own.get());
            if (live.getAsBoolean())
                throw new CannotRunException("it is drawn when the run that goes on has ended");
            missing().ifPresent(lacking -> {
                throw new CannotRunException(lacking);
            });
            return ready().thenApplyAsync(models -> Sketch.drawn(request, models, Pacer.unthrottled()).orElseThrow(
                    () -> new CannotRunException("the run told of no round")), shelf.loader());
        } catch (IllegalArgumentException | CannotRunException why) {
            return CompletableFuture.failedFuture(why);
        }
    }

    /// Chooses a method. One that needs another kind of model gets the one of that kind that was used last, or a sample
    /// where there is one.
    void choose(DecodingMethod method) {
        setup.methodProperty().set(method);
        ModelConfig.Kind kind = method.targetKind();
        if (target.entry() == null || target.model() == null && target.entry().file().isEmpty()) {
            shelf.sample(kind).ifPresent(target::choose);
        } else if (target.model() != null && target.model().config().kind() != kind) {
            Optional.ofNullable(lastOfKind.get(kind)).or(() -> shelf.sample(kind)).ifPresent(target::choose);
        }
        if (needsDraft() && draft.entry() == null)
            shelf.named(FirstRun.DRAFT).ifPresent(draft::choose);
    }

    /// Takes over how a run was made, and the models of that kind.
    void take(RunSettings run) {
        MethodCatalog.all().stream().filter(known -> known.id().equals(run.methodId())).findFirst()
                .ifPresent(this::choose);
        setup.take(run);
    }

    /// Takes over how a run was made where that needs no other kind of model.
    void takeIfFit(RunSettings run) {
        boolean diffusion = run.family().equalsIgnoreCase(Family.DIFFUSION.label());
        ModelConfig.Kind kind = MethodCatalog.all().stream().filter(known -> known.id().equals(run.methodId()))
                .map(DecodingMethod::targetKind).findFirst()
                .orElse(diffusion ? ModelConfig.Kind.MASKED_DIFFUSION : ModelConfig.Kind.CAUSAL);
        if (target.model() != null && target.model().config().kind() == kind)
            setup.take(run);
    }

    /// A model of another kind than the method needs brings a method along that it can serve.
    private void suitMethod(LanguageModel model) {
        if (model == null)
            return;
        ModelConfig.Kind kind = model.config().kind();
        lastOfKind.put(kind, target.entry());
        if (method() != null && !live.getAsBoolean() && method().targetKind() != kind)
            MethodCatalog.all().stream().filter(other -> other.targetKind() == kind).findFirst()
                    .ifPresent(setup.methodProperty()::set);
    }

    private boolean needsDraft() {
        return method() != null && method().needs().contains(Need.DRAFT_MODEL);
    }

    private DecodingMethod method() {
        return setup.methodProperty().get();
    }
}
