package draftscope.app.export;

import draftscope.trace.ModelIdentity;
import draftscope.trace.Phase;
import draftscope.trace.RunSettings;
import draftscope.trace.SamplingSettings;
import draftscope.trace.Trace;
import draftscope.trace.TraceState;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// Where a figure comes from: everything that is needed to make it again, as the run itself told it.
public final class Provenance {
    private Provenance() {}

    /// By name, in the order of reading. What the run did not tell is left out.
    public static Map<String, String> of(TraceState state) {
        Map<String, String> all = new LinkedHashMap<>();
        state.trace().settings().ifPresent(settings -> addSettings(all, settings));
        all.put("shown", moment(state));
        return all;
    }

    private static void addSettings(Map<String, String> all, RunSettings settings) {
        put(all, "target", model(settings.target()));
        settings.draft().ifPresent(draft -> put(all, "draft", model(draft)));
        String name = settings.methodName().isEmpty() || settings.methodName().equals(settings.methodId())
                ? settings.methodId()
                : settings.methodName() + " (" + settings.methodId() + ")";
        put(all, "method", name);
        put(all, "parameters", settings.parameters().entrySet().stream().map(p -> p.getKey() + "=" + p.getValue())
                .collect(Collectors.joining(", ")));
        put(all, "sampling", sampling(settings.sampling()));
        put(all, "seed", Long.toString(settings.seed()));
        put(all, "threads", settings.threads() > 0 ? Integer.toString(settings.threads()) : "");
        put(all, "engine", settings.engine());
    }

    private static void put(Map<String, String> all, String name, String value) {
        if (!value.isEmpty())
            all.put(name, value);
    }

    private static String model(ModelIdentity model) {
        return model.fingerprint().isEmpty() ? model.name() : model.name() + " (" + model.fingerprint() + ")";
    }

    private static String sampling(SamplingSettings sampling) {
        return "temperature " + sampling.temperature() + (sampling.topK() > 0 ? ", top-k " + sampling.topK() : "")
                + (sampling.topP() < 1 ? ", top-p " + sampling.topP() : "")
                + (sampling.minP() > 0 ? ", min-p " + sampling.minP() : "");
    }

    /// The moment in words: `round 12 of 40, after verify (event 831)`.
    public static String moment(TraceState state) {
        Trace trace = state.trace();
        String turn = trace.settings().map(RunSettings::turn).orElse("step");
        String step = state.step() < 0
                ? "before the first " + turn
                : turn + " " + (state.step() + 1) + " of " + trace.steps().size();
        return step + state.phase().map(Phase::label).map(phase -> ", after " + phase).orElse("") + " (event "
                + state.position() + ")";
    }

    /// In one paragraph, for under a figure.
    public static String sentence(TraceState state) {
        return of(state).entrySet().stream().map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(" · "));
    }
}
