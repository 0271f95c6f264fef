package draftscope.app.cli;

import draftscope.app.library.KnownModels;
import draftscope.chat.ChatMessage;
import draftscope.chat.ChatTemplate;
import draftscope.decode.CannotRunException;
import draftscope.decode.DecodingRun;
import draftscope.decode.Models;
import draftscope.decode.Pacer;
import draftscope.decode.RunRequest;
import draftscope.model.LanguageModel;
import draftscope.tokenizer.Tokenizer;
import draftscope.trace.BatchState;
import draftscope.trace.Observation;
import draftscope.trace.RecordingException;
import draftscope.trace.RunStats;
import draftscope.trace.SamplingSettings;
import draftscope.trace.StopReason;
import draftscope.trace.Trace;
import draftscope.trace.TraceLog;
import draftscope.trace.TraceRecorder;
import draftscope.trace.TraceSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Decodes one prompt with one method.
@Command(name = "run", description = "Decodes a prompt with a method of the catalog.")
final class RunCommand extends Verb {
    @Mixin
    private ModelOptions models;

    @Mixin
    private MethodOptions method;

    @ArgGroup(multiplicity = "1")
    private Prompt prompt;

    @Option(names = "--chat", description = "Writes the prompt as a person's turn, by the model's own chat template; the result is shown.")
    private boolean chat;

    @Option(names = "--system", paramLabel = "TEXT", description = "With --chat: an instruction above the conversation.")
    private String system;

    @Option(names = "--max-tokens", paramLabel = "N", defaultValue = "128", description = "Tokens to generate at most; default ${DEFAULT-VALUE}.")
    private int maxTokens;

    @Option(names = "--temperature", paramLabel = "T", defaultValue = "0", description = "0 is greedy; default ${DEFAULT-VALUE}.")
    private double temperature;

    @Option(names = "--top-k", paramLabel = "K", defaultValue = "0", description = "0 is off; default ${DEFAULT-VALUE}.")
    private int topK;

    @Option(names = "--top-p", paramLabel = "P", defaultValue = "1", description = "1 is off; default ${DEFAULT-VALUE}.")
    private double topP;

    @Option(names = "--min-p", paramLabel = "P", defaultValue = "0", description = "0 is off; default ${DEFAULT-VALUE}.")
    private double minP;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "42", description = "Default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--record", paramLabel = "FILE", description = "Records the run as JSON lines, packed where FILE ends in .gz; a file of this name is replaced.")
    private Path record;

    @Option(names = "--observe", paramLabel = "LEVEL", defaultValue = "light", description = "off, light, full, or auto: full, lowered to light where telling costs too much; default ${DEFAULT-VALUE}.")
    private Observation observation;

    @Option(names = "--marks", description = "Prints who wrote each token: accepted draft, correction, bonus.")
    private boolean marks;

    private static final class Prompt {
        @Option(names = "--prompt", paramLabel = "TEXT", description = "The prompt. A method that decodes several prompts at once divides it at lines of only ---.")
        private String text;

        @Option(names = "--prompt-file", paramLabel = "F", description = "A UTF-8 file with the prompt.")
        private Path file;

        @Option(names = "--prompt-ids", paramLabel = "1,2,3", description = "The prompt as token ids; nothing is added.")
        private String ids;
    }

    @Override
    public Integer call() throws IOException {
        try (LanguageModel target = models.open();
                LanguageModel draftModel = method.draft == null ? null : models.open(method.draft)) {
            Optional<String> rendered = rendered(target);
            return run(request(target, rendered), new Models(target, Optional.ofNullable(draftModel)), rendered);
        } catch (CannotRunException e) {
            throw new WrongUseException(e.getMessage());
        }
    }

    /// The conversation as the model wants it written, when it is asked for.
    private Optional<String> rendered(LanguageModel target) throws IOException {
        if (!chat) {
            if (system != null)
                throw new WrongUseException("--system goes with --chat.");
            return Optional.empty();
        }
        if (prompt.ids != null)
            throw new WrongUseException("--chat writes a prompt out of text; it does not go with --prompt-ids.");
        List<ChatMessage> messages = new ArrayList<>();
        if (system != null)
            messages.add(ChatMessage.system(system));
        messages.add(ChatMessage.user(promptText()));
        ChatTemplate template = ChatTemplate.of(target.file(), target.tokenizer().vocabulary())
                .orElseThrow(() -> new WrongUseException(
                        "The model " + target.name() + " brings no chat template; leave --chat out."));
        return Optional.of(template.render(messages, true));
    }

    private String promptText() throws IOException {
        return prompt.file != null
                ? Files.readString(prompt.file, StandardCharsets.UTF_8)
                : prompt.text == null ? "" : prompt.text;
    }

    private RunRequest request(LanguageModel target, Optional<String> rendered) throws IOException {
        List<Integer> ids = prompt.ids != null
                ? Ids.parse(prompt.ids, "--prompt-ids")
                : rendered.map(text -> chatIds(target, text)).orElse(List.of());
        String text = rendered.isPresent() ? rendered.get() : promptText();
        SamplingSettings sampling;
        try {
            sampling = new SamplingSettings(temperature, topK, topP, minP);
        } catch (IllegalArgumentException e) {
            throw new WrongUseException(e.getMessage());
        }
        return new RunRequest(method.id, method.parameters(), text, ids, maxTokens, sampling, seed, observation,
                models.threads());
    }

    /// A template writes special tokens as text, the begin token too where the model wants one; the vocabulary adds its own
    /// only where the template did not.
    private static List<Integer> chatIds(LanguageModel target, String rendered) {
        Tokenizer tokenizer = target.tokenizer();
        int[] plain = tokenizer.encode(rendered, false, true);
        int bos = tokenizer.vocabulary().bos();
        boolean begins = plain.length > 0 && plain[0] == bos;
        int[] ids = begins ? plain : tokenizer.encode(rendered, true, true);
        return Arrays.stream(ids).boxed().toList();
    }

    private int run(RunRequest request, Models loaded, Optional<String> rendered) throws IOException {
        TraceLog log = new TraceLog();
        TraceRecorder recorder = record == null ? null : new TraceRecorder(record, this::tell);
        int exit;
        try (recorder) {
            MarkedText text = new MarkedText(out(), marks);
            TraceSink sink = event -> {
                log.accept(event);
                if (recorder != null)
                    recorder.accept(event);
                if (!json)
                    text.accept(event);
            };
            rendered.ifPresent(prompt -> err().println("The prompt as the chat template writes it:\n" + prompt + "\n"));
            DecodingRun run = DecodingRun.prepare(request, loaded, sink, Pacer.unthrottled());
            RunStats stats = run.run();
            Trace trace = Trace.of(log);
            if (json)
                Json.print(out(), report(run, trace, stats, rendered));
            else
                text.end();
            err().println(trace.at(trace.length()).batch().filter(batch -> batch.lanes().size() > 1)
                    .map(batch -> summary(batch, stats)).orElseGet(() -> summary(trace, stats)));
            err().flush();
            exit = trace.finished()
                    .map(f -> f.reason() == StopReason.FAILED ? DraftscopeCommand.FAILED : DraftscopeCommand.DONE)
                    .orElse(DraftscopeCommand.FAILED);
        }
        return recorder != null && recorder.failure().isPresent() ? DraftscopeCommand.FAILED : exit;
    }

    /// Called on the recorder's thread.
    private void tell(RecordingException failure) {
        err().println(failure.getMessage());
        err().flush();
    }

    private static String summary(BatchState batch, RunStats stats) {
        String padding = batch.rowsRead() == 0
                ? ""
                : ", %d rows read, %d of %d draft tokens accepted; a padded batch would have read %d rows more (worked out, not run)"
                        .formatted(batch.rowsRead(), batch.accepted(), batch.drafted(), batch.inputPadding());
        return "%d tokens for %d prompts in %d rounds, %.0f tokens/s%s".formatted(batch.emitted(),
                batch.lanes().size(), stats.rounds(), batch.emitted() * 1e9 / stats.engineNanos(), padding);
    }

    private static String summary(Trace trace, RunStats stats) {
        String reason = trace.finished().map(f -> f.message().isEmpty() ? f.reason().toString() : f.message())
                .orElse("");
        String drafts = stats.drafted() == 0
                ? ""
                : ", %d of %d draft tokens accepted, %.2f tokens a target forward".formatted(stats.accepted(),
                        stats.drafted(),
                        stats.blockEfficiency());
        return "%d tokens in %d rounds%s, %.0f tokens/s (%s)".formatted(stats.emitted(), stats.rounds(), drafts,
                stats.tokensPerSecond(), reason);
    }

    private static Map<String, Object> report(DecodingRun run, Trace trace, RunStats stats,
            Optional<String> rendered) {
        Map<String, Object> report = new LinkedHashMap<>();
        rendered.ifPresent(prompt -> report.put("renderedPrompt", prompt));
        report.put("text", run.text());
        report.put("promptIds", trace.prompt());
        report.put("outputIds", run.outputIds());
        report.put("origins", trace.committed().stream().map(t -> Origins.word(t.provenance())).toList());
        report.put("entropyBits",
                trace.committed().stream().map(t -> Json.number(t.measures().entropyBits())).toList());
        report.put("stats", describe(stats));
        trace.at(trace.length()).batch().ifPresent(batch -> report.put("lanes",
                batch.lanes().stream().map(lane -> describe(trace, lane)).toList()));
        report.put("stopped", trace.finished().map(f -> f.reason().name()).orElse(""));
        report.put("message", trace.finished().map(f -> f.message()).orElse(""));
        report.put("settings", trace.settings().orElseThrow());
        return report;
    }

    private static Map<String, Object> describe(Trace trace, BatchState.Lane lane) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        lane.output().forEach(token -> text.writeBytes(trace.piece(token).bytes()));
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("lane", lane.number());
        entry.put("text", text.toString(StandardCharsets.UTF_8));
        entry.put("promptIds", lane.prompt());
        entry.put("outputIds", lane.output());
        entry.put("stopped", lane.end().map(StopReason::name).orElse(""));
        return entry;
    }

    private static Map<String, Object> describe(RunStats stats) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("rounds", stats.rounds());
        entry.put("targetForwards", stats.targetForwards());
        entry.put("draftForwards", stats.draftForwards());
        entry.put("drafted", stats.drafted());
        entry.put("judged", stats.judged());
        entry.put("accepted", stats.accepted());
        entry.put("corrected", stats.corrected());
        entry.put("bonus", stats.bonus());
        entry.put("plain", stats.plain());
        entry.put("emitted", stats.emitted());
        entry.put("blockEfficiency", Json.number(stats.blockEfficiency()));
        entry.put("acceptanceRate", Json.number(stats.acceptanceRate()));
        entry.put("acceptedLengthHistogram", stats.acceptedLengths());
        Map<String, Object> seconds = new LinkedHashMap<>();
        stats.phaseNanos().forEach((phase, nanos) -> seconds.put(phase, nanos / 1e9));
        entry.put("secondsPerPhase", seconds);
        entry.put("seconds", stats.engineNanos() / 1e9);
        entry.put("tokensPerSecond", Json.number(stats.tokensPerSecond()));
        return entry;
    }
}
