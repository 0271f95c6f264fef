package draftscope.app.session;

import draftscope.decode.CannotRunException;
import draftscope.decode.DecodingRun;
import draftscope.decode.Models;
import draftscope.decode.Pacer;
import draftscope.decode.RunRequest;
import draftscope.trace.Observation;
import draftscope.trace.RunSettings;
import draftscope.trace.StepSummary;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What a method's work looks like: the round of a run that drafted most, or the middle of an unmasking.
///
/// @param source where it comes from, in words
public record Sketch(TraceState state, String source) {
    private static final int TOKENS = 24;

    /// From a run that used the method with these parameters; empty when it is another's, or nothing was observed.
    static Optional<Sketch> of(Trace trace, RunRequest wanted) {
        if (trace == null || trace.steps().isEmpty()
                || trace.settings().filter(settings -> same(settings, wanted)).isEmpty())
            return Optional.empty();
        return of(trace, "of the run at hand");
    }

    private static boolean same(RunSettings settings, RunRequest wanted) {
        return settings.methodId().equals(wanted.methodId())
                && settings.parameters().entrySet().containsAll(wanted.parameters().entrySet());
    }

    private static Optional<Sketch> of(Trace trace, String whose) {
        boolean canvas = trace.at(trace.length()).canvas().isPresent();
        Optional<StepSummary> step = canvas
                ? Optional.of(trace.steps().get(trace.steps().size() / 2))
                : trace.steps().stream().filter(StepSummary::complete)
                        .max(Comparator.comparingInt(StepSummary::drafted).thenComparing(s -> -s.step()));
        return step.map(s -> new Sketch(trace.at(trace.endOfStep(s.step())),
                (canvas ? "Step " : "Round ") + (s.step() + 1) + " " + whose + "."));
    }

    /// From a short run of its own, on the caller's thread.
    ///
    /// @throws draftscope.decode.CannotRunException one sentence: what is wrong and what is accepted
    static Optional<Sketch> drawn(RunRequest wanted, Models models, Pacer pacer) {
        List<TraceEvent> events = new ArrayList<>();
        DecodingRun run = DecodingRun.prepare(
                new RunRequest(wanted.methodId(), wanted.parameters(), wanted.prompt(), wanted.promptIds(),
                        Math.min(TOKENS, wanted.maxTokens()), wanted.sampling(), wanted.seed(), Observation.LIGHT,
                        wanted.threads()),
                models, events::add, pacer);
        run.run();
        run.failure().ifPresent(failure -> {
            throw new CannotRunException("the run failed: " + failure.getMessage());
        });
        Trace trace = Trace.of(events);
        return trace.steps().isEmpty()
                ? Optional.empty()
                : of(trace, "of " + trace.committed().size() + " tokens written just now by "
                        + models.target().name() + models.draft().map(draft -> " and " + draft.name()).orElse("")
                        + ", with these parameters");
    }
}
