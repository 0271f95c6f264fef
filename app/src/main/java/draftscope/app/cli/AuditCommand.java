package draftscope.app.cli;

import draftscope.audit.AuditReport;
import draftscope.audit.Auditor;
import draftscope.audit.Divergence;
import draftscope.audit.Finding;
import draftscope.decode.CannotRunException;
import draftscope.decode.DecodingMethod;
import draftscope.decode.DecodingRun;
import draftscope.decode.MethodCatalog;
import draftscope.decode.Models;
import draftscope.decode.Pacer;
import draftscope.decode.RunRequest;
import draftscope.decode.TokenScorer;
import draftscope.model.LanguageModel;
import draftscope.trace.Observation;
import draftscope.trace.SamplingSettings;
import draftscope.trace.TraceEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Checks that a method gives what the target alone gives.
@Command(name = "audit", description = "Checks that a method gives what the target alone gives: the same tokens at temperature 0, the same law above it.")
final class AuditCommand extends Verb {
    private static final int SAMPLE_TOKENS = 60;

    @Mixin
    private ModelOptions models;

    @Mixin
    private MethodOptions method;

    @Option(names = "--prompt", paramLabel = "TEXT", defaultValue = "Once upon a time, there was a", description = "The prompt, of several at once the first; default '${DEFAULT-VALUE}'.")
    private String prompt;

    @Option(names = "--tokens", paramLabel = "N", defaultValue = "1000", description = "Tokens compared at temperature 0; default ${DEFAULT-VALUE}.")
    private int tokens;

    @Option(names = "--samples", paramLabel = "N", defaultValue = "50", description = "Runs of up to " + SAMPLE_TOKENS
            + " tokens above temperature 0, each with a seed of its own; default ${DEFAULT-VALUE}, 0 for none.")
    private int samples;

    @Option(names = "--temperature", paramLabel = "T", defaultValue = "1", description = "Of those runs; default ${DEFAULT-VALUE}.")
    private double temperature;

    @Override
    public Integer call() {
        try {
            return audit();
        } catch (CannotRunException e) {
            throw new WrongUseException(e.getMessage());
        }
    }

    private int audit() {
        if (tokens < 0 || samples < 0 || tokens + samples == 0 || !(temperature > 0)) {
            throw new WrongUseException(
                    "--tokens and --samples are 0 or more and not both 0, --temperature is above 0.");
        }
        if (MethodCatalog.byId(method.id).family().onCanvas()) {
            throw new WrongUseException("An audit compares with what the target writes from left to right; " + method.id
                    + " writes on a canvas. Accepted: plain decoding and the speculative methods.");
        }
        try (LanguageModel target = models.open();
                LanguageModel draftModel = method.draft == null ? null : models.open(method.draft)) {
            Models loaded = new Models(target, Optional.ofNullable(draftModel));
            Map<String, AuditReport> reports = new LinkedHashMap<>();
            if (tokens > 0) {
                reports.put("temperature 0", greedy(loaded));
            }
            if (samples > 0) {
                reports.put("temperature " + temperature, sampled(loaded));
            }
            tell(reports);
            return reports.values().stream().allMatch(AuditReport::clean)
                    ? DraftscopeCommand.DONE
                    : DraftscopeCommand.FAILED;
        }
    }

    private AuditReport greedy(Models loaded) {
        Auditor auditor = new Auditor(TokenScorer.of(loaded.target()), compared -> true);
        // Another text each time: spaces before the prompt are other tokens. Texts end when the model ends them.
        AuditReport report = auditor.report();
        for (int i = 0; report.tokens() < tokens && report.divergence().isEmpty(); i++) {
            auditor.add(run(loaded, prompt + " ".repeat(i), tokens - report.tokens(), SamplingSettings.GREEDY, 1));
            report = auditor.report();
            err().printf("temperature 0: %d of %d tokens%n", report.tokens(), tokens);
        }
        return report;
    }

    private AuditReport sampled(Models loaded) {
        Auditor auditor = new Auditor(TokenScorer.of(loaded.target()), compared -> true);
        for (int seed = 1; seed <= samples; seed++) {
            auditor.add(run(loaded, prompt, SAMPLE_TOKENS, new SamplingSettings(temperature, 0, 1, 0), seed));
        }
        return auditor.report();
    }

    private List<TraceEvent> run(Models loaded, String text, int most, SamplingSettings sampling, long seed) {
        List<TraceEvent> events = new ArrayList<>();
        DecodingRun run = DecodingRun
                .prepare(new RunRequest(method.id, method.parameters(), text, List.of(), most, sampling, seed,
                        Observation.LIGHT, models.threads()), loaded, events::add, Pacer.unthrottled());
        run.run();
        run.failure().ifPresent(failure -> {
            throw new IllegalStateException("The run to be audited failed: " + failure.getMessage(), failure);
        });
        return events;
    }

    private void tell(Map<String, AuditReport> reports) {
        DecodingMethod entry = MethodCatalog.byId(method.id);
        String lossy = entry.lossyReason(method.parameters());
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("method", method.id);
            all.put("lossyReason", lossy);
            all.put("clean", reports.values().stream().allMatch(AuditReport::clean));
            all.put("reports", reports.entrySet().stream().map(e -> describe(e.getKey(), e.getValue())).toList());
            Json.print(out(), all);
            return;
        }
        out().println(entry.name() + (lossy.isEmpty() ? " promises the target's own output." : " is lossy: " + lossy));
        reports.forEach((name, report) -> {
            out().println(name + ": " + report.sentence());
            out().printf("  %d runs, %d rounds checked, %d draft draws tested%n", report.runs(), report.rounds(),
                    report.draftTokens());
            report.findings().stream().limit(10)
                    .forEach(finding -> out().println("  " + finding.fault().words() + ": " + finding.sentence()));
        });
        out().flush();
    }

    private static Map<String, Object> describe(String name, AuditReport report) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", name);
        entry.put("clean", report.clean());
        entry.put("sentence", report.sentence());
        entry.put("runs", report.runs());
        entry.put("tokens", report.tokens());
        entry.put("rounds", report.rounds());
        entry.put("draftTokens", report.draftTokens());
        entry.put("chiSquare", Json.number(report.chiSquare()));
        entry.put("surprisalDeviations", Json.number(report.surprisalDeviations()));
        entry.put("surprisalStake", Json.number(report.surprisalStake()));
        entry.put("divergence", report.divergence().map(AuditCommand::describe).orElse(null));
        entry.put("findings", report.findings().stream().map(AuditCommand::describe).toList());
        return entry;
    }

    private static Map<String, Object> describe(Divergence divergence) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("step", divergence.step());
        entry.put("position", divergence.position());
        entry.put("token", divergence.token());
        entry.put("targetToken", divergence.targetToken());
        entry.put("margin", Json.number(divergence.margin()));
        entry.put("targetMargin", Json.number(divergence.targetMargin()));
        entry.put("klBits", Json.number(divergence.klBits()));
        entry.put("class", divergence.finding().fault().words());
        return entry;
    }

    private static Map<String, Object> describe(Finding finding) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("class", finding.fault().words());
        entry.put("step", finding.step());
        entry.put("position", finding.position());
        entry.put("sentence", finding.sentence());
        return entry;
    }
}
