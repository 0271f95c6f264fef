package draftscope.findings;

import draftscope.trace.TimeLedger;
import draftscope.trace.TimeSlice;
import java.util.List;
import java.util.Locale;

/// Copying the winners of a round together takes a large part of the time.
final class CostlyCopy implements Rule {
    private static final double LEAST = 0.2;
    private static final int LEAST_TOKENS = 16;

    @Override
    public String id() {
        return "costly-copy";
    }

    @Override
    public String title() {
        return "The cache is copied too much";
    }

    @Override
    public String when() {
        return "At least 20 % of the engine's time goes into copying cells of the cache, over at least " + LEAST_TOKENS
                + " tokens.";
    }

    @Override
    public List<Finding> look(Evidence evidence) {
        TimeLedger ledger = evidence.ledger();
        double share = (double) ledger.nanos(TimeSlice.KV_COPY) / ledger.totalNanos();
        if (!ledger.divided() || ledger.tokens() < LEAST_TOKENS || !(share >= LEAST)) {
            return List.of();
        }
        return List.of(Finding.ofRun(this, String.format(Locale.ROOT,
                "%.0f %% of the engine's time went into copying the winners of each round together. A narrower tree copies less.",
                100 * share), Math.min(1, share)));
    }
}
