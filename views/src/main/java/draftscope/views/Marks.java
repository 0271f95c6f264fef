package draftscope.views;

import java.util.List;

/// The signs beside tokens, draft nodes and steps: where breakpoints stopped, and what rules of a person apply to.
public interface Marks {
    /// No sign anywhere.
    Marks NONE = new Marks() {
        @Override
        public List<Mark> token(int position) {
            return List.of();
        }

        @Override
        public List<Mark> node(int step, int node) {
            return List.of();
        }

        @Override
        public List<Mark> step(int step) {
            return List.of();
        }
    };

    /// Of the token of the output at a position.
    ///
    /// @param position in the whole sequence, prompt included; of a diffusion run, on the canvas
    List<Mark> token(int position);

    /// Of a node of a step's draft tree; [Selection.Node#DRAW] is the target's own token.
    List<Mark> node(int step, int node);

    /// Of a whole step.
    List<Mark> step(int step);
}
