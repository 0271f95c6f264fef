package draftscope.findings;

import draftscope.trace.StepSummary;
import java.util.List;
import java.util.Locale;

/// The longer the text, the more often the draft is wrong.
final class LaterDecline implements Rule {
    private static final int LEAST_TESTS = 40;
    private static final double FALL = 0.7;

    @Override
    public String id() {
        return "later-decline";
    }

    @Override
    public String title() {
        return "Acceptance falls as the text grows";
    }

    @Override
    public String when() {
        return "In the second half of the rounds less than 70 % as many tests pass as in the first, with at least "
                + LEAST_TESTS + " tests in each.";
    }

    @Override
    public List<Finding> look(Evidence evidence) {
        List<StepSummary> drafting = evidence.steps().stream().filter(step -> step.judged() > 0).toList();
        int half = drafting.size() / 2;
        List<StepSummary> first = drafting.subList(0, half);
        List<StepSummary> second = drafting.subList(half, drafting.size());
        double before = passed(first);
        double after = passed(second);
        if (tests(first) < LEAST_TESTS || tests(second) < LEAST_TESTS || after >= FALL * before) {
            return List.of();
        }
        return List.of(Finding.ofStep(this, String.format(Locale.ROOT,
                "From round %d on %.0f %% of %d tests pass, before it %.0f %% of %d. The draft model may have seen only short texts, or see less of this one.",
                second.getFirst().step() + 1, 100 * after, tests(second), 100 * before, tests(first)),
                1 - after / before, second.getFirst().step()));
    }

    private static int tests(List<StepSummary> steps) {
        return steps.stream().mapToInt(StepSummary::judged).sum();
    }

    private static double passed(List<StepSummary> steps) {
        return 1 - (double) steps.stream().mapToInt(StepSummary::rejected).sum() / tests(steps);
    }
}
