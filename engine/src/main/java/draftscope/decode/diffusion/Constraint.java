package draftscope.decode.diffusion;

import draftscope.trace.Note;
import draftscope.trace.UnmaskChoice;
import java.util.List;
import java.util.function.Consumer;

/// Says what may stand on a canvas so that it can still be completed. Goes with every other part, since it limits what the model
/// proposes before anything else looks at it. One for each run.
public interface Constraint {
    /// Told once, before decoding.
    ///
    /// @param canvas as the run begins with it
    /// @param from   the first position behind the prompt
    /// @param mask   id of the mask
    /// @throws IllegalArgumentException one sentence, when nothing can complete the canvas
    void begin(int[] canvas, int from, int mask);

    /// Told the canvas of each step, before the first of its positions is limited.
    ///
    /// @param notes takes what is worth telling
    void look(int[] canvas, Consumer<Note> notes);

    /// Sets the scores of what may not stand at a masked position to minus infinity; at least one is left.
    ///
    /// @param scores `(vocab)`, changed in place
    Legal limit(int position, float[] scores);

    /// Those of the choices that can stand together, each taken that can join the ones before it. Each may stand alone, so the first
    /// is among them.
    ///
    /// @param choices best first, not empty
    /// @param notes   takes those that are given up
    List<UnmaskChoice> admit(int[] canvas, List<UnmaskChoice> choices, Consumer<Note> notes);

    /// What limiting took from the law of one position.
    ///
    /// @param mass              probability of what may stand there; `NaN` where nothing is limited
    /// @param barred            the model's first choice where that may not stand there; else [#NOTHING]
    /// @param barredProbability its probability; else `NaN`
    record Legal(double mass, int barred, double barredProbability) {
        public static final int NOTHING = -1;
        /// Nothing is limited.
        public static final Legal ALL = new Legal(Double.NaN, NOTHING, Double.NaN);
    }

    /// Everything may stand anywhere.
    record None() implements Constraint {
        @Override
        public void begin(int[] canvas, int from, int mask) {}

        @Override
        public void look(int[] canvas, Consumer<Note> notes) {}

        @Override
        public Legal limit(int position, float[] scores) {
            return Legal.ALL;
        }

        @Override
        public List<UnmaskChoice> admit(int[] canvas, List<UnmaskChoice> choices, Consumer<Note> notes) {
            return choices;
        }
    }
}
