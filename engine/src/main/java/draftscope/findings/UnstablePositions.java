package draftscope.findings;

import draftscope.trace.CanvasToken;
import draftscope.trace.TraceEvent;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Positions of a canvas that were masked again more than once.
final class UnstablePositions implements Rule {
    private static final int LEAST = 2;

    @Override
    public String id() {
        return "unstable-positions";
    }

    @Override
    public String title() {
        return "Positions that change their mind";
    }

    @Override
    public String when() {
        return "A position was masked again at least twice.";
    }

    @Override
    public List<Finding> look(Evidence evidence) {
        Map<Integer, Integer> times = new TreeMap<>(); // by position
        Map<Integer, Integer> last = new TreeMap<>(); // the step that masked it last
        for (TraceEvent event : evidence.trace().events().subList(0, evidence.state().position())) {
            if (event instanceof TraceEvent.Remasked remasked) {
                for (CanvasToken token : remasked.tokens()) {
                    times.merge(token.position(), 1, Integer::sum);
                    last.put(token.position(), remasked.step());
                }
            }
        }
        Map.Entry<Integer, Integer> worst = times.entrySet().stream().max(Map.Entry.comparingByValue()).orElse(null);
        if (worst == null || worst.getValue() < LEAST) {
            return List.of();
        }
        long unstable = times.values().stream().filter(count -> count >= LEAST).count();
        int canvas = evidence.state().canvas().map(c -> c.length() - c.promptLength()).orElse(1);
        return List.of(Finding.ofPosition(this, unstable + (unstable == 1 ? " position was" : " positions were")
                + " masked again at least twice, the one at " + worst.getKey() + " most often, " + worst.getValue()
                + " times.", Math.min(1, (double) unstable / canvas), last.get(worst.getKey()), worst.getKey()));
    }
}
