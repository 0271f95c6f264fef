package draftscope.app.bench;

import draftscope.trace.RunStats;
import java.util.List;
import java.util.function.ToIntFunction;

/// What the runs of one contender counted, wrote and took.
///
/// @param runs    one a prompt and seed; the same in every turn
/// @param seconds engine time of all runs together, one a turn
public record Result(Contender contender, List<Run> runs, List<Double> seconds) {
    /// One text.
    ///
    /// @param asked  whether its task has a right answer
    /// @param right  whether it is that answer
    /// @param bits   what a judge needs for it; `NaN` without a judge
    /// @param judged tokens that the judge read
    /// @param lost   bits given up by writing positions of a list task at once; `NaN` for any other
    public record Run(RunStats counts, boolean asked, boolean right, double bits, int judged, double lost) {}

    public Result {
        runs = List.copyOf(runs);
        seconds = List.copyOf(seconds);
    }

    /// A count of all runs together.
    public int sum(ToIntFunction<RunStats> count) {
        return runs.stream().map(Run::counts).mapToInt(count).sum();
    }

    /// The middle one of the turns.
    public double medianSeconds() {
        return seconds.stream().sorted().toList().get(seconds.size() / 2);
    }

    /// Right answers; of those asked for.
    public double rightShare() {
        return (double) runs.stream().filter(Run::right).count() / runs.stream().filter(Run::asked).count();
    }

    /// Bits given up by writing at once, a text.
    public double lostBits() {
        return runs.stream().mapToDouble(Run::lost).average().orElse(Double.NaN);
    }

    /// Of the texts, by the judge: 2 to the bits a token.
    public double perplexity() {
        double bits = runs.stream().mapToDouble(Run::bits).sum();
        return Math.pow(2, bits / runs.stream().mapToInt(Run::judged).sum());
    }
}
