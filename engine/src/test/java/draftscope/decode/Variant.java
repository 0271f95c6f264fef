package draftscope.decode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A method of the catalog with parameters to test it with: all standard, or one of them at another value.
record Variant(DecodingMethod method, Map<String, String> parameters) {
    private static final Participant ANY = ToyParticipants.causal(ToyNetwork.hashed(1, 3, 1), 3, 50,
            ToyParticipants.NO_END);

    /// Plain decoding and all speculative methods, exact with their parameters or not.
    static Stream<Variant> ofCausalMethods() {
        return MethodCatalog.all().stream()
                .filter(method -> method.composition() instanceof CausalComposition
                        || method.composition() instanceof RaggedComposition)
                .flatMap(Variant::of);
    }

    /// What a method cannot run without: a source text, over the first three letters, for those that copy one; a grammar of any text
    /// for those whose own are made of words that the toy vocabularies do not have.
    static Map<String, String> needed(DecodingMethod method) {
        if (method.needs().contains(Need.SOURCE_TEXT)) {
            return Map.of("source", "abcacbbaabccab");
        }
        if (method.composition() instanceof EditingComposition) {
            return Map.of("start", "ab");
        }
        boolean limited = method.parameters().stream().anyMatch(parameter -> parameter.name().equals("grammar"));
        return limited ? Map.of("own", "all = /(?s).+/*") : Map.of();
    }

    /// Those whose text has the target's law.
    static Stream<Variant> ofExactCausalMethods() {
        return ofCausalMethods().filter(variant -> variant.method().lossyReason(variant.parameters()).isEmpty());
    }

    /// One for each method that can be exact: with its standard parameters or, where those make it lossy, the first that is exact.
    static Stream<Variant> ofEachExactCausalMethod() {
        return ofExactCausalMethods().collect(Collectors.toMap(Variant::method, variant -> variant,
                (first, other) -> first, LinkedHashMap::new)).values().stream();
    }

    private static Stream<Variant> of(DecodingMethod method) {
        List<Variant> variants = new ArrayList<>(List.of(new Variant(method, needed(method))));
        for (Parameter parameter : method.parameters()) {
            others(parameter).filter(value -> !value.equals(parameter.standard()))
                    .map(value -> new Variant(method, with(needed(method), parameter.name(), value)))
                    .filter(Variant::fits)
                    .forEach(variants::add);
        }
        return variants.stream();
    }

    private static Map<String, String> with(Map<String, String> parameters, String name, String value) {
        Map<String, String> all = new TreeMap<>(parameters);
        if (value.equals("fastest")) {
            all.put("costs", "0.3,1,1.1,1.3,1.8,3"); // measured ones would not be the same twice
        }
        all.put(name, value);
        return all;
    }

    private static Stream<String> others(Parameter parameter) {
        return switch (parameter) {
            case Parameter.Whole p -> Stream.of(p.min(), (p.min() + p.value()) / 2, Math.min(p.max(), 2 * p.value()))
                    .distinct().map(String::valueOf);
            case Parameter.Real p -> Stream.of(p.min(), p.max()).map(String::valueOf);
            case Parameter.Choice p -> p.options().stream();
            case Parameter.Text _ -> Stream.empty();
            case Parameter.Widths _ -> Stream.of("1", "4", "1,1,1,1,1", "2,2,2,2");
        };
    }

    // A value may contradict the standard value of another parameter, which is then said before the run starts.
    private boolean fits() {
        try {
            DecodingRun.prepare(Recording.request(method.id(), parameters, new int[]{1}, 5, Recording.SAMPLED, 1), ANY,
                    Optional.of(ANY), event -> {}, Pacer.unthrottled());
            return true;
        } catch (CannotRunException e) {
            return false;
        }
    }

    boolean standard() {
        return parameters.equals(needed(method));
    }

    @Override
    public String toString() {
        return method.id() + " " + parameters;
    }
}
