package draftscope.views;

/// What stands out among tokens and draft nodes, for instance because a filter found it.
public interface Emphasis {
    /// Whether the token of the output at this position does.
    ///
    /// @param position in the whole sequence, prompt included; of a diffusion run, on the canvas
    boolean token(int position);

    /// Whether a node of a step's draft tree does; [Selection.Node#DRAW] is the target's own token.
    boolean node(int step, int node);
}
