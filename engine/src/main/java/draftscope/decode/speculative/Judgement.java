package draftscope.decode.speculative;

import draftscope.sampling.TokenDistribution;
import draftscope.trace.DraftNode;
import java.util.List;

/// What a verifier decided about the children of one node.
///
/// @param first      place of the first that was tested among the draws; those before it were passed over
/// @param tests      one for each draw tested, in order; the walk descends into the last one if it was accepted
/// @param remaining  when no child was accepted: the law of the token that the target writes instead
/// @param drawnToken when the target has already drawn that token: the token, else [#NOT_DRAWN]
/// @param draw       the uniform number behind `drawnToken`; `NaN` when greedy or not drawn
public record Judgement(int first, List<Test> tests, TokenDistribution remaining, int drawnToken, double draw) {
    public static final int NOT_DRAWN = -1;

    public Judgement {
        tests = List.copyOf(tests);
    }

    /// All draws were tested, from the first on until one was accepted.
    public Judgement(List<Test> tests, TokenDistribution remaining, int drawnToken, double draw) {
        this(0, tests, remaining, drawnToken, draw);
    }

    /// One child is taken without a test.
    ///
    /// @param child its place among the draws
    public static Judgement untested(int child) {
        return new Judgement(child, List.of(new Test(true, Double.NaN, Double.NaN, Double.NaN, Double.NaN, NOT_DRAWN,
                null, Double.NaN)), null, NOT_DRAWN, Double.NaN);
    }

    /// Which of the children was accepted: its place among the draws, or [DraftNode#NONE].
    public int acceptedChild() {
        return !tests.isEmpty() && tests.getLast().accepted() ? first + tests.size() - 1 : DraftNode.NONE;
    }

    /// One child's test. The numbers mean what [draftscope.trace.Verdict] says.
    ///
    /// @param left for a rejection of a ratio rule: what it leaves of the target; else null
    /// @param leftMass mass of `left` before it was made to sum to 1; `NaN` where there is none
    public record Test(boolean accepted, double target, double draft, double threshold, double draw, int drawnToken,
            TokenDistribution left, double leftMass) {}
}
