package draftscope.lab;

/// What a shape would have come to at the places where the recorded rounds began.
///
/// @param tokensPerRound  mean of the accepted tokens and the target's own
/// @param nodesPerRound   mean of the nodes that it sends
/// @param tokensPerSecond all its tokens for all its time, both of these rounds
/// @param rounds          how many rounds stand behind it
/// @param known           how well the cost of the target's passes is known, in the worst of the rounds
public record Prediction(Shape shape, double tokensPerRound, double nodesPerRound, double tokensPerSecond, int rounds,
        Costs.Known known) {
    /// How far a prediction may be off and still agree.
    public static final double TOLERANCE = 0.1;

    /// Whether a measured rate is within [#TOLERANCE] of it.
    public boolean agrees(double measured) {
        return Math.abs(tokensPerSecond - measured) <= TOLERANCE * measured;
    }
}
