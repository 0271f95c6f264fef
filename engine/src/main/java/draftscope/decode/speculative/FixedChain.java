package draftscope.decode.speculative;

/// A chain of the same length in every round.
///
/// @param gamma tokens, at least 1
public record FixedChain(int gamma) implements LengthPolicy {
    public FixedChain {
        if (gamma < 1) {
            throw new IllegalArgumentException("a chain has at least 1 token; got " + gamma);
        }
    }

    @Override
    public int maxDepth() {
        return gamma;
    }

    @Override
    public int maxNodes() {
        return gamma;
    }

    @Override
    public int children(DraftTree tree, int index) {
        return 1;
    }
}
