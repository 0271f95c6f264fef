package draftscope.app.session;

import draftscope.lab.Shape;
import draftscope.lab.Shape.Order;
import draftscope.trace.RunSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The parameters by which a method drafts just a part of what a run of it drafted.
///
/// Only for methods of which a smaller draft is a part of a larger one; for the others there is a reason in a sentence.
///
/// @param values by name; empty where there are none
/// @param why    why there are none, in a sentence; empty where there are some
public record ShapeParameters(Map<String, String> values, String why) {
    public ShapeParameters {
        values = Map.copyOf(values);
    }

    /// @param settings of the recorded run
    /// @param own      the shape of the recorded run
    /// @param wanted   the part
    public static ShapeParameters of(RunSettings settings, Shape own, Shape wanted) {
        Map<String, String> now = settings.parameters();
        int length = Math.min(Math.min(wanted.depth(), wanted.nodes()), own.depth());
        return switch (settings.methodId()) {
            case "draft-chain" -> chain(now, length, wanted.leastProbability());
            case "layer-skip" -> with(Map.of("gamma", Integer.toString(length), "confidence",
                    Double.toString(Math.max(wanted.leastProbability(), number(now, "confidence")))));
            case "rapid" -> certain(wanted, settings, Map.of("gamma", Integer.toString(length)));
            case "svip" -> certain(wanted, settings, Map.of("cap", Integer.toString(length)));
            case "draft-tree", "rsd-c" -> certain(wanted, settings, levels(settings, wanted));
            case "dyspec" -> !"budget".equals(now.get("form"))
                    ? without("DySpec by its threshold form has no part that a smaller number of nodes makes.")
                    : wanted.depth() < own.depth() || wanted.width() < own.width()
                            ? without("DySpec chooses depth and width itself; only the budget can be applied.")
                            : wanted.order() == Order.PATH_PROBABILITY
                                    ? without(
                                            "DySpec has its own order; the budget by likeliest path cannot be applied.")
                                    : certain(wanted, settings, Map.of("nodes", Integer.toString(wanted.nodes())));
            default -> without(settings.methodName() + " has no parameters that make a part of its drafts.");
        };
    }

    private static ShapeParameters chain(Map<String, String> now, int length, double least) {
        String adapts = now.getOrDefault("length", "fixed");
        if (!adapts.equals("fixed") && !adapts.equals("confidence"))
            return without(
                    "The length of this run's chains follows what was accepted, so no parameter makes this part.");
        double confidence = Math.max(least, adapts.equals("confidence") ? number(now, "confidence") : 0);
        return with(confidence > 0
                ? Map.of("gamma", Integer.toString(length), "length", "confidence", "confidence",
                        Double.toString(confidence))
                : Map.of("gamma", Integer.toString(length)));
    }

    /// Whole levels, each with so many children at most; empty where the budget ends inside a level.
    private static Map<String, String> levels(RunSettings settings, Shape wanted) {
        List<Integer> widths = Arrays.stream(settings.parameters().get("widths").split(",")).map(String::strip)
                .map(Integer::valueOf).limit(wanted.depth()).map(width -> Math.min(width, wanted.width())).toList();
        List<String> kept = new ArrayList<>();
        long level = 1;
        long nodes = 0;
        for (int width : widths) {
            level *= width;
            if (nodes + level > wanted.nodes()) {
                if (nodes != wanted.nodes() || wanted.order() == Order.PATH_PROBABILITY)
                    return Map.of();
                break;
            }
            nodes += level;
            kept.add(Integer.toString(width));
        }
        return kept.isEmpty() ? Map.of() : Map.of("widths", String.join(",", kept));
    }

    private static ShapeParameters certain(Shape wanted, RunSettings settings, Map<String, String> values) {
        if (wanted.leastProbability() > 0)
            return without(settings.methodName() + " has no least probability, so it cannot be applied.");
        return values.isEmpty()
                ? without(settings.methodName() + " has no budget of nodes: only whole levels can be applied.")
                : with(values);
    }

    private static ShapeParameters with(Map<String, String> values) {
        return new ShapeParameters(values, "");
    }

    private static ShapeParameters without(String why) {
        return new ShapeParameters(Map.of(), why);
    }

    private static double number(Map<String, String> now, String name) {
        return Double.parseDouble(now.getOrDefault(name, "0"));
    }

    /// All parameters of the run, with these in place of its own.
    public Map<String, String> over(RunSettings settings) {
        Map<String, String> all = new TreeMap<>(settings.parameters());
        all.putAll(values);
        return all;
    }
}
