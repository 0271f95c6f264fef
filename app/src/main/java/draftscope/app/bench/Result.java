package draftscope.app.bench;

import draftscope.trace.RunStats;
import java.util.List;
import java.util.function.ToIntFunction;

/// What the runs of one contender counted and took.
///
/// @param counts  one a prompt and seed; the same in every turn
/// @param seconds engine time of all runs together, one a turn
public record Result(Contender contender, List<RunStats> counts, List<Double> seconds) {
    public Result {
        counts = List.copyOf(counts);
        seconds = List.copyOf(seconds);
    }

    /// A count of all runs together.
    public int sum(ToIntFunction<RunStats> count) {
        return counts.stream().mapToInt(count).sum();
    }

    /// The middle one of the turns.
    public double medianSeconds() {
        return seconds.stream().sorted().toList().get(seconds.size() / 2);
    }
}
