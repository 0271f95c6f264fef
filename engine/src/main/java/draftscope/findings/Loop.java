package draftscope.findings;

import draftscope.trace.CommittedToken;
import java.util.List;

/// The output repeats itself.
final class Loop implements Rule {
    private static final int LONGEST_PERIOD = 32;
    private static final int LEAST_TOKENS = 24;
    private static final int LEAST_TIMES = 3;

    @Override
    public String id() {
        return "loop";
    }

    @Override
    public String title() {
        return "The text goes round in circles";
    }

    @Override
    public String when() {
        return "A stretch of at most " + LONGEST_PERIOD + " tokens stands at least " + LEAST_TIMES
                + " times in a row, over at least " + LEAST_TOKENS + " tokens.";
    }

    @Override
    public List<Finding> look(Evidence evidence) {
        List<CommittedToken> output = evidence.state().committed();
        int bestFrom = 0;
        int bestLength = 0;
        int bestPeriod = 0;
        for (int period = 1; period <= LONGEST_PERIOD; period++) {
            int same = 0; // tokens up to here that equal the one a period before
            for (int i = period; i < output.size(); i++) {
                same = output.get(i).token() == output.get(i - period).token() ? same + 1 : 0;
                int length = same + period;
                if (length > bestLength && length >= LEAST_TOKENS && length >= LEAST_TIMES * period) {
                    bestLength = length;
                    bestPeriod = period;
                    bestFrom = i - length + 1;
                }
            }
        }
        if (bestLength == 0) {
            return List.of();
        }
        CommittedToken first = output.get(bestFrom);
        return List.of(Finding.ofPosition(this, bestLength + " tokens from token " + (bestFrom + 1)
                + " on are the same " + bestPeriod + (bestPeriod == 1 ? " token" : " tokens")
                + " over and over. Drafts are nearly always right in a loop, so its speed says nothing about other text.",
                Math.min(1, 2.0 * bestLength / output.size()), first.step(), first.position()));
    }
}
