package draftscope.decode.speculative;

import java.util.Optional;

/// Never guesses: plain decoding is speculation with nothing to check.
public record NoProposer() implements Proposer {
    @Override
    public int maxDepth() {
        return 0;
    }

    @Override
    public int maxNodes() {
        return 0;
    }

    @Override
    public Optional<DraftStop> extend(DraftTree tree, DraftContext context) {
        return Optional.of(new DraftStop("nothing is drafted", 0, 0));
    }
}
