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
/// @param obstacle why there are no cells, in a sentence; empty when there are some
/// @param rows     numbers of rows over which the target's pass was measured
/// @param cells    depth by depth, in each by rising budget
public record LabMap(Rounds rounds, String obstacle, List<Integer> rows, List<Cell> cells) {
    private static final List<Integer> STEPS = List.of(1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256);
    private static final int EVERY = 10;
    private static final int MOST_DEPTHS = 12;

    /// @param same     a smaller budget keeps the same part of every round
    /// @param run      the run itself has this shape
    /// @param apply    what would make a run have it
    public record Cell(Prediction prediction, boolean same, boolean run, Optional<Measured> measured,
            ShapeParameters apply) {}

    /// Real rounds of a shape beside a prediction that did not know their times.
    ///
    /// @param predicted by the times of other rounds: those of all other shapes, or of every second recorded round
    /// @param against   tokens for each second that it is held against
    /// @param halves    whether half of the recorded rounds predicted the other half
    public record Measured(double tokensPerSecond, int rounds, Prediction predicted, double against, boolean halves) {
        public boolean agrees() {
            return predicted.agrees(against);
        }
    }

    public LabMap {
        rows = List.copyOf(rows);
        cells = List.copyOf(cells);
    }

    /// No map, and why.
    static LabMap without(Rounds rounds, String obstacle) {
        return new LabMap(rounds, obstacle, List.of(), List.of());
    }

    /// @param slice    width, order and least probability of all cells
    /// @param measured runs that measured shapes, by all their parameters
    static LabMap of(Rounds rounds, RunSettings settings, Shape slice,
            Map<Map<String, String>, List<Rounds>> measured) {
        if (!rounds.obstacle().isEmpty())
            return without(rounds, rounds.obstacle());
        Costs costs = Costs.of(costed(rounds, measured, Map.of()));
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
                Map<String, String> of = run ? settings.parameters() : key;
                if ((run || apply.why().isEmpty()) && measured.containsKey(of)) {
                    Costs others = without.computeIfAbsent(of, any -> Costs.of(costed(rounds, measured, of)));
                    Rounds runs = Rounds.together(measured.get(of));
                    real = Optional.of(new Measured(runs.tokensPerSecond(), runs.count(),
                            Replay.predict(rounds, others, row, List.of(prediction.shape().nodes())).getFirst(),
                            runs.tokensPerSecond(), false));
                } else if (run) {
                    real = Optional.of(halves(rounds, prediction.shape()));
                }
                cells.add(new Cell(prediction, before != null
                        && before.nodesPerRound() == prediction.nodesPerRound(), run, real, apply));
                before = prediction;
            }
        }
        return new LabMap(rounds, "", costs.measuredRows(), cells);
    }

    /// The run itself: its even rounds predict its odd ones.
    private static Measured halves(Rounds rounds, Shape shape) {
        Rounds one = rounds.half(false);
        Rounds other = rounds.half(true);
        Prediction predicted = Replay.predict(one, Costs.of(List.of(one)), shape, List.of(shape.nodes())).getFirst();
        return new Measured(rounds.tokensPerSecond(), rounds.count(), predicted, other.tokensPerSecond(), true);
    }

    /// Whose times count: runs that measured shapes, but those of one; where there are none, the recorded run. A recorded run may
    /// have been the first after the start, and slower than any that was measured, so the two are not mixed.
    private static List<Rounds> costed(Rounds rounds, Map<Map<String, String>, List<Rounds>> measured,
            Map<String, String> without) {
        List<Rounds> runs = new ArrayList<>();
        measured.forEach((parameters, some) -> {
            if (!parameters.equals(without))
                runs.addAll(some);
        });
        return runs.isEmpty() ? List.of(rounds) : runs;
    }

    /// 1 to `most`, thinned out where that is more than `every` numbers.
    private static List<Integer> values(int most, int every) {
        return most <= every
                ? IntStream.rangeClosed(1, most).boxed().toList()
                : IntStream.concat(STEPS.stream().mapToInt(Integer::intValue).filter(n -> n < most), IntStream.of(most))
                        .boxed().toList();
    }
}
