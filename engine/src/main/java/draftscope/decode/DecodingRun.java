package draftscope.decode;

import draftscope.decode.diffusion.DiffusionParts;
import draftscope.decode.editing.EditingParts;
import draftscope.decode.speculative.CausalParts;
import draftscope.decode.speculative.PairMeasurement;
import draftscope.sampling.Randomness;
import draftscope.sampling.SamplerChain;
import draftscope.trace.Fork;
import draftscope.trace.RunSettings;
import draftscope.trace.RunStats;
import draftscope.trace.StopReason;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceSink;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.IntStream;

/// One run of one method: checked, then carried out once, on a thread of the caller's choice.
///
/// The same models, request and thread count give the same events, but for the times in them. A method that is
/// asked to choose by measured times tells them, and given them as parameters makes the same choice. Results are read after the
/// run has ended: after [#run()] has returned or the thread of [#start(String)] was joined. Of a method that decodes several
/// prompts at once they are those of the first; the events tell of all.
public final class DecodingRun {
    private static final String VERSION = "0.1.0";

    private final Driver driver;
    private final RunSettings settings;
    private final Narrator narrator;
    private final Tally tally;
    private final Pacer pacer;
    private final Lexicon lexicon;
    private final int promptLength;
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile Throwable failure;

    private DecodingRun(Driver driver, RunSettings settings, Stage stage, int promptLength) {
        this.driver = driver;
        this.settings = settings;
        this.narrator = stage.narrator();
        this.tally = stage.tally();
        this.pacer = stage.pacer();
        this.lexicon = stage.target().lexicon();
        this.promptLength = promptLength;
    }

    /// Checks a request against the catalog and the models. Nothing runs yet.
    ///
    /// @param sink  takes every event, on the run's thread
    /// @param pacer decides when the run goes on; one of its own for each run
    /// @throws CannotRunException one sentence: what is wrong and what is accepted
    public static DecodingRun prepare(RunRequest request, Models models, TraceSink sink, Pacer pacer) {
        return prepare(request, Participant.of(models.target()), models.draft().map(Participant::of), sink, pacer);
    }

    /// As above; what the models have read in runs of the same memory is not read again.
    ///
    /// @param memory of runs that have ended; it serves one run at a time
    /// @throws CannotRunException one sentence: what is wrong and what is accepted
    public static DecodingRun prepare(RunRequest request, Models models, RunMemory memory, TraceSink sink,
            Pacer pacer) {
        return prepare(request, memory.target(models), memory.draft(models), sink, pacer);
    }

    static DecodingRun prepare(RunRequest request, Participant target, Optional<Participant> given, TraceSink sink,
            Pacer pacer) {
        return prepare(MethodCatalog.byId(request.methodId()), request, target, given, sink, pacer);
    }

    static DecodingRun prepare(DecodingMethod method, RunRequest request, Participant target,
            Optional<Participant> given, TraceSink sink, Pacer pacer) {
        Objects.requireNonNull(sink, "sink");
        Objects.requireNonNull(pacer, "pacer");
        method.missing(target, given).ifPresent(why -> {
            throw new CannotRunException(why);
        });
        ParameterValues values = ParameterValues.of(method, request.parameters());
        if (request.maxTokens() < 1) {
            throw new CannotRunException("the number of tokens to write is " + request.maxTokens()
                    + "; accepted: 1 or more");
        }
        Optional<Participant> draft = method.needs().contains(Need.DRAFT_MODEL) ? given : Optional.empty();
        List<int[]> prompts = prompts(method, request, target);
        OptionalInt forced = forced(method, request, target);
        Tally tally = new Tally();
        StopClock clock = new StopClock();
        Narrator narrator = new Narrator(sink, request.observation(), target.lexicon());
        SamplerChain chain = new SamplerChain(request.sampling());
        Stage stage = new Stage(target.timedBy(clock), chain,
                new Randomness(request.seed(), request.fork().map(Fork::step).orElse(0)),
                request.maxTokens(), forced,
                narrator, tally,
                new Phases(narrator, tally, pacer, clock), pacer);
        Function<int[], Ingredients> ingredients = prompt -> new Ingredients(chain, stage.target().scorer(),
                target.config(), draft.map(d -> d.timedBy(clock).scorer()),
                draft.map(d -> d.config().contextLength()).orElse(0),
                (int) Math.min(target.config().contextLength(), (long) prompt.length + request.maxTokens()),
                target.lexicon(), prompt, draft.map(d -> measurement(target, d, chain, prompt[0])));
        Driver driver = driver(method, values, ingredients, stage, prompts, request.beginning());
        RunSettings settings = new RunSettings(method.id(), method.name(), method.family().label(),
                method.exactness().lossyReason(values), values.texts(), request.sampling(), request.seed(),
                request.maxTokens(),
                target.identity(), draft.map(Participant::identity), request.threads(), request.observation(),
                driver.capacity(), request.prompt(), request.fork(), VERSION + ", " + target.engine());
        return new DecodingRun(driver, settings, stage, prompts.getFirst().length);
    }

    private static PairMeasurement measurement(Participant target, Participant draft, SamplerChain chain, int first) {
        String one = target.identity().fingerprint();
        String other = draft.identity().fingerprint();
        return new PairMeasurement(target.scorer(), draft.scorer(), chain,
                Math.min(target.config().contextLength(), draft.config().contextLength()), first,
                target.lexicon()::isEnd, one.isEmpty() || other.isEmpty() ? "" : one + other);
    }

    private static Driver driver(DecodingMethod method, ParameterValues values,
            Function<int[], Ingredients> ingredients, Stage stage, List<int[]> prompts,
            Optional<CanvasBeginning> beginning) {
        int[] prompt = prompts.getFirst();
        int context = stage.target().config().contextLength();
        beginning.ifPresent(canvas -> method.composition().refuses(canvas, prompt.length).ifPresent(why -> {
            throw new CannotRunException(method.name() + " " + why);
        }));
        try {
            return switch (method.composition()) {
                case CausalComposition(var assembly) -> {
                    requireRoom("the prompt", prompt.length, 1, context, "at least one token to write");
                    CausalParts parts = assembly.assemble(values, ingredients.apply(prompt));
                    yield new CausalDriver(stage, parts, prompt);
                }
                case RaggedComposition(var assembly) -> {
                    List<CausalParts> parts = new ArrayList<>();
                    for (int[] one : prompts) {
                        requireRoom(prompts.size() == 1 ? "the prompt" : "prompt " + (parts.size() + 1), one.length, 1,
                                context, "at least one token to write");
                        parts.add(assembly.assemble(values, ingredients.apply(one)));
                    }
                    yield new RaggedDriver(stage, prompts, parts);
                }
                case DiffusionComposition(var assembly) -> {
                    DiffusionParts parts = assembly.assemble(values, ingredients.apply(prompt));
                    int masks = beginning.map(canvas -> canvas.length() - prompt.length)
                            .orElse(Math.min(parts.length(), stage.maxTokens()));
                    requireRoom("the prompt", prompt.length, masks, context, "a canvas of " + masks + " masks");
                    CanvasBeginning canvas = beginning.orElse(
                            new CanvasBeginning(prompt.length + masks, List.of(), List.of(), 0, 0));
                    canvas.check(prompt.length, stage.target().scorer().vocabSize(),
                            stage.target().config().maskToken());
                    yield new DiffusionDriver(stage, parts, prompt, canvas);
                }
                case EditingComposition(var assembly) -> {
                    EditingParts parts = assembly.assemble(values, ingredients.apply(prompt));
                    CanvasBeginning canvas = beginning.orElseGet(() -> EditingDriver.beginning(parts, prompt.length));
                    int longest = Math.min(parts.longest(), stage.maxTokens());
                    if (canvas.length() - prompt.length > longest) {
                        throw new CannotRunException("the text to begin with has " + (canvas.length() - prompt.length)
                                + " tokens; accepted: at most the longest text, " + longest);
                    }
                    requireRoom("the prompt", prompt.length, longest, context, "a text of " + longest + " tokens");
                    canvas.check(prompt.length, stage.target().scorer().vocabSize(),
                            TraceEvent.CanvasOpened.NO_MASK);
                    yield new EditingDriver(stage, parts, prompt, canvas, longest);
                }
            };
        } catch (IllegalArgumentException e) {
            throw new CannotRunException(e.getMessage()); // parameters that do not fit each other
        }
    }

    private static void requireRoom(String which, int prompt, int needed, int context, String what) {
        if (prompt + (long) needed > context) {
            throw new CannotRunException(which + " has " + prompt + " tokens, which leaves no room for " + what
                    + " in the context of " + context + "; accepted: a prompt of at most "
                    + Math.max(0, context - needed) + " tokens");
        }
    }

    /// One prompt, or those that the text holds where the method decodes several at once.
    private static List<int[]> prompts(DecodingMethod method, RunRequest request, Participant target) {
        if (!request.promptIds().isEmpty()) {
            int[] ids = request.promptIds().stream().mapToInt(Integer::intValue).toArray();
            return List.of(checked(ids, target));
        }
        List<String> texts = method.composition() instanceof RaggedComposition
                ? RaggedComposition.prompts(request.prompt())
                : List.of(request.prompt());
        return texts.stream().map(text -> checked(encoded(text, target), target)).toList();
    }

    /// The token that a person puts behind the prompt.
    private static OptionalInt forced(DecodingMethod method, RunRequest request, Participant target) {
        if (request.fork().isEmpty()) {
            return OptionalInt.empty();
        }
        Fork fork = request.fork().get();
        if (fork.position() != request.promptIds().size()) {
            throw new CannotRunException("the run leaves another one behind " + fork.position() + " tokens and "
                    + request.promptIds().size() + " are given; accepted: as many as that");
        }
        if (!fork.forces()) {
            return OptionalInt.empty();
        }
        int vocab = target.scorer().vocabSize();
        if (fork.forced() < 0 || fork.forced() >= vocab) {
            throw new CannotRunException("the token to be put in is id " + fork.forced() + "; accepted: 0 to "
                    + (vocab - 1));
        }
        if (!(method.composition() instanceof CausalComposition)) {
            throw new CannotRunException(method.name()
                    + " cannot go on behind a token that you put in; accepted: a method that decodes one text from left to right");
        }
        return OptionalInt.of(fork.forced());
    }

    private static int[] encoded(String text, Participant target) {
        try {
            return target.lexicon().encode(text);
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            throw new CannotRunException(e.getMessage());
        }
    }

    private static int[] checked(int[] ids, Participant target) {
        if (ids.length == 0) {
            throw new CannotRunException("the prompt is empty; accepted: text or token ids, at least one");
        }
        int vocab = target.scorer().vocabSize();
        for (int id : ids) {
            if (id < 0 || id >= vocab) {
                throw new CannotRunException("the prompt holds token id " + id + "; accepted: 0 to " + (vocab - 1));
            }
        }
        return ids;
    }

    /// Runs on the caller's thread, to the end. Tells `RunStarted` first and `RunFinished` last, also when the run is cancelled
    /// or fails; a failure of the engine is the run's result, not an exception.
    ///
    /// @throws IllegalStateException when called twice
    public RunStats run() {
        if (!begun.compareAndSet(false, true)) {
            throw new IllegalStateException("a run is carried out once; prepare another");
        }
        narrator.runStarted(settings);
        StopReason reason;
        String message = "";
        try {
            reason = driver.drive();
        } catch (Pacer.Cancelled e) {
            reason = StopReason.CANCELLED;
        } catch (Throwable e) { // also a lack of memory: what was recorded so far is worth keeping
            failure = e;
            reason = StopReason.FAILED;
            message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        }
        RunStats stats = tally.stats();
        narrator.runFinished(reason, message, stats);
        pacer.finish();
        return stats;
    }

    /// Runs on a new daemon thread with this name.
    public Thread start(String name) {
        return Thread.ofPlatform().daemon().name(name).start(this::run);
    }

    /// The prompt as token ids, the begin token included where the tokenizer adds one.
    public List<Integer> promptIds() {
        return IntStream.of(driver.committed().range(0, promptLength)).boxed().toList();
    }

    /// The tokens written, end of text included; complete after the end.
    public int[] outputIds() {
        return driver.committed().range(promptLength, driver.committed().size());
    }

    /// The text of [#outputIds()]: what it adds to the text of the prompt, a space in front included. Broken bytes at either
    /// end become U+FFFD.
    public String text() {
        int[] output = outputIds();
        boolean first = promptIds().stream().allMatch(id -> lexicon.piece(id).bytes().length == 0);
        if (first) {
            return lexicon.decode(output); // the tokenizer's own space before a text is no part of it
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        IntStream.of(output).forEach(id -> bytes.writeBytes(lexicon.piece(id).bytes()));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /// What a run that ended as failed died of; empty for any other.
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }
}
