package draftscope.decode;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The checked values of a method's parameters for one run, by name, as canonical text. Immutable.
public record ParameterValues(Map<String, String> texts) {
    public ParameterValues {
        texts = Map.copyOf(texts);
    }

    /// Standard values, replaced where `given` says otherwise.
    ///
    /// @throws CannotRunException for a name that the method does not have or a value out of range
    static ParameterValues of(DecodingMethod method, Map<String, String> given) {
        Map<String, String> values = new TreeMap<>();
        for (Parameter parameter : method.parameters()) {
            values.put(parameter.name(), parameter.standard());
        }
        for (Map.Entry<String, String> entry : new TreeMap<>(given).entrySet()) {
            Parameter parameter = method.parameters().stream().filter(p -> p.name().equals(entry.getKey())).findFirst()
                    .orElseThrow(() -> new CannotRunException(unknown(method, entry.getKey(), values)));
            try {
                values.put(parameter.name(), parameter.check(entry.getValue()));
            } catch (IllegalArgumentException e) {
                throw new CannotRunException(e.getMessage());
            }
        }
        return new ParameterValues(values);
    }

    private static String unknown(DecodingMethod method, String name, Map<String, String> known) {
        return "method '" + method.id() + "' has no parameter '" + name + "'; "
                + (known.isEmpty() ? "it has none" : "known: " + String.join(", ", known.keySet()));
    }

    /// The value of a [Parameter.Whole].
    public int whole(String name) {
        return Integer.parseInt(text(name));
    }

    /// The value of a [Parameter.Real].
    public double real(String name) {
        return Double.parseDouble(text(name));
    }

    /// The value of a [Parameter.Widths].
    public List<Integer> widths(String name) {
        return Parameter.Widths.parse(text(name));
    }

    /// The value of any parameter, such as a [Parameter.Choice] or a [Parameter.Text].
    public String text(String name) {
        String text = texts.get(name);
        if (text == null) {
            throw new IllegalArgumentException("no parameter '" + name + "'; known: " + texts.keySet());
        }
        return text;
    }
}
