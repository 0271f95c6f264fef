package draftscope.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What the parts of a round cost on this machine, by the times that the rounds themselves tell.
///
/// A draft pass costs the mean of the passes of its number: the first one reads what the last round added, too. The target's pass
/// costs the mean of the passes over so many rows; between two numbers of rows that were measured it lies on the line between
/// them, and beyond them on the line through the nearest two, falling nowhere. With one number of rows alone, any number is
/// taken to cost the same. The rest of a round is one mean. Immutable.
public final class Costs {
    private final TreeMap<Integer, Mean> passes = new TreeMap<>();
    private final TreeMap<Integer, Mean> target = new TreeMap<>();
    private final Mean rest = new Mean();

    /// How well a cost is known.
    public enum Known {
        MEASURED, BETWEEN, BEYOND;

        Known and(Known other) {
            return compareTo(other) >= 0 ? this : other;
        }
    }

    /// @param nanos at least 0
    record Cost(double nanos, Known known) {}

    private static final class Mean {
        private double sum;
        private int count;

        void add(double value) {
            sum += value;
            count++;
        }

        double value() {
            return count == 0 ? 0 : sum / count;
        }
    }

    private Costs() {}

    /// Of all rounds of some runs with the same models on the same machine.
    public static Costs of(List<Rounds> runs) {
        Costs costs = new Costs();
        for (Rounds run : runs) {
            for (Round round : run.all()) {
                round.passNanos().forEach(
                        (pass, nanos) -> costs.passes.computeIfAbsent(pass, any -> new Mean()).add(nanos));
                costs.target.computeIfAbsent(round.rows(), any -> new Mean()).add(round.targetNanos());
                costs.rest.add(round.restNanos());
            }
        }
        return costs;
    }

    /// Numbers of rows for which the target's pass was measured, the fewest first.
    public List<Integer> measuredRows() {
        return new ArrayList<>(target.keySet());
    }

    double pass(int number) {
        Map.Entry<Integer, Mean> known = passes.floorEntry(number);
        return known == null ? 0 : known.getValue().value();
    }

    double rest() {
        return rest.value();
    }

    Cost target(int rows) {
        Mean exact = target.get(rows);
        if (exact != null)
            return new Cost(exact.value(), Known.MEASURED);
        if (target.isEmpty())
            return new Cost(0, Known.BEYOND);
        if (target.size() == 1)
            return new Cost(target.firstEntry().getValue().value(), Known.BEYOND);
        Integer below = target.lowerKey(rows);
        Integer above = target.higherKey(rows);
        if (below != null && above != null)
            return new Cost(line(below, above, rows), Known.BETWEEN);
        if (below == null)
            return new Cost(
                    Math.max(0, Math.min(target.get(above).value(), line(above, target.higherKey(above), rows))),
                    Known.BEYOND);
        return new Cost(Math.max(target.get(below).value(), line(target.lowerKey(below), below, rows)), Known.BEYOND);
    }

    private double line(int from, int to, int rows) {
        double start = target.get(from).value();
        return start + (target.get(to).value() - start) * (rows - from) / (to - from);
    }
}
