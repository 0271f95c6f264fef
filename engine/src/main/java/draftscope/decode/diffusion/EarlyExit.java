package draftscope.decode.diffusion;

import draftscope.trace.Note;
import draftscope.trace.UnmaskChoice;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Ends a run before its last mask was asked for: fills all masks of the canvas at once where that seems safe. May have a memory;
/// one for each run.
public interface EarlyExit {
    /// Whether the masks of later blocks are to be read, too.
    boolean readsAll();

    /// Asked once a step, after the model was read.
    ///
    /// @param masks a proposal for every mask that was read, in order of position
    /// @param notes takes what is worth telling
    /// @return a choice for each of them, best first; empty to go on
    Optional<List<UnmaskChoice>> fill(List<Proposal> masks, Consumer<Note> notes);

    /// Every block is filled by the unmask policy.
    record Never() implements EarlyExit {
        @Override
        public boolean readsAll() {
            return false;
        }

        @Override
        public Optional<List<UnmaskChoice>> fill(List<Proposal> masks, Consumer<Note> notes) {
            return Optional.empty();
        }
    }
}
