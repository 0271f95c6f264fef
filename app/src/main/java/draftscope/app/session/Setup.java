package draftscope.app.session;

import draftscope.app.library.KnownModels;
import draftscope.decode.DecodingMethod;
import draftscope.decode.MethodCatalog;
import draftscope.decode.Parameter;
import draftscope.decode.RunRequest;
import draftscope.trace.Observation;
import draftscope.trace.RunSettings;
import draftscope.trace.SamplingSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableMap;

/// Everything that a person chooses before a run, apart from the models: what will be decoded, and how.
///
/// Values are kept as the text that was typed, right or wrong, so that nothing a person wrote is lost; [#request()] says what
/// is wrong with them.
public final class Setup {
    /// The knobs that every run has, whatever the method. The ranges of temperature and top-k are those of the sliders'
    /// useful part, narrower than what the engine accepts.
    public static final List<Parameter> SAMPLING = List.of(
            new Parameter.Real("temperature", "Temperature", "0 takes the likeliest token each time; higher is bolder.",
                    "",
                    0, 2, 0.8),
            new Parameter.Whole("top-k", "Top-k", "Only the k likeliest tokens stay; 0 turns it off.", "tokens", 0,
                    1000,
                    0),
            new Parameter.Real("top-p", "Top-p",
                    "Only the likeliest tokens that together have this probability stay; 1 turns it off.", "", 0.01, 1,
                    1),
            new Parameter.Real("min-p", "Min-p",
                    "Only tokens with at least this share of the likeliest one's probability stay; 0 turns it off.", "",
                    0,
                    0.99, 0),
            new Parameter.Whole("max-tokens", "Max tokens", "The run ends after this many.", "tokens", 1, 100_000, 200),
            new Parameter.Whole("seed", "Seed", "All randomness follows from it: same setup, same seed, same text.", "",
                    0,
                    Integer.MAX_VALUE, 42));

    private final ObjectProperty<DecodingMethod> method = new SimpleObjectProperty<>();
    private final ObjectProperty<Observation> observation = new SimpleObjectProperty<>(Observation.LIGHT);
    private final StringProperty prompt = new SimpleStringProperty("");
    private final ObservableMap<String, String> sampling = FXCollections.observableHashMap();
    private final Map<String, ObservableMap<String, String>> parameters = new HashMap<>();

    public Setup() {
        SAMPLING.forEach(parameter -> sampling.put(parameter.name(), parameter.standard()));
    }

    public ObjectProperty<DecodingMethod> methodProperty() {
        return method;
    }

    /// How much of the run is captured.
    public ObjectProperty<Observation> observationProperty() {
        return observation;
    }

    public StringProperty promptProperty() {
        return prompt;
    }

    /// The values of [#SAMPLING] by name.
    public ObservableMap<String, String> sampling() {
        return sampling;
    }

    /// The values of a method's own parameters by name. They are remembered while another method is chosen.
    public ObservableMap<String, String> parameters(DecodingMethod of) {
        return parameters.computeIfAbsent(of.id(), id -> {
            ObservableMap<String, String> values = FXCollections.observableHashMap();
            of.parameters().forEach(parameter -> values.put(parameter.name(), parameter.standard()));
            return values;
        });
    }

    /// The values of all methods whose parameters were looked at or changed, by the method's id.
    public Map<String, Map<String, String>> remembered() {
        Map<String, Map<String, String>> all = new TreeMap<>();
        parameters.forEach((id, values) -> all.put(id, Map.copyOf(values)));
        return all;
    }

    /// The run that these choices ask for.
    ///
    /// @throws IllegalArgumentException one sentence about the first value that is out of range
    public RunRequest request() {
        DecodingMethod chosen = method.get();
        Map<String, String> own = new HashMap<>();
        for (Parameter parameter : chosen.parameters()) {
            own.put(parameter.name(), check(parameter, parameters(chosen)));
        }
        SamplingSettings settings = new SamplingSettings(number("temperature"), (int) number("top-k"), number("top-p"),
                number("min-p"));
        return new RunRequest(chosen.id(), own, prompt.get(), List.of(), (int) number("max-tokens"), settings,
                (long) number("seed"), observation.get(), KnownModels.standardThreads());
    }

    /// Takes over how a run was made, so that the next one is like it: method, parameters, sampling and seed. What was typed as
    /// a prompt stays. Values that are no choice here stay as they are.
    void take(RunSettings run) {
        MethodCatalog.all().stream().filter(known -> known.id().equals(run.methodId())).findFirst()
                .ifPresent(known -> {
                    method.set(known);
                    ObservableMap<String, String> own = parameters(known);
                    run.parameters().forEach((name, value) -> own.computeIfPresent(name, (_, _) -> value));
                });
        sampling.put("temperature", plain(run.sampling().temperature()));
        sampling.put("top-k", Integer.toString(run.sampling().topK()));
        sampling.put("top-p", plain(run.sampling().topP()));
        sampling.put("min-p", plain(run.sampling().minP()));
        sampling.put("seed", Long.toString(run.seed()));
    }

    /// As a person would type it: `0.8`, `1`.
    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private double number(String name) {
        Parameter parameter = SAMPLING.stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
        return Double.parseDouble(check(parameter, sampling));
    }

    private static String check(Parameter parameter, Map<String, String> values) {
        String typed = values.getOrDefault(parameter.name(), parameter.standard());
        try {
            return parameter.check(typed);
        } catch (IllegalArgumentException refusal) {
            throw new IllegalArgumentException(parameter.label() + " is “" + typed + "”: " + accepted(refusal) + ".",
                    refusal);
        }
    }

    /// The range in words out of a refusal, such as `a whole number from 1 to 8`.
    public static String accepted(IllegalArgumentException refusal) {
        String message = refusal.getMessage();
        int colon = message.indexOf("accepted: ");
        return colon < 0 ? message : "accepted is " + message.substring(colon + "accepted: ".length());
    }
}
