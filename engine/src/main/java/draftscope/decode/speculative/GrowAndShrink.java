package draftscope.decode.speculative;

import java.util.Optional;

/// Two tokens more after a round whose draft was accepted whole, one less after any other; never less than 1.
///
/// Source: the heuristic schedule of Hugging Face's assisted generation (2023, its published code). Rounds without a draft
/// change nothing.
final class GrowAndShrink implements LengthPolicy {
    private final int most;
    private int length;

    /// @param first length in the first round
    /// @param most  longest chain
    GrowAndShrink(int first, int most) {
        this.most = most;
        length = first;
    }

    @Override
    public int maxDepth() {
        return most;
    }

    @Override
    public int maxNodes() {
        return most;
    }

    @Override
    public int children(DraftTree tree, int index) {
        return 1;
    }

    @Override
    public Optional<DraftStop> stop(DraftTree tree, DraftLaw last) {
        return tree.levels() >= length
                ? Optional.of(new DraftStop("the length that past rounds suggest", tree.levels(), length))
                : Optional.empty();
    }

    @Override
    public void observe(Acceptance acceptance) {
        length = acceptance.accepted().size() == acceptance.tree().size()
                ? Math.min(most, length + 2)
                : Math.max(1, length - 1);
    }
}
