package draftscope.findings;

import draftscope.trace.RunCounts;
import java.util.List;
import java.util.Locale;

/// The draft is nearly never right.
final class Garble implements Rule {
    private static final int LEAST_TESTS = 30;
    private static final double MOST = 0.03;

    @Override
    public String id() {
        return "garble";
    }

    @Override
    public String title() {
        return "The draft is nearly never right";
    }

    @Override
    public String when() {
        return "Less than 3 % of at least " + LEAST_TESTS + " tests pass.";
    }

    @Override
    public List<Finding> look(Evidence evidence) {
        RunCounts counts = evidence.metrics().counts();
        double passed = 1 - (double) counts.rejected() / counts.judged();
        if (counts.judged() < LEAST_TESTS || passed >= MOST) {
            return List.of();
        }
        return List.of(Finding.ofRun(this, String.format(Locale.ROOT,
                "Of %d tests %.1f %% pass. A draft from another vocabulary, wrong positions or a wrong mask look like this; so does a text that the draft was not made for.",
                counts.judged(), 100 * passed), 1 - passed));
    }
}
