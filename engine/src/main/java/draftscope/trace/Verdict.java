package draftscope.trace;

/// What became of a draft node, with every number that the rule put in.
///
/// For [Rule#RATIO], the recursive rules and [Rule#K_SEQ] the node is accepted when `draw < threshold`, and
/// `threshold = min(1, target / draft)`. A node that was drawn several times is tested several times: the numbers are those of
/// the test that accepted it, else of the first. For the match rules `drawnToken` decides and `draw` is the uniform behind it.
/// [Rule#BEST_DRAFT] tests nothing: what it takes is accepted, and everything else is not reached.
///
/// @param target     what the rule compared: the target's probability of the token, after earlier siblings' rejections took
///                   their share, R(y)
/// @param draft      what it was divided by: the draft's probability when the token was drawn, D(y); rho times it for K-SEQ
/// @param threshold  acceptance probability, in 0 to 1
/// @param draw       the uniform number in [0, 1); `NaN` where none was needed
/// @param drawnToken the target's own token for the match rules, else -1
/// @param targetProbability the target's probability of the token before any sibling was tested, p(y)
/// @param blockedBy  for [Outcome#NOT_REACHED]: the node whose verdict kept the walk away (the ancestor that was rejected,
///                   or the sibling that was accepted); else [DraftNode#NONE]
/// @param residual   for a rejection: what is left of the target after it, likeliest tokens first
/// @param residualMass for a rejection: mass of max(0, target - draft) before it was made to sum to 1; for K-SEQ only with the
///                   last rejection, the chance that no draw is accepted
public record Verdict(int node, Outcome outcome, Rule rule, double target, double draft, double threshold, double draw,
        int drawnToken, double targetProbability, int blockedBy, TopTokens residual, double residualMass) {

    public enum Outcome {
        ACCEPTED, REJECTED, NOT_REACHED
    }
}
