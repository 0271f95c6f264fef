package draftscope.decode.diffusion;

import java.util.List;

/// Masks tentative tokens of the current block again, so that the model may think better of them.
public interface RemaskPolicy {
    /// @param tentative what stands unmasked in the current block, in order of position, with the confidence it was taken at
    /// @return positions to mask again, in order; empty for none
    List<Integer> remask(BlockProgress progress, List<Proposal> tentative);

    /// Never: a token stays once it is written.
    record Never() implements RemaskPolicy {
        @Override
        public List<Integer> remask(BlockProgress progress, List<Proposal> tentative) {
            return List.of();
        }
    }
}
