package draftscope.app.export;

import draftscope.trace.Phase;
import draftscope.trace.RunSettings;
import draftscope.trace.StepSummary;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// The run's time in the Trace Event Format, which Perfetto and `chrome://tracing` open: a thread for the steps, one for the
/// draft, one for the target, counters for the tokens and the KV cache.
///
/// Times are those of the recording, in microseconds since `RunStarted`, waiting included.
///
/// Source: Trace Event Format (Nat Duca and Dan Sinclair, Google, 2016): events `M`, `X` and `C`.
public final class ChromeTrace {
    private static final int STEPS = 1;
    private static final int DRAFT = 2;
    private static final int TARGET = 3;

    private ChromeTrace() {}

    /// The file's content, as JSON.
    public static String json(Trace trace) {
        List<Map<String, Object>> events = new ArrayList<>();
        String turn = trace.settings().map(RunSettings::turn).orElse("step");
        events.add(named("process_name", 0, trace.settings().map(RunSettings::methodName).orElse("run")));
        events.add(named("thread_name", STEPS, turn + "s"));
        events.add(named("thread_name", DRAFT, "draft"));
        events.add(named("thread_name", TARGET, "target"));
        for (StepSummary step : trace.steps())
            addStep(events, trace, turn, step);
        for (int i = 0; i < trace.length(); i++) {
            if (trace.event(i) instanceof TraceEvent.PhaseFinished phase)
                events.add(phase(phase));
        }
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("traceEvents", events);
        file.put("displayTimeUnit", "ms");
        file.put("otherData", Provenance.of(trace.at(trace.length())));
        return JsonMapper.shared().writeValueAsString(file);
    }

    private static void addStep(List<Map<String, Object>> events, Trace trace, String turn, StepSummary step) {
        long from = trace.event(step.firstEvent()).nanos();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("drafted", step.drafted());
        facts.put("accepted", step.accepted());
        facts.put("rejected", step.rejected());
        facts.put("committed", step.committed());
        if (!Double.isNaN(step.meanEntropyBits()))
            facts.put("meanEntropyBits", step.meanEntropyBits());
        events.add(slice(turn + " " + (step.step() + 1), STEPS, from, step.nanos(), facts));
        long end = from + step.nanos();
        events.add(counter("tokens", end, Map.of("committed", step.committed())));
        events.add(counter("KV slots", end, Map.of("committed", step.kvLength())));
    }

    private static Map<String, Object> phase(TraceEvent.PhaseFinished phase) {
        boolean draft = phase.phase() == Phase.DRAFT || phase.phase() == Phase.RANK;
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("step", phase.step());
        if (phase.level() > 0)
            facts.put("level", phase.level());
        if (phase.forwardNanos() >= 0)
            facts.put("forwardMicros", phase.forwardNanos() / 1e3);
        long end = phase.aside() ? phase.nanos() - phase.asideNanos() : phase.nanos();
        String name = phase.phase().label() + (phase.level() > 0 ? " " + phase.level() : "");
        return slice(name, draft ? DRAFT : TARGET, end - phase.spentNanos(), phase.spentNanos(), facts);
    }

    private static Map<String, Object> named(String what, int thread, String name) {
        Map<String, Object> event = event(what, "M", thread);
        event.put("args", Map.of("name", name));
        return event;
    }

    private static Map<String, Object> slice(String name, int thread, long from, long nanos,
            Map<String, Object> facts) {
        Map<String, Object> event = event(name, "X", thread);
        event.put("ts", Math.max(0, from) / 1e3);
        event.put("dur", nanos / 1e3);
        event.put("args", facts);
        return event;
    }

    private static Map<String, Object> counter(String name, long at, Map<String, Object> values) {
        Map<String, Object> event = event(name, "C", 0);
        event.put("ts", at / 1e3);
        event.put("args", values);
        return event;
    }

    private static Map<String, Object> event(String name, String kind, int thread) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("name", name);
        event.put("ph", kind);
        event.put("pid", 1);
        event.put("tid", thread);
        return event;
    }
}
