package draftscope.app.cli;

import draftscope.app.bench.Claim;
import draftscope.app.bench.Comparison;
import draftscope.app.bench.Judge;
import draftscope.app.bench.Measure;
import draftscope.app.bench.Plan;
import draftscope.app.bench.Result;
import draftscope.app.bench.Section;
import draftscope.app.bench.Task;
import draftscope.decode.CannotRunException;
import draftscope.decode.Family;
import draftscope.decode.MethodCatalog;
import draftscope.decode.Models;
import draftscope.model.LanguageModel;
import draftscope.model.ModelConfig;
import draftscope.trace.RunStats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;

/// Methods side by side in one process, against plain decoding of the same prompts.
@Command(name = "bench", description = "Measures methods side by side in one process, against plain decoding.")
final class BenchCommand extends Verb {
    /// What to measure: one section from options, or several from a file.
    private static final class Source {
        @Option(names = "--prompts", required = true, paramLabel = "FILE", description = "One prompt a line; \\n stands for a new line, and the right answer may stand behind a tab, or <list> where any right answer of a list task will do.")
        private Path prompts;

        @Option(names = "--plan", required = true, paramLabel = "FILE", description = "A JSON file with several sections, each with prompts, methods and the trends to check; docs/bench/trends.json and docs/bench/diffusion.json are two. Takes the place of --methods, --repeat, --max-tokens and --temperature.")
        private Path plan;
    }

    /// What diffusion methods are held against: as many steps as there are tokens.
    private static final String ONE_A_STEP = "diffusion-low-confidence[steps=4096]";
    private static final String ONE_A_STEP_IN_BLOCKS = "block-diffusion[rule=quota;quota=1]";

    @Mixin
    private ModelOptions models;

    @ArgGroup(multiplicity = "1")
    private Source source;

    @Option(names = "--draft", paramLabel = "D", description = "The draft model, for methods that need one.")
    private String draft;

    @Option(names = "--judge", paramLabel = "M", description = "A causal model with the same vocabulary that says how likely the texts are.")
    private String judge;

    @Option(names = "--methods", split = ",(?![^\\[]*])", paramLabel = "a,b,c", description = "Ids, each with parameters if need be: 'draft-tree[widths=4,2,1;...]'. Default: all that the models can serve.")
    private List<String> methods = List.of();

    @Option(names = "--repeat", paramLabel = "N", defaultValue = "5", description = "Turns; medians are told. Default ${DEFAULT-VALUE}.")
    private int repeat;

    @Option(names = "--max-tokens", paramLabel = "N", defaultValue = "128", description = "Tokens a prompt; default ${DEFAULT-VALUE}.")
    private int maxTokens;

    @Option(names = "--temperature", paramLabel = "T", defaultValue = "0", description = "Default ${DEFAULT-VALUE}.")
    private double temperature;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Of the first prompt; the others count on. Default ${DEFAULT-VALUE}.")
    private long seed;

    @Override
    public Integer call() throws IOException {
        try (LanguageModel target = models.open();
                LanguageModel draftModel = draft == null ? null : models.open(draft);
                LanguageModel judging = judge == null ? null : models.open(judge)) {
            Models loaded = new Models(target, Optional.ofNullable(draftModel));
            Plan plan = plan(loaded);
            Comparison own = new Comparison(loaded, models.threads(), plan.repeat(), seed,
                    Optional.ofNullable(judging).map(reader -> new Judge(reader, target)));
            List<Map<String, Object>> told = new ArrayList<>();
            for (Section section : plan.sections()) {
                List<Task> prompts = prompts(section);
                List<Result> results = section.model() == null
                        ? run(own, section, prompts)
                        : runWith(section, prompts, plan.repeat(), Optional.ofNullable(judging));
                if (json) {
                    told.add(describe(section, prompts.size(), results));
                } else {
                    tell(section, prompts.size(), results, plan.repeat());
                }
            }
            if (json) {
                Map<String, Object> all = new LinkedHashMap<>();
                all.put("repeat", plan.repeat());
                all.put("threads", models.threads());
                all.put("sections", told);
                Json.print(out(), all);
            }
            return DraftscopeCommand.DONE;
        } catch (CannotRunException e) {
            throw new WrongUseException(e.getMessage());
        }
    }

    private static String verdict(Claim claim, Map<String, Result> results) {
        if (!claim.measured(results)) {
            return "not measured";
        }
        return claim.holds(results) ? "holds" : "**does not hold**";
    }

    private List<Result> run(Comparison comparison, Section section, List<Task> prompts) {
        return comparison.run(section, prompts, turn -> {
            err().printf("%s: turn %d of %d%n", section.title(), turn, comparison.repeat());
            err().flush();
        });
    }

    /// With the model that the section names.
    private List<Result> runWith(Section section, List<Task> prompts, int turns, Optional<LanguageModel> judging) {
        try (LanguageModel model = models.open(section.model())) {
            return run(new Comparison(new Models(model, Optional.empty()), models.threads(), turns, seed,
                    judging.flatMap(reader -> Judge.of(reader, model))), section, prompts);
        } catch (IllegalArgumentException e) {
            throw new WrongUseException(e.getMessage());
        }
    }

    private Plan plan(Models loaded) throws IOException {
        try {
            Plan plan = source.plan == null ? fromOptions(loaded) : read(source.plan);
            plan.sections().forEach(Section::contenders);
            return plan;
        } catch (IllegalArgumentException e) {
            throw new WrongUseException(e.getMessage());
        }
    }

    private Plan fromOptions(Models loaded) {
        ModelConfig.Kind kind = loaded.target().config().kind();
        Family family = kind == ModelConfig.Kind.CAUSAL ? Family.SPECULATIVE : Family.DIFFUSION;
        List<String> labels = methods.isEmpty()
                ? MethodCatalog.all().stream().filter(method -> method.family() == family)
                        .filter(method -> method.missing(loaded).isEmpty()).map(method -> method.id()).toList()
                : methods;
        String baseline = switch (kind) {
            case CAUSAL -> Section.PLAIN;
            case MASKED_DIFFUSION -> ONE_A_STEP;
            case BLOCK_DIFFUSION -> ONE_A_STEP_IN_BLOCKS;
        };
        return new Plan(repeat,
                List.of(new Section("methods side by side", null, baseline, source.prompts.toString(), maxTokens,
                        temperature, 1, labels, List.of())));
    }

    private static Plan read(Path file) throws IOException {
        try {
            return Json.read(Files.readString(file), Plan.class);
        } catch (JacksonException e) {
            String what = e.getCause() instanceof IllegalArgumentException refused
                    ? refused.getMessage()
                    : e.getOriginalMessage().lines().findFirst().orElse("");
            throw new WrongUseException(
                    file + " is no plan: " + what + ". docs/bench/trends.json shows what is accepted.");
        }
    }

    private List<Task> prompts(Section section) throws IOException {
        Path file = source.plan == null
                ? source.prompts
                : source.plan.toAbsolutePath().resolveSibling(section.prompts());
        List<Task> texts;
        try {
            texts = Files.readAllLines(file).stream().filter(line -> !line.isBlank()).map(Task::parse).toList();
        } catch (IllegalArgumentException e) {
            throw new WrongUseException(file + ": " + e.getMessage() + ".");
        }
        if (texts.isEmpty()) {
            throw new WrongUseException(file + " holds no prompt; accepted: one a line.");
        }
        return texts;
    }

    private void tell(Section section, int prompts, List<Result> results, int turns) {
        double plain = Measure.TOKENS_A_SECOND.of(results.getFirst());
        out().printf("### %s%n%n%d prompts%s, up to %d tokens each, temperature %s, %d threads, median of %d turns%n%n",
                section.title(), prompts, section.seeds() > 1 ? " with " + section.seeds() + " seeds" : "",
                section.maxTokens(), section.temperature(), models.threads(), turns);
        if (results.getFirst().contender().method().family() == Family.DIFFUSION) {
            tellDiffusion(results, plain);
        } else {
            tellCausal(results, plain);
        }
        out().println();
        if (!section.claims().isEmpty()) {
            Map<String, Result> byLabel = byLabel(results);
            out().println("| trend | | measured |");
            out().println("|---|---|---|");
            for (Claim claim : section.claims()) {
                out().printf("| %s | %s | %s |%n", claim.says(), verdict(claim, byLabel),
                        claim.evidence(byLabel));
            }
            out().println();
        }
        out().flush();
    }

    private void tellCausal(List<Result> results, double plain) {
        out().println("| method | tokens a target pass | drafted a pass | accepted of drafted | draft passes a token"
                + " | tokens/s | against plain |");
        out().println("|---|---|---|---|---|---|---|");
        for (Result result : results) {
            out().printf(Locale.ROOT, "| `%s` | %.2f | %.1f | %s | %.2f | %.0f | %.2f |%n", result.contender().label(),
                    Measure.TOKENS_A_TARGET_PASS.of(result), Measure.DRAFTED_A_PASS.of(result),
                    result.sum(RunStats::drafted) == 0
                            ? ""
                            : "%.0f %%".formatted(100 * Measure.ACCEPTED_OF_DRAFTED.of(result)),
                    Measure.DRAFT_PASSES_A_TOKEN.of(result), Measure.TOKENS_A_SECOND.of(result),
                    Measure.TOKENS_A_SECOND.of(result) / plain);
        }
    }

    private void tellDiffusion(List<Result> results, double plain) {
        out().println(
                "| method | steps a text | forwards a text | tokens a forward | seconds a text | against one a step"
                        + " | right answers | bits lost | perplexity |");
        out().println("|---|---|---|---|---|---|---|---|---|");
        for (Result result : results) {
            double right = Measure.RIGHT.of(result);
            double lost = Measure.LOST_BITS.of(result);
            double perplexity = Measure.PERPLEXITY.of(result);
            out().printf(Locale.ROOT, "| `%s` | %.1f | %.1f | %.2f | %.3f | %.2f | %s | %s | %s |%n",
                    result.contender().label(), Measure.STEPS_A_TEXT.of(result), Measure.FORWARDS_A_TEXT.of(result),
                    Measure.TOKENS_A_TARGET_PASS.of(result), result.medianSeconds() / result.runs().size(),
                    Measure.TOKENS_A_SECOND.of(result) / plain,
                    Double.isNaN(right) ? "" : "%.0f %%".formatted(100 * right),
                    Double.isNaN(lost) ? "" : String.format(Locale.ROOT, "%.2f", lost),
                    Double.isNaN(perplexity) ? "" : String.format(Locale.ROOT, "%.2f", perplexity));
        }
    }

    private static Map<String, Result> byLabel(List<Result> results) {
        return results.stream().collect(Collectors.toMap(result -> result.contender().label(), Function.identity()));
    }

    private static Map<String, Object> describe(Section section, int prompts, List<Result> results) {
        double plain = Measure.TOKENS_A_SECOND.of(results.getFirst());
        Map<String, Result> byLabel = byLabel(results);
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("title", section.title());
        entry.put("prompts", prompts);
        entry.put("seeds", section.seeds());
        entry.put("temperature", section.temperature());
        entry.put("methods", results.stream().map(result -> describe(result, plain)).toList());
        entry.put("trends", section.claims().stream().map(claim -> Map.of("says", claim.says(), "measure",
                claim.measure().label(), "order", claim.order(), "measured", claim.measured(byLabel), "holds",
                claim.holds(byLabel))).toList());
        return entry;
    }

    private static Map<String, Object> describe(Result result, double plain) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("method", result.contender().method().id());
        entry.put("parameters", result.contender().parameters());
        entry.put("emitted", result.sum(RunStats::emitted));
        entry.put("targetForwards", result.sum(RunStats::targetForwards));
        entry.put("draftForwards", result.sum(RunStats::draftForwards));
        entry.put("drafted", result.sum(RunStats::drafted));
        entry.put("accepted", result.sum(RunStats::accepted));
        entry.put("blockEfficiency", Measure.TOKENS_A_TARGET_PASS.of(result));
        entry.put("rounds", result.sum(RunStats::rounds));
        entry.put("rightAnswers", known(Measure.RIGHT.of(result)));
        entry.put("lostBits", known(Measure.LOST_BITS.of(result)));
        entry.put("perplexity", known(Measure.PERPLEXITY.of(result)));
        entry.put("seconds", result.medianSeconds());
        entry.put("tokensPerSecond", Measure.TOKENS_A_SECOND.of(result));
        entry.put("againstPlain", Measure.TOKENS_A_SECOND.of(result) / plain);
        return entry;
    }

    private static Double known(double value) {
        return Double.isNaN(value) ? null : value;
    }
}
