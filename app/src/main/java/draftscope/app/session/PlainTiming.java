package draftscope.app.session;

import draftscope.decode.DecodingRun;
import draftscope.decode.Models;
import draftscope.decode.Pacer;
import draftscope.decode.RunRequest;
import draftscope.model.LanguageModel;
import draftscope.trace.Observation;
import draftscope.trace.RunSettings;
import draftscope.trace.RunStats;
import draftscope.trace.StopReason;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableBooleanValue;

/// Times plain decoding by a short run of the prompt at hand, with the same model, sampling and seed, when a person asks for it.
///
/// Nothing of the run is told to anybody but how long it took. It never runs beside another run: each would slow the other.
public final class PlainTiming {
    /// Long enough that one slow pass says little, short enough to wait for.
    private static final int TOKENS = 64;

    /// What was measured.
    ///
    /// @param nanosPerToken engine time after the prompt was read
    public record Rate(double nanosPerToken, int tokens) {}

    private final ReadOnlyObjectWrapper<Rate> rate = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyBooleanWrapper measuring = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper possible = new ReadOnlyBooleanWrapper();
    private final Executor person;
    private final Executor engine;
    private Pacer pacer;
    private Object measuredFor;
    private Rate measured;

    PlainTiming(Executor person, Executor engine) {
        this.person = person;
        this.engine = engine;
    }

    /// What was measured for the run that is shown; `null` before.
    public ReadOnlyObjectProperty<Rate> rateProperty() {
        return rate.getReadOnlyProperty();
    }

    public ReadOnlyBooleanProperty measuringProperty() {
        return measuring.getReadOnlyProperty();
    }

    /// Whether there is a finished run of a model that is open.
    public ObservableBooleanValue possible() {
        return possible.getReadOnlyProperty();
    }

    /// Another run is shown, or the one shown goes on or ended.
    void shown(Trace trace, LanguageModel target, boolean idle) {
        Object key = key(trace);
        // While its prompt is not told yet, a new run has no rate; when it turns out to be like the one before, it has that one's.
        rate.set(key != null && key.equals(measuredFor) ? measured : null);
        possible.set(idle && key != null && !trace.numbered() && target != null && target.config().causal()
                && trace.settings().map(settings -> settings.target().name()).filter(target.name()::equals)
                        .isPresent());
    }

    /// What a rate depends on; null when the trace does not say.
    private static Object key(Trace trace) {
        return trace == null || trace.prompt().isEmpty()
                ? null
                : trace.settings().map(s -> List.of(s.target(), trace.prompt(), s.sampling(), s.threads()))
                        .orElse(null);
    }

    /// Runs; the result comes later.
    ///
    /// @param problems takes one sentence when it does not work
    void measure(Trace trace, LanguageModel target, Consumer<Problem> problems) {
        if (measuring.get() || !possible.get())
            return;
        RunSettings settings = trace.settings().orElseThrow();
        Object key = key(trace);
        RunRequest request = new RunRequest("autoregressive", Map.of(), "", trace.prompt(), TOKENS,
                settings.sampling(), settings.seed(), Observation.OFF, settings.threads());
        AtomicReference<TraceEvent.RunFinished> end = new AtomicReference<>();
        Pacer mine = Pacer.unthrottled();
        pacer = mine;
        measuring.set(true);
        CompletableFuture
                .supplyAsync(() -> DecodingRun.prepare(request, new Models(target, Optional.empty()), event -> {
                    if (event instanceof TraceEvent.RunFinished finished)
                        end.set(finished);
                }, mine).run(), engine).whenCompleteAsync((stats, failure) -> {
                    measuring.set(false);
                    if (failure != null)
                        problems.accept(Problem.of("Plain decoding cannot be timed", failure));
                    else if (end.get().reason() == StopReason.FAILED)
                        problems.accept(new Problem("Plain decoding failed: " + end.get().message()));
                    else
                        take(key, stats, end.get().reason());
                }, person);
    }

    private void take(Object key, RunStats stats, StopReason reason) {
        if (reason == StopReason.CANCELLED || stats.emitted() == 0)
            return;
        measuredFor = key;
        measured = new Rate((double) stats.engineNanos() / stats.emitted(), stats.emitted());
        rate.set(measured);
    }

    /// Ends a measurement that is under way; nothing comes of it.
    void cancel() {
        if (pacer != null)
            pacer.cancel();
    }
}
