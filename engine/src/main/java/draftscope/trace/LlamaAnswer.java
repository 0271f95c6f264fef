package draftscope.trace;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The answer of a llama.cpp server to `/completion` with `n_probs` above 0, whole or as a stream, told as a run.
///
/// Each token becomes a step. The laws are raw where the server gives `logprob`, which is what its softmax made of the logits,
/// and those after its samplers where it gives `prob`: with `post_sampling_probs`, and always before December 2024, when ids were
/// not given either. The answer tells neither entropies nor the prompt's tokens, so nothing is told of them here. Nor does it
/// tell which tokens came from a draft model: where the server used one, any picture of the run would be made up, and the answer
/// is refused.
///
/// The shapes are those of the server's README and of ggml-org/llama.cpp pull requests 4714 (older) and 10783 (newer).
final class LlamaAnswer {
    private static final int MOST_BYTES = 1 << 26;
    private static final String ACCEPTED = "; accepted: an answer asked for with n_probs above 0";
    private static final Pattern FIRST_KEY = Pattern.compile("\\A\\{\\s*\"([a-z_]+)\"");
    private static final Set<String> KEYS = Set.of("index", "content", "tokens", "completion_probabilities", "id_slot",
            "slot_id", "stop", "model", "tokens_predicted", "tokens_evaluated", "generation_settings", "prompt",
            "has_new_line", "truncated", "stop_type", "stopped_eos", "timings", "multimodal");
    /// How the older shape writes a byte that is only part of a character.
    private static final Pattern BYTE = Pattern.compile("\\Abyte: \\\\x([0-9a-fA-F]{2})\\z");
    private static final JsonMapper JSON = JsonMapper.shared();

    private final RecordingReader reader;
    private final List<Answered> tokens = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>(); // of tokens whose id was not told
    private final Set<Integer> named = new HashSet<>();
    private JsonNode last = JSON.createObjectNode();

    /// One token of the answer.
    ///
    /// @param raw   whether the law is that before the samplers
    /// @param told  probability of the token, `NaN` when not told
    /// @param named the tokens of the law
    private record Answered(TokenPiece piece, boolean raw, double told, TopTokens law, List<TokenPiece> named) {}

    private LlamaAnswer(RecordingReader reader) {
        this.reader = reader;
    }

    /// Whether a file that begins like this is such an answer.
    static boolean begins(String start) {
        Matcher key = FIRST_KEY.matcher(start);
        return start.startsWith("data:") || key.find() && KEYS.contains(key.group(1));
    }

    /// @return what is missing of the run, in one sentence; empty when the answer is whole
    static Optional<String> read(InputStream in, RecordingReader reader) throws IOException {
        byte[] bytes = in.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES)
            throw new TraceFormatException(
                    "is an answer of more than " + MOST_BYTES + " bytes; accepted: a shorter one");
        LlamaAnswer answer = new LlamaAnswer(reader);
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.stripLeading().startsWith("data:"))
            answer.stream(text);
        else
            answer.add(parse(text, "the answer"));
        return answer.tell();
    }

    /// Server-sent events; a last one that was cut off is left out.
    private void stream(String text) {
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].strip();
            if (!line.startsWith("data:") || line.equals("data: [DONE]"))
                continue;
            try {
                add(parse(line.substring(5), "line " + (i + 1)));
            } catch (TraceFormatException broken) {
                if (i < lines.length - 1)
                    throw broken;
            }
        }
    }

    private static JsonNode parse(String json, String where) {
        try {
            JsonNode node = JSON.readTree(json);
            if (node.isObject())
                return node;
            throw new TraceFormatException("cannot be shown: " + where + " is no JSON object" + ACCEPTED);
        } catch (JacksonException e) {
            throw new TraceFormatException("cannot be shown: " + where + " is not JSON ("
                    + e.getOriginalMessage().lines().findFirst().orElse("it cannot be parsed") + ")" + ACCEPTED, e);
        }
    }

    private void add(JsonNode part) {
        if (part.has("error"))
            throw new TraceFormatException("is an answer that tells of an error instead of a text" + ACCEPTED);
        last = part;
        JsonNode list = part.path("completion_probabilities");
        for (JsonNode item : list) {
            String path = "completion_probabilities[" + tokens.size() + "]";
            if (!item.isObject())
                throw refusal(path, item, "an object");
            tokens.add(item.has("probs") ? older(path, item) : newer(path, item));
        }
    }

    private Answered older(String path, JsonNode item) {
        String content = text(path + ".content", item.get("content"));
        List<TokenPiece> pieces = new ArrayList<>();
        List<TokenProbability> law = law(path + ".probs", item.get("probs"), pieces);
        TokenPiece own = piece(null, content, null);
        return new Answered(own, false, new TopTokens(law, 0).probability(own.id()), closed(law), pieces);
    }

    private Answered newer(String path, JsonNode item) {
        boolean raw = item.has("logprob");
        List<TokenPiece> pieces = new ArrayList<>();
        String key = raw ? "top_logprobs" : "top_probs";
        List<TokenProbability> law = item.has(key) ? law(path + "." + key, item.get(key), pieces) : List.of();
        TokenPiece own = piece(path, item);
        return new Answered(own, raw, probability(path, item), closed(law), pieces);
    }

    private List<TokenProbability> law(String path, JsonNode list, List<TokenPiece> pieces) {
        if (list == null || !list.isArray())
            throw refusal(path, list, "a list");
        List<TokenProbability> law = new ArrayList<>();
        for (JsonNode item : list) {
            String at = path + "[" + law.size() + "]";
            if (!item.isObject())
                throw refusal(at, item, "an object");
            TokenPiece piece = piece(at, item);
            pieces.add(piece);
            law.add(new TokenProbability(piece.id(), probability(at, item)));
        }
        law.sort((a, b) -> Double.compare(b.probability(), a.probability()));
        return law;
    }

    /// A law with what the tokens that were not listed have together.
    private static TopTokens closed(List<TokenProbability> law) {
        if (law.isEmpty())
            return TopTokens.NOT_CAPTURED;
        double listed = law.stream().mapToDouble(TokenProbability::probability).sum();
        return new TopTokens(law, Math.max(0, 1 - listed));
    }

    private TokenPiece piece(String path, JsonNode item) {
        String name = item.has("tok_str") ? "tok_str" : "token";
        return piece(item.has("id") ? whole(path + ".id", item.get("id")) : null,
                text(path + "." + name, item.get(name)), item.has("bytes") ? bytes(path + ".bytes", item) : null);
    }

    /// @param id    null when it was not told
    /// @param bytes null when they were not told
    private TokenPiece piece(Integer id, String text, byte[] bytes) {
        Matcher part = BYTE.matcher(text);
        byte[] exact = bytes != null
                ? bytes
                : part.find()
                        ? new byte[]{(byte) Integer.parseInt(part.group(1), 16)}
                        : text.getBytes(StandardCharsets.UTF_8);
        int own = id != null ? id : numbers.computeIfAbsent(text, _ -> numbers.size());
        String shown = text.isEmpty() ? "<" + (id == null ? "no text" : id) + ">" : text;
        return new TokenPiece(own, shown, exact, exact.length == 0, id == null);
    }

    private static byte[] bytes(String path, JsonNode item) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (JsonNode each : item.get("bytes")) {
            if (!each.isIntegralNumber() || each.asInt(-1) < 0 || each.asInt(-1) > 255)
                throw refusal(path, each, "whole numbers from 0 to 255");
            bytes.write(each.intValue());
        }
        return bytes.toByteArray();
    }

    private static double probability(String path, JsonNode item) {
        boolean raw = item.has("logprob");
        String name = raw ? "logprob" : "prob";
        JsonNode value = item.get(name);
        if (value == null || !value.isNumber())
            throw refusal(path + "." + name, value, "a number");
        double probability = raw ? Math.exp(value.doubleValue()) : value.doubleValue();
        // The server counts in single precision.
        if (!(probability >= 0 && probability <= 1 + 1e-3))
            throw refusal(path + "." + name, value, raw ? "0 or less" : "0 to 1");
        return Math.min(1, probability);
    }

    private static int whole(String path, JsonNode value) {
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0)
            throw refusal(path, value, "a whole number from 0 to " + Integer.MAX_VALUE);
        return value.intValue();
    }

    private static String text(String path, JsonNode value) {
        if (value == null || !value.isString())
            throw refusal(path, value, "a text");
        return value.stringValue();
    }

    private static TraceFormatException refusal(String path, JsonNode found, String accepted) {
        String text = found == null ? "missing" : found.toString();
        return new TraceFormatException("cannot be shown: " + path + " is "
                + (text.length() <= 60 ? text : text.substring(0, 60) + "...") + "; accepted: " + accepted);
    }

    private Optional<String> tell() {
        if (tokens.isEmpty())
            throw new TraceFormatException("is an answer without completion_probabilities" + ACCEPTED);
        int drafted = last.path("timings").path("draft_n").asInt(0);
        if (drafted > 0)
            throw new TraceFormatException(
                    "is an answer that does not tell which of its tokens came from the server's draft"
                            + " model, which wrote " + drafted + "; accepted: an answer of a server without one");
        int prompt = Math.max(0, last.path("tokens_evaluated").asInt(0));
        accept(seq -> new TraceEvent.RunStarted(seq, 0, settings()));
        List<Note> notes = notes();
        if (!notes.isEmpty())
            accept(seq -> new TraceEvent.Noted(seq, 0, -1, notes));
        for (int i = 0; i < tokens.size(); i++)
            tell(i, prompt + i, tokens.get(i));
        Optional<StopReason> reason = reason();
        reason.ifPresent(why -> accept(seq -> new TraceEvent.RunFinished(seq, 0, why, message(), stats())));
        boolean whole = reason.isPresent() || !last.has("stop") || last.path("stop").asBoolean(false);
        return whole ? Optional.empty() : reader.missing();
    }

    private void tell(int step, int position, Answered token) {
        List<TokenPiece> fresh = new ArrayList<>();
        token.named.stream().filter(piece -> named.add(piece.id())).forEach(fresh::add);
        if (named.add(token.piece.id()))
            fresh.add(token.piece);
        if (!fresh.isEmpty())
            accept(seq -> new TraceEvent.TokensNamed(seq, 0, fresh));
        int id = token.piece.id();
        accept(seq -> new TraceEvent.StepStarted(seq, 0, step, position));
        if (!token.raw)
            accept(seq -> new TraceEvent.Drawn(seq, 0, step,
                    new TargetDraw(DraftNode.ROOT, id, Provenance.TARGET, Double.NaN, token.told, token.law)));
        accept(seq -> new TraceEvent.Committed(seq, 0, step, position, id, Provenance.TARGET, DraftNode.NONE,
                token.raw ? measures(token) : TokenMeasures.NOT_CAPTURED));
    }

    private static TokenMeasures measures(Answered token) {
        List<TokenProbability> law = token.law.tokens();
        int rank = -1;
        for (int i = 0; i < law.size(); i++) {
            if (law.get(i).token() == token.piece.id())
                rank = i;
        }
        double margin = law.size() < 2 ? Double.NaN : law.get(0).probability() - law.get(1).probability();
        return new TokenMeasures(Double.NaN, -Math.log(token.told) / Math.log(2), token.told, margin, rank, token.law);
    }

    private RunSettings settings() {
        JsonNode told = last.path("generation_settings");
        SamplingSettings sampling;
        try {
            sampling = new SamplingSettings(Math.max(0, told.path("temperature").asDouble(0)),
                    Math.max(0, told.path("top_k").asInt(0)), told.path("top_p").asDouble(1),
                    told.path("min_p").asDouble(0));
        } catch (IllegalArgumentException e) {
            throw new TraceFormatException("cannot be shown: generation_settings: " + e.getMessage(), e);
        }
        JsonNode model = told.has("model") ? told.path("model") : last.path("model");
        return new RunSettings("llama-server", "llama.cpp server", "Plain", "", Map.of(), sampling,
                told.path("seed").asLong(0), Math.max(0, told.path("n_predict").asInt(0)),
                new ModelIdentity(model.asString(""), "", 0, 0, 0, 0, 0, 0, ""), Optional.empty(), 0,
                Observation.LIGHT, 0, last.path("prompt").isString() ? last.path("prompt").stringValue() : "",
                "llama.cpp server");
    }

    /// What the server measured of the whole run, which belongs to no token.
    private List<Note> notes() {
        JsonNode timings = last.path("timings");
        List<Note> notes = new ArrayList<>();
        double speed = timings.path("predicted_per_second").asDouble(Double.NaN);
        if (Double.isFinite(speed))
            notes.add(new Note("server", "tokens a second, as the server measured it", List.of(), speed));
        return notes;
    }

    private Optional<StopReason> reason() {
        String type = last.path("stop_type").asString("");
        if (type.equals("limit") || last.path("stopped_limit").asBoolean(false))
            return Optional.of(last.path("truncated").asBoolean(false)
                    ? StopReason.CONTEXT_FULL
                    : StopReason.MAX_TOKENS);
        boolean ended = type.equals("eos") || type.equals("word") || last.path("stopped_eos").asBoolean(false)
                || last.path("stopped_word").asBoolean(false);
        return ended ? Optional.of(StopReason.END_OF_TEXT) : Optional.empty();
    }

    private String message() {
        String word = last.path("stopping_word").asString("");
        return word.isEmpty() ? "" : "stopped before “" + word + "”";
    }

    private RunStats stats() {
        double millis = last.path("timings").path("predicted_ms").asDouble(0);
        long nanos = millis > 0 && millis < 1e12 ? Math.round(millis * 1e6) : 0;
        return new RunStats(0, 0, 0, 0, 0, 0, 0, 0, tokens.size(), List.of(), Map.of(), nanos);
    }

    /// Makes an event from its number.
    @FunctionalInterface
    private interface Numbered {
        TraceEvent at(long seq);
    }

    private void accept(Numbered event) {
        reader.accept(event.at(reader.events()));
    }
}
