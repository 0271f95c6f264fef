package draftscope.app.cli;

import draftscope.decode.CannotRunException;
import draftscope.decode.DecodingMethod;
import draftscope.decode.DecodingRun;
import draftscope.decode.Family;
import draftscope.decode.MethodCatalog;
import draftscope.decode.Models;
import draftscope.decode.Pacer;
import draftscope.decode.RaggedComposition;
import draftscope.decode.RunRequest;
import draftscope.model.LanguageModel;
import draftscope.trace.Observation;
import draftscope.trace.RunStats;
import draftscope.trace.SamplingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Methods side by side in one process, against plain decoding of the same prompts.
@Command(name = "bench", description = "Measures methods side by side in one process, against plain decoding.")
final class BenchCommand extends Verb {
    private static final String PLAIN = "autoregressive";

    @Mixin
    private ModelOptions models;

    @Option(names = "--draft", paramLabel = "D", description = "The draft model, for methods that need one.")
    private String draft;

    @Option(names = "--methods", split = ",(?![^\\[]*])", paramLabel = "a,b,c", description = "Ids, each with parameters if need be: 'draft-tree[widths=4,2,1;...]'. Default: all that the models can serve.")
    private List<String> methods = List.of();

    @Option(names = "--prompts", required = true, paramLabel = "FILE", description = "One prompt a line; \\n stands for a new line.")
    private Path prompts;

    @Option(names = "--repeat", paramLabel = "N", defaultValue = "5", description = "Turns; medians are told. Default ${DEFAULT-VALUE}.")
    private int repeat;

    @Option(names = "--max-tokens", paramLabel = "N", defaultValue = "128", description = "Tokens a prompt; default ${DEFAULT-VALUE}.")
    private int maxTokens;

    @Option(names = "--temperature", paramLabel = "T", defaultValue = "0", description = "Default ${DEFAULT-VALUE}.")
    private double temperature;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Of the first prompt; the others count on. Default ${DEFAULT-VALUE}.")
    private long seed;

    /// A method with its parameters, and what its runs counted: one [RunStats] a prompt, and seconds a turn.
    private record Contender(String label, DecodingMethod method, Map<String, String> parameters,
            List<RunStats> counts, List<Double> seconds) {
        static Contender parse(String text) {
            int open = text.indexOf('[');
            String id = open < 0 ? text : text.substring(0, open);
            Map<String, String> parameters = new LinkedHashMap<>();
            if (open >= 0) {
                if (!text.endsWith("]")) {
                    throw new WrongUseException("--methods: '" + text + "' has no closing ']'.");
                }
                for (String pair : text.substring(open + 1, text.length() - 1).split(";")) {
                    String[] parts = pair.split("=", 2);
                    if (parts.length < 2) {
                        throw new WrongUseException("--methods: '" + pair + "' is no KEY=VALUE.");
                    }
                    parameters.put(parts[0].strip(), parts[1].strip());
                }
            }
            return new Contender(text, MethodCatalog.byId(id), parameters, new ArrayList<>(), new ArrayList<>());
        }

        int sum(java.util.function.ToIntFunction<RunStats> count) {
            return counts.stream().mapToInt(count).sum();
        }

        double medianSeconds() {
            return seconds.stream().sorted().toList().get(seconds.size() / 2);
        }

        double tokensPerSecond() {
            return sum(RunStats::emitted) / medianSeconds();
        }
    }

    @Override
    public Integer call() throws IOException {
        if (repeat < 1 || maxTokens < 1) {
            throw new WrongUseException("--repeat and --max-tokens are 1 or more.");
        }
        List<String> texts = Files.readAllLines(prompts).stream().filter(line -> !line.isBlank())
                .map(line -> line.replace("\\n", "\n")).toList();
        if (texts.isEmpty()) {
            throw new WrongUseException(prompts + " holds no prompt; accepted: one a line.");
        }
        try (LanguageModel target = models.open();
                LanguageModel draftModel = draft == null ? null : models.open(draft)) {
            Models loaded = new Models(target, Optional.ofNullable(draftModel));
            List<Contender> contenders = contenders(loaded);
            contenders.forEach(contender -> requireOnePromptEach(contender, texts));
            for (int turn = -1; turn < repeat; turn++) { // the first is for warming up
                for (Contender contender : contenders) {
                    measure(contender, loaded, texts, turn);
                }
                err().printf("turn %d of %d%n", turn + 1, repeat);
                err().flush();
            }
            tell(contenders, texts.size());
            return DraftscopeCommand.DONE;
        } catch (CannotRunException e) {
            throw new WrongUseException(e.getMessage());
        }
    }

    /// Plain decoding writes one text for a prompt, so a batch of several has nothing to be measured against.
    private static void requireOnePromptEach(Contender contender, List<String> texts) {
        if (contender.method().composition() instanceof RaggedComposition
                && texts.stream().anyMatch(text -> RaggedComposition.prompts(text).size() > 1)) {
            throw new WrongUseException("A bench measures prompt by prompt; " + contender.method().id()
                    + " would take a prompt with a line of only --- for several. Accepted: prompts without such a line.");
        }
    }

    private List<Contender> contenders(Models loaded) {
        List<Contender> all = new ArrayList<>(List.of(Contender.parse(PLAIN)));
        if (methods.isEmpty()) {
            MethodCatalog.all().stream().filter(method -> method.family() == Family.SPECULATIVE)
                    .filter(method -> method.missing(loaded).isEmpty())
                    .forEach(method -> all.add(Contender.parse(method.id())));
        } else {
            methods.stream().filter(text -> !text.equals(PLAIN)).map(Contender::parse).forEach(all::add);
        }
        return all;
    }

    private void measure(Contender contender, Models loaded, List<String> texts, int turn) {
        long nanos = 0;
        contender.counts().clear();
        for (int i = 0; i < texts.size(); i++) {
            DecodingRun run = DecodingRun.prepare(new RunRequest(contender.method().id(), contender.parameters(),
                    texts.get(i), List.of(), maxTokens, new SamplingSettings(temperature, 0, 1, 0), seed + i,
                    Observation.OFF, models.threads()), loaded, event -> {}, Pacer.unthrottled());
            RunStats stats = run.run();
            run.failure().ifPresent(failure -> {
                throw new IllegalStateException(
                        contender.label() + " failed: " + failure.getMessage(), failure);
            });
            nanos += stats.engineNanos();
            contender.counts().add(stats);
        }
        if (turn >= 0) {
            contender.seconds().add(nanos / 1e9);
        }
    }

    private void tell(List<Contender> contenders, int prompts) {
        double plain = contenders.getFirst().tokensPerSecond();
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("prompts", prompts);
            all.put("repeat", repeat);
            all.put("temperature", temperature);
            all.put("threads", models.threads());
            all.put("methods", contenders.stream().map(c -> describe(c, plain)).toList());
            Json.print(out(), all);
            return;
        }
        out().printf("%d prompts, up to %d tokens each, temperature %s, %d threads, median of %d turns%n%n", prompts,
                maxTokens, temperature, models.threads(), repeat);
        out().println("| method | tokens a target pass | drafted a pass | accepted of drafted | draft passes a token"
                + " | tokens/s | against plain |");
        out().println("|---|---|---|---|---|---|---|");
        for (Contender c : contenders) {
            double forwards = c.sum(RunStats::targetForwards);
            out().printf(Locale.ROOT, "| `%s` | %.2f | %.1f | %s | %.2f | %.0f | %.2f |%n", c.label(),
                    c.sum(RunStats::emitted) / forwards, c.sum(RunStats::drafted) / forwards,
                    c.sum(RunStats::drafted) == 0
                            ? ""
                            : "%.0f %%".formatted(100.0 * c.sum(RunStats::accepted) / c.sum(RunStats::drafted)),
                    (double) c.sum(RunStats::draftForwards) / c.sum(RunStats::emitted), c.tokensPerSecond(),
                    c.tokensPerSecond() / plain);
        }
        out().flush();
    }

    private static Map<String, Object> describe(Contender c, double plain) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("method", c.method().id());
        entry.put("parameters", c.parameters());
        entry.put("emitted", c.sum(RunStats::emitted));
        entry.put("targetForwards", c.sum(RunStats::targetForwards));
        entry.put("draftForwards", c.sum(RunStats::draftForwards));
        entry.put("drafted", c.sum(RunStats::drafted));
        entry.put("accepted", c.sum(RunStats::accepted));
        entry.put("blockEfficiency", (double) c.sum(RunStats::emitted) / c.sum(RunStats::targetForwards));
        entry.put("seconds", c.medianSeconds());
        entry.put("tokensPerSecond", c.tokensPerSecond());
        entry.put("againstPlain", c.tokensPerSecond() / plain);
        return entry;
    }
}
