package draftscope.findings;

import draftscope.trace.Metrics;
import java.util.List;
import java.util.Locale;

/// From one depth to the next the draft is suddenly much more often wrong.
final class AcceptanceCliff implements Rule {
    private static final int LEAST_TESTS = 12;
    private static final double FALL = 0.6;

    @Override
    public String id() {
        return "acceptance-cliff";
    }

    @Override
    public String title() {
        return "Acceptance falls off at a depth";
    }

    @Override
    public String when() {
        return "At some depth less than 60 % as many tests pass as one depth higher up, with at least " + LEAST_TESTS
                + " tests at both.";
    }

    @Override
    public List<Finding> look(Evidence evidence) {
        List<Metrics.Depth> depths = evidence.metrics().depths();
        for (int i = 1; i < depths.size(); i++) {
            Metrics.Depth above = depths.get(i - 1);
            Metrics.Depth here = depths.get(i);
            if (above.judged() >= LEAST_TESTS && here.judged() >= LEAST_TESTS
                    && here.conditional() < FALL * above.conditional()) {
                return List.of(Finding.ofRun(this, String.format(Locale.ROOT,
                        "At depth %d only %.0f %% of %d tests pass, at depth %d %.0f %% of %d. Drafting to depth %d may be enough.",
                        i + 1, 100 * here.conditional(), here.judged(), i, 100 * above.conditional(), above.judged(),
                        i),
                        1 - here.conditional() / above.conditional()));
            }
        }
        return List.of();
    }
}
