package draftscope.findings;

import draftscope.trace.DraftNode;
import draftscope.trace.TargetRow;
import draftscope.trace.TraceEvent;
import draftscope.trace.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The draft is much surer, or much less sure, of its first choice than the target in the same place, as when the two are sampled
/// at different temperatures.
final class UnlikeSharpness implements Rule {
    private static final int LEAST_PLACES = 24;
    private static final double LEAST = 0.2;

    @Override
    public String id() {
        return "unlike-sharpness";
    }

    @Override
    public String title() {
        return "Draft and target differ in temperature";
    }

    @Override
    public String when() {
        return "Over at least " + LEAST_PLACES
                + " places the draft gives its first choice on average 0.20 more, or less, than the target gives its own.";
    }

    @Override
    public List<Finding> look(Evidence evidence) {
        Map<Integer, Double> drafts = new HashMap<>(); // by parent node: the draft's probability of its first choice there
        double sum = 0;
        int places = 0;
        for (TraceEvent event : evidence.trace().events().subList(0, evidence.state().position())) {
            switch (event) {
                case TraceEvent.StepStarted _ -> drafts.clear();
                case TraceEvent.Drafted drafted -> {
                    for (DraftNode node : drafted.nodes()) {
                        if (!node.top().tokens().isEmpty()) {
                            drafts.putIfAbsent(node.parent(), node.top().tokens().getFirst().probability());
                        }
                    }
                }
                case TraceEvent.Verified verified -> {
                    for (TargetRow row : verified.rows()) {
                        Double draft = drafts.get(row.node());
                        if (draft != null && !row.top().tokens().isEmpty()) {
                            sum += draft - row.top().tokens().getFirst().probability();
                            places++;
                        }
                    }
                }
                default -> {
                    // Tells of no law.
                }
            }
        }
        double mean = sum / places;
        if (places < LEAST_PLACES || Math.abs(mean) < LEAST) {
            return List.of();
        }
        return List.of(Finding.ofRun(this, String.format(Locale.ROOT,
                "Over %d places the draft gives its first choice %.2f %s than the target gives its own, on average. They may be sampled at different temperatures.",
                places, Math.abs(mean), mean > 0 ? "more" : "less"), Math.min(1, Math.abs(mean))));
    }
}
