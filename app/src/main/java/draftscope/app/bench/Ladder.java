package draftscope.app.bench;

import draftscope.decode.DecodingMethod;
import draftscope.decode.Family;
import draftscope.decode.MethodCatalog;
import draftscope.decode.Models;
import draftscope.decode.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// A method from careful to bold: the settings that make it write more at once.
///
/// @param label what people call it
/// @param rungs the first writes the least at once
public record Ladder(String label, List<Contender> rungs) {
    private static final List<String> THRESHOLDS = List.of("0.95", "0.9", "0.7", "0.5", "0.3");
    private static final List<String> ENTROPIES = List.of("0.1", "0.3", "0.5", "1");
    private static final List<String> FACTORS = List.of("0.5", "1", "2", "4");

    public Ladder {
        rungs = List.copyOf(rungs);
    }

    /// One for each diffusion method that the models can serve, and more where a method has several rules. What keeps to a grammar is left
    /// out: an answer to a list task is no text of one.
    ///
    /// @param length tokens of the canvas
    public static List<Ladder> all(Models models, int length) {
        List<Ladder> all = new ArrayList<>();
        all.add(new Ladder("Random order", shares("diffusion-low-confidence[order=chance;steps=", length)));
        for (DecodingMethod method : MethodCatalog.all()) {
            if (method.family() != Family.DIFFUSION || method.missing(models).isPresent() || has(method, "grammar")) {
                continue;
            }
            all.add(of(method, length));
            if (has(method, "factor") && method.id().equals("diffusion-threshold")) {
                all.add(new Ladder(method.name() + ", by factor", each(method.id() + "[rule=factor;factor=", FACTORS)));
                all.add(new Ladder(method.name() + ", by sum", List.of(Contender.parse(method.id() + "[rule=sum]"))));
            }
        }
        return all;
    }

    private static Ladder of(DecodingMethod method, int length) {
        for (String steps : List.of("steps", "rounds")) {
            if (has(method, steps)) {
                return new Ladder(method.name(), shares(method.id() + "[" + steps + "=", length));
            }
        }
        if (has(method, "entropy")) {
            return new Ladder(method.name(), each(method.id() + "[entropy=", ENTROPIES));
        }
        return has(method, "threshold")
                ? new Ladder(method.name(), each(method.id() + "[threshold=", THRESHOLDS))
                : new Ladder(method.name(), List.of(Contender.parse(method.id())));
    }

    /// As many steps as tokens, a half, a third, a quarter, and one.
    private static List<Contender> shares(String begin, int length) {
        return each(begin, IntStream.of(1, 2, 3, 4, length).map(share -> (length + share - 1) / share)
                .distinct().mapToObj(Integer::toString).toList());
    }

    private static List<Contender> each(String begin, List<String> values) {
        return values.stream().map(value -> Contender.parse(begin + value + "]")).toList();
    }

    private static boolean has(DecodingMethod method, String parameter) {
        return method.parameters().stream().map(Parameter::name).anyMatch(parameter::equals);
    }
}
