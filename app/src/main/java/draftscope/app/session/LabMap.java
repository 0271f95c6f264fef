package draftscope.app.session;

import draftscope.lab.Costs;
import draftscope.lab.Prediction;
import draftscope.lab.Replay;
import draftscope.lab.Rounds;
import draftscope.lab.Shape;
import draftscope.trace.RunSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// What the parts of a run's drafts would have come to, for depth by budget, and what runs of them came to.
///
/// @param rounds   of the run
/// @param rows     numbers of rows over which the target's pass was measured
/// @param cells    depth by depth, in each by rising budget; empty when [Rounds#obstacle()] says why
public record LabMap(Rounds rounds, List<Integer> rows, List<Cell> cells) {
    private static final List<Integer> STEPS = List.of(1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256);
    private static final int EVERY = 10;
    private static final int MOST_DEPTHS = 12;

    /// @param same     a smaller budget keeps the same part of every round
    /// @param run      the run itself has this shape
    /// @param apply    what would make a run have it
    public record Cell(Prediction prediction, boolean same, boolean run, Optional<Measured> measured,
            ShapeParameters apply) {}

    /// Real rounds of a shape beside a prediction that did not know them.
    ///
    /// @param predicted from other rounds: those of all other shapes, or for the run itself every second of its own
    /// @param against   tokens for each second that it is held against
    public record Measured(double tokensPerSecond, int rounds, Prediction predicted, double against) {
        public boolean agrees() {
            return predicted.agrees(against);
        }
    }

    public LabMap {
        rows = List.copyOf(rows);
        cells = List.copyOf(cells);
    }

    /// @param slice    width, order and least probability of all cells
    /// @param measured runs of other shapes, by all their parameters
    static LabMap of(Rounds rounds, RunSettings settings, Shape slice, Map<Map<String, String>, List<Rounds>> measured) {
        if (!rounds.obstacle().isEmpty() || rounds.count() == 0)
            return new LabMap(rounds, List.of(), List.of());
        List<Rounds> all = new ArrayList<>(List.of(rounds));
        measured.values().forEach(all::addAll);
        Costs costs = Costs.of(all);
        Shape own = rounds.shape();
        Map<Map<String, String>, Costs> without = new HashMap<>();
        List<Integer> budgets = values(own.nodes(), EVERY);
        List<Cell> cells = new ArrayList<>();
        for (int depth : values(own.depth(), MOST_DEPTHS)) {
            Shape row = new Shape(depth, slice.width(), 1, slice.order(), slice.leastProbability());
            Prediction before = null;
            for (Prediction prediction : Replay.predict(rounds, costs, row, budgets)) {
                ShapeParameters apply = ShapeParameters.of(settings, own, prediction.shape());
                Map<String, String> key = apply.over(settings);
                boolean whole = prediction.shape().depth() == own.depth() && prediction.shape().nodes() == own.nodes()
                        && slice.width() >= own.width() && slice.leastProbability() == 0;
                boolean run = whole || apply.why().isEmpty() && key.equals(settings.parameters());
                Optional<Measured> real = Optional.empty();
                if (run) {
                    real = Optional.of(halves(rounds, prediction.shape()));
                } else if (apply.why().isEmpty() && measured.containsKey(key)) {
                    Costs others = without.computeIfAbsent(key, any -> Costs.of(except(rounds, measured, key)));
                    Rounds runs = Rounds.together(measured.get(key));
                    real = Optional.of(new Measured(runs.tokensPerSecond(), runs.count(),
                            Replay.predict(rounds, others, row, List.of(prediction.shape().nodes())).getFirst(),
                            runs.tokensPerSecond()));
                }
                cells.add(new Cell(prediction, before != null
                        && before.nodesPerRound() == prediction.nodesPerRound(), run, real, apply));
                before = prediction;
            }
        }
        return new LabMap(rounds, costs.measuredRows(), cells);
    }

    /// The run itself: its even rounds predict its odd ones.
    private static Measured halves(Rounds rounds, Shape shape) {
        Rounds one = rounds.half(false);
        Rounds other = rounds.half(true);
        Prediction predicted = Replay.predict(one, Costs.of(List.of(one)), shape, List.of(shape.nodes())).getFirst();
        return new Measured(rounds.tokensPerSecond(), rounds.count(), predicted, other.tokensPerSecond());
    }

    private static List<Rounds> except(Rounds rounds, Map<Map<String, String>, List<Rounds>> measured,
            Map<String, String> key) {
        List<Rounds> others = new ArrayList<>(List.of(rounds));
        measured.forEach((parameters, runs) -> {
            if (!parameters.equals(key))
                others.addAll(runs);
        });
        return others;
    }

    /// 1 to `most`, thinned out where that is more than `every` numbers.
    private static List<Integer> values(int most, int every) {
        return most <= every
                ? IntStream.rangeClosed(1, most).boxed().toList()
                : IntStream.concat(STEPS.stream().mapToInt(Integer::intValue).filter(n -> n < most), IntStream.of(most))
                        .boxed().toList();
    }
}
