package draftscope.app.bench;

import draftscope.trace.RunStats;
import java.util.function.ToDoubleFunction;

/// Numbers by which methods are compared.
public enum Measure {
    /// Block efficiency.
    TOKENS_A_TARGET_PASS("tokens a target pass", true, r -> (double) r.sum(RunStats::emitted)
            / r.sum(RunStats::targetForwards)), DRAFTED_A_PASS("drafted a pass", false,
                    r -> (double) r.sum(RunStats::drafted) / r.sum(RunStats::targetForwards)),
    /// Of the drafted tokens, those never judged included; `NaN` where nothing was drafted.
    ACCEPTED_OF_DRAFTED("accepted of drafted", true, r -> (double) r.sum(RunStats::accepted)
            / r.sum(RunStats::drafted)), DRAFT_PASSES_A_TOKEN("draft passes a token", false,
                    r -> (double) r.sum(RunStats::draftForwards)
                            / r.sum(RunStats::emitted)), TOKENS_A_SECOND("tokens/s", true,
                                    r -> r.sum(RunStats::emitted)
                                            / r.medianSeconds()), STEPS_A_TEXT("steps a text", false,
                                                    r -> (double) r.sum(RunStats::rounds)
                                                            / r.runs().size()), FORWARDS_A_TEXT("forwards a text",
                                                                    false, r -> (double) r.sum(RunStats::targetForwards)
                                                                            / r.runs().size()),
    /// Of the tasks with a known answer; `NaN` where there is none.
    RIGHT("right answers", true, Result::rightShare),
    /// Of what was written, by a model that did not write it; `NaN` without one.
    PERPLEXITY("perplexity", false, Result::perplexity),
    /// Of list tasks: the total correlation of what was written at once; `NaN` for any other.
    LOST_BITS("bits lost", false, Result::lostBits);

    private final String label;
    private final boolean moreIsBetter;
    private final ToDoubleFunction<Result> of;

    Measure(String label, boolean moreIsBetter, ToDoubleFunction<Result> of) {
        this.label = label;
        this.moreIsBetter = moreIsBetter;
        this.of = of;
    }

    public String label() {
        return label;
    }

    public double of(Result result) {
        return of.applyAsDouble(result);
    }

    /// Whether `one` is at least as good as `other`.
    public boolean orders(double one, double other) {
        return moreIsBetter ? one >= other : one <= other;
    }
}
