package draftscope.decode.diffusion;

import draftscope.trace.Note;
import draftscope.trace.UnmaskChoice;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// Cuts the canvas where the text is expected to end, so that nothing is spent on what would follow.
public interface EndPolicy {
    /// Whether the masks of later blocks are to be read, too.
    boolean readsAll();

    /// Asked once a step, after positions were chosen; choices behind the cut are dropped.
    ///
    /// @param least   length that holds all that a person locked
    /// @param length  of the canvas now
    /// @param masks   a proposal for every mask that was read, in order of position
    /// @param choices what the step is about to write
    /// @param notes   takes what is worth telling
    /// @return the new length of the canvas, at least `least`, less than now and more than the position of the first mask; empty to leave it
    OptionalInt cut(BlockProgress progress, int least, int length, List<Proposal> masks, List<UnmaskChoice> choices,
            Consumer<Note> notes);

    /// The canvas stays as long as it is.
    record Never() implements EndPolicy {
        @Override
        public boolean readsAll() {
            return false;
        }

        @Override
        public OptionalInt cut(BlockProgress progress, int least, int length, List<Proposal> masks,
                List<UnmaskChoice> choices,
                Consumer<Note> notes) {
            return OptionalInt.empty();
        }
    }
}
