package draftscope.decode.diffusion;

import draftscope.trace.UnmaskChoice;
import java.util.List;

/// Chooses which masked positions of the current block take their proposed token. A pure function.
public interface UnmaskPolicy {
    /// @param eligible a proposal for every mask of the current block, in order of position; not empty
    /// @return at least one choice, each among the eligible, best first
    List<UnmaskChoice> choose(BlockProgress progress, List<Proposal> eligible);
}
