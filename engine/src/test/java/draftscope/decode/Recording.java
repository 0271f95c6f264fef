package draftscope.decode;

import draftscope.trace.Observation;
import draftscope.trace.RunStats;
import draftscope.trace.SamplingSettings;
import draftscope.trace.StopReason;
import draftscope.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// A finished run with its events.
record Recording(DecodingRun run, RunStats stats, List<TraceEvent> events) {
    static final SamplingSettings SAMPLED = new SamplingSettings(1, 0, 1, 0);

    static RunRequest request(String method, Map<String, String> parameters, int[] prompt, int maxTokens,
            SamplingSettings sampling, long seed) {
        return new RunRequest(method, parameters, "", IntStream.of(prompt).boxed().toList(), maxTokens, sampling, seed,
                Observation.LIGHT, 1);
    }

    static RunRequest unobserved(RunRequest r) {
        return observed(r, Observation.OFF);
    }

    static RunRequest observed(RunRequest r, Observation observation) {
        return new RunRequest(r.methodId(), r.parameters(), r.prompt(), r.promptIds(), r.maxTokens(), r.sampling(),
                r.seed(), observation, r.threads());
    }

    /// Runs at full speed. A run that failed throws what it died of.
    static Recording of(RunRequest request, Participant target, Participant draft) {
        List<TraceEvent> events = new ArrayList<>();
        DecodingRun run = DecodingRun.prepare(request, target, Optional.ofNullable(draft), events::add,
                Pacer.unthrottled());
        RunStats stats = run.run();
        run.failure().ifPresent(failure -> {
            throw new AssertionError("the run failed: " + failure, failure);
        });
        return new Recording(run, stats, events);
    }

    int[] output() {
        return run.outputIds();
    }

    StopReason stopReason() {
        return ((TraceEvent.RunFinished) events.getLast()).reason();
    }

    <E extends TraceEvent> List<E> all(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
