package draftscope.findings;

import draftscope.trace.Metrics;
import java.util.List;

/// Beyond some depth nothing that was drafted ever became output.
final class UselessDepth implements Rule {
    private static final int LEAST_ROUNDS = 12;

    @Override
    public String id() {
        return "useless-depth";
    }

    @Override
    public String title() {
        return "Deep drafts never help";
    }

    @Override
    public String when() {
        return "In at least " + LEAST_ROUNDS + " drafting rounds nothing beyond some depth was accepted.";
    }

    @Override
    public List<Finding> look(Evidence evidence) {
        Metrics metrics = evidence.metrics();
        int deepest = metrics.depths().size();
        int useful = deepest;
        while (useful > 0 && metrics.depths().get(useful - 1).accepted() == 0) {
            useful--;
        }
        // Where nothing is accepted at all, another rule speaks.
        if (!metrics.captured() || metrics.draftingRounds() < LEAST_ROUNDS || useful == 0 || useful == deepest) {
            return List.of();
        }
        return List.of(Finding.ofRun(this, "Nothing beyond depth " + useful + " was accepted in "
                + metrics.draftingRounds() + " rounds, yet the draft goes to depth " + deepest
                + ". A shorter draft would lose nothing here.", (double) (deepest - useful) / deepest));
    }
}
