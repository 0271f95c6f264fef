package draftscope.app.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// A trend that a paper reports, to be held against what was measured.
///
/// @param says    the trend, in a sentence
/// @param measure the number it speaks of
/// @param order   labels of contenders, best first, neighbours at least as good as each other
public record Claim(String says, Measure measure, List<String> order) {
    public Claim {
        order = List.copyOf(order);
    }

    /// Whether all numbers that it speaks of are there.
    ///
    /// @param results by label
    public boolean measured(Map<String, Result> results) {
        return order.stream().noneMatch(label -> Double.isNaN(measure.of(results.get(label))));
    }

    /// @param results by label
    public boolean holds(Map<String, Result> results) {
        for (int i = 1; i < order.size(); i++) {
            if (!measure.orders(value(results, i - 1), value(results, i))) {
                return false;
            }
        }
        return true;
    }

    /// The numbers in the order of the claim: `2.91 rsd-c, 2.60 draft-chain`.
    public String evidence(Map<String, Result> results) {
        return order.stream()
                .map(label -> String.format(Locale.ROOT, "%.2f `%s`", measure.of(results.get(label)), label))
                .collect(Collectors.joining(", ", measure.label() + ": ", ""));
    }

    private double value(Map<String, Result> results, int place) {
        return measure.of(results.get(order.get(place)));
    }
}
