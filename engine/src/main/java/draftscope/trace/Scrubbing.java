package draftscope.trace;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/// Takes the text out of a run, so that the rest of it can be shown to others.
///
/// Every token gets another number, the same one wherever it comes, and a made-up name: an id alone would give the text back
/// to anybody who has the tokenizer. Numbers, times, shapes, model names and their hashes stay. Words that a method says about
/// its work stay where their kind is fixed (why drafting ended, what proposed a node, what a note is about); every other text
/// is replaced, also that of fields that a later version adds. Events of unknown kinds keep their kind alone.
///
/// What was said can still be checked by somebody who guesses it and has the models: the probabilities are the true ones.
///
/// One scrubbing serves one run; its events go through in order.
public final class Scrubbing {
    /// Stands for a text that was there.
    public static final String SCRUBBED = "(scrubbed)";

    /// Fields that hold ids of tokens.
    static final Set<String> TOKENS = Set.of("TokenPiece.id", "PromptIngested.tokens", "DraftNode.token",
            "Verdict.drawnToken", "TargetDraw.token", "PlannedToken.token", "Committed.token", "KvChange.token",
            "Note.tokens",
            "CanvasOpened.prompt", "CanvasOpened.maskToken", "Prediction.token", "Prediction.barred",
            "UnmaskChoice.token",
            "CanvasToken.token", "SecondLook.token", "StandingToken.token", "CanvasEdit.token", "CanvasEdit.was",
            "TokenProbability.token",
            "LanePrompt.tokens",
            "LaneOutcome.tokens", "Fork.forced");
    /// Texts that say how a run was made or how its method works, never what it is about.
    static final Set<String> KEPT = Set.of("RunSettings.methodId", "RunSettings.methodName", "RunSettings.family",
            "RunSettings.lossyReason", "RunSettings.engine", "ModelIdentity.architecture", "ModelIdentity.fingerprint",
            "DraftStopped.reason", "Cut.reason", "DraftNode.source", "Note.topic");
    private static final String NUMBERS = "[-+0-9.,:;eE\\s]*|true|false";

    private final BiPredicate<String, String> keptParameter;
    private final Map<Integer, Integer> numbers = new HashMap<>();

    /// @param keptParameter whether a method's parameter, by the method's id and its own name, holds no text of a person; values
    ///                      that are numbers stay in any case
    public Scrubbing(BiPredicate<String, String> keptParameter) {
        this.keptParameter = keptParameter;
    }

    /// A run without its text.
    public List<TraceEvent> apply(List<TraceEvent> events) {
        return events.stream().map(this::apply).toList();
    }

    /// The next event without its text.
    public TraceEvent apply(TraceEvent event) {
        if (event instanceof TraceEvent.Unrecognised unknown)
            return TraceCodec.read("{\"event\":\"" + unknown.kind().replaceAll("[^A-Za-z0-9]", "") + "\",\"seq\":"
                    + unknown.seq() + ",\"nanos\":" + unknown.nanos() + "}");
        return (TraceEvent) record(event);
    }

    private Object record(Object old) {
        if (old instanceof TokenPiece piece)
            return piece(piece);
        RecordShape shape = RecordShape.of(old.getClass());
        Object[] values = new Object[shape.fields().size()];
        for (int i = 0; i < values.length; i++) {
            RecordShape.Field field = shape.fields().get(i);
            values[i] = value(field.path(), field.of(old), old);
        }
        return shape.create(values);
    }

    private Object value(String path, Object value, Object owner) {
        return switch (value) {
            case Integer id when TOKENS.contains(path) -> number(id);
            case String text -> text(path, text);
            case Optional<?> optional -> optional.map(inner -> value(path, inner, owner));
            case List<?> list -> list.stream().map(item -> value(path, item, owner)).toList();
            case Map<?, ?> map when owner instanceof RunSettings settings -> parameters(map, settings);
            case Map<?, ?> map -> times(map);
            case Record inner -> record(inner);
            default -> value;
        };
    }

    private int number(int id) {
        return id < 0 ? id : numbers.computeIfAbsent(id, _ -> numbers.size());
    }

    private TokenPiece piece(TokenPiece old) {
        int number = number(old.id());
        boolean begins = old.bytes().length > 0 && old.bytes()[0] == ' ';
        String name = old.special() || old.bytes().length == 0 ? "<" + number + ">" : (begins ? " w" : "w") + number;
        byte[] bytes = name.startsWith("<") ? new byte[0] : name.getBytes(StandardCharsets.UTF_8);
        return new TokenPiece(number, name, bytes, old.special(), true);
    }

    private static String text(String path, String text) {
        if (text.isEmpty() || KEPT.contains(path))
            return text;
        // A model's name may be the path to it, with a person's name on the way.
        return path.equals("ModelIdentity.name")
                ? text.substring(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1)
                : SCRUBBED;
    }

    private Map<String, String> parameters(Map<?, ?> map, RunSettings settings) {
        Map<String, String> scrubbed = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            String name = (String) key;
            String text = (String) value;
            boolean kept = text.matches(NUMBERS) || keptParameter.test(settings.methodId(), name);
            scrubbed.put(name, kept ? text : SCRUBBED);
        });
        return scrubbed;
    }

    /// Times by the names of phases.
    private static Map<Object, Object> times(Map<?, ?> map) {
        List<String> labels = new ArrayList<>();
        for (Phase phase : Phase.values())
            labels.add(phase.label());
        Map<Object, Object> scrubbed = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            if (labels.contains(key))
                scrubbed.put(key, value);
        });
        return scrubbed;
    }
}
