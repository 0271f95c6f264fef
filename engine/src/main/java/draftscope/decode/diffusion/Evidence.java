package draftscope.decode.diffusion;

import draftscope.trace.Note;
import java.util.function.Consumer;

/// Weighs what the model says of a masked position with what it said before. Has a memory; one for each run.
public interface Evidence {
    /// Changes the scores of one position before anything is read from them. Called once a step for every mask of the current
    /// block.
    ///
    /// @param scores `(vocab)`, changed in place; the mask token's is minus infinity
    /// @param notes  takes what is worth telling
    void weigh(int position, float[] scores, Consumer<Note> notes);

    /// Takes the model at its word.
    record None() implements Evidence {
        @Override
        public void weigh(int position, float[] scores, Consumer<Note> notes) {}
    }
}
