package draftscope.views.layout;

import draftscope.trace.Metrics;
import draftscope.trace.RunCounts;
import draftscope.views.ComparedRun;
import java.util.List;

/// What a run came to, to be held against others.
///
/// @param accepted share of the drafts that were accepted to at least a depth, index 0 for depth 1; empty for a run that drafts
///                 nothing or does not tell of it
public record RunFigures(ComparedRun run, RunCounts counts, List<Double> accepted) {
    public RunFigures {
        accepted = List.copyOf(accepted);
    }

    /// Of the whole run, as far as it is told.
    public static RunFigures of(ComparedRun run) {
        Metrics metrics = Metrics.of(run.trace(), run.trace().length());
        return new RunFigures(run, metrics.counts(), metrics.depths().stream().map(Metrics.Depth::marginal)
                .filter(share -> !share.isNaN()).toList());
    }

    /// The greatest depth at which any of these drafted; 0 where none did.
    public static int deepest(List<RunFigures> runs) {
        return runs.stream().mapToInt(run -> run.accepted.size()).max().orElse(0);
    }

    /// Tokens for each pass of the target; `NaN` with none.
    public double tokensAPass() {
        return counts.blockEfficiency();
    }

    /// Milliseconds of the engine for each token; `NaN` where time is not told.
    public double millisAToken() {
        return counts.emitted() == 0 || counts.engineNanos() == 0
                ? Double.NaN
                : counts.engineNanos() / 1e6 / counts.emitted();
    }
}
