package draftscope.app.export;

import draftscope.decode.DecodingMethod;
import draftscope.decode.MethodCatalog;
import draftscope.trace.ModelIdentity;
import draftscope.trace.RunSettings;
import draftscope.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The command that makes a run again, from what the run told about itself.
///
/// The prompt is given as token ids, so that neither a chat template nor a tokenizer has to do the same again. Models are
/// named as the run named them, with the fingerprints of their files: the same name may be another file elsewhere.
public final class Reproduction {
    private Reproduction() {}

    /// Why a run cannot be made again from its recording, in one sentence; empty when it can.
    public static Optional<String> obstacle(Trace trace) {
        Optional<RunSettings> settings = trace.settings();
        if (settings.isEmpty() || MethodCatalog.all().stream().map(DecodingMethod::id)
                .noneMatch(settings.get().methodId()::equals))
            return Optional.of("This run was made by another engine; its command is not known here.");
        if (trace.numbered())
            return Optional.of("The prompt of this run is not in its recording, so the run cannot be made again.");
        if (trace.prompt().isEmpty())
            return Optional.of("The run has not read its prompt yet.");
        if (trace.at(trace.length()).canvas().filter(canvas -> !canvas.beginning().isEmpty()).isPresent())
            return Optional.of("This run began with the canvas of another one, which no command can give it.");
        return Optional.empty();
    }

    /// The arguments behind `./draftscope`.
    ///
    /// @throws IllegalArgumentException when there is an [#obstacle(Trace)]
    public static List<String> arguments(Trace trace) {
        obstacle(trace).ifPresent(why -> {
            throw new IllegalArgumentException(why);
        });
        RunSettings settings = trace.settings().orElseThrow();
        List<String> arguments = new ArrayList<>(List.of("run", "--model", settings.target().name()));
        settings.draft().ifPresent(draft -> arguments.addAll(List.of("--draft", draft.name())));
        arguments.addAll(List.of("--method", settings.methodId()));
        settings.parameters().forEach((name, value) -> arguments.addAll(List.of("--set", name + "=" + value)));
        // Several prompts at once are divided where their text is.
        if (trace.at(trace.length()).batch().isPresent())
            arguments.addAll(List.of("--prompt", settings.prompt()));
        else
            arguments.addAll(List.of("--prompt-ids",
                    trace.prompt().stream().map(String::valueOf).collect(Collectors.joining(","))));
        arguments.addAll(List.of("--max-tokens", Integer.toString(settings.maxTokens()), "--temperature",
                Double.toString(settings.sampling().temperature()), "--top-k",
                Integer.toString(settings.sampling().topK()), "--top-p", Double.toString(settings.sampling().topP()),
                "--min-p", Double.toString(settings.sampling().minP()), "--seed", Long.toString(settings.seed())));
        if (settings.threads() > 0)
            arguments.addAll(List.of("--threads", Integer.toString(settings.threads())));
        return arguments;
    }

    /// The command for a shell, with the fingerprints of the files and the engine's version as comments above it.
    public static String text(Trace trace) {
        String command = arguments(trace).stream().map(Reproduction::quoted).collect(Collectors.joining(" "));
        RunSettings settings = trace.settings().orElseThrow();
        StringBuilder text = new StringBuilder("# Made with Draftscope ").append(settings.engine()).append(".\n")
                .append(file("target", settings.target()));
        settings.draft().ifPresent(draft -> text.append(file("draft", draft)));
        return text.append("./draftscope ").append(command).append('\n').toString();
    }

    private static String file(String role, ModelIdentity model) {
        return "# " + role + " " + model.name() + ": fingerprint " + model.fingerprint() + "\n";
    }

    /// As a POSIX shell reads one word.
    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
