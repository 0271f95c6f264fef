package draftscope.views;

import draftscope.trace.KvOwner;

/// The one thing that a person has selected. All views share it, so that selecting in one selects everywhere.
public sealed interface Selection {
    /// Nothing is selected; the inspector then tells of the newest token.
    record None() implements Selection {}

    /// A committed token, by its index among the committed ones.
    record Token(int index) implements Selection {}

    /// A token of the prompt.
    record PromptToken(int index) implements Selection {}

    /// A stretch of the running text, both ends included, prompt and canvas counted: positions in the whole sequence.
    record Tokens(int from, int to) implements Selection {}

    /// A node of a step's draft tree: [#ROOT], a draft node's index, or [#DRAW] for the target's own token.
    record Node(int step, int node) implements Selection {
        /// The last committed token, from which the tree hangs.
        public static final int ROOT = 0;
        /// The target's own token at the end of the step: correction, bonus or plain.
        public static final int DRAW = -2;
    }

    /// A cell of a KV cache.
    record Cell(KvOwner owner, int slot) implements Selection {}

    /// A position of the canvas as it stood in a row of the steps x positions grid.
    record CanvasPosition(int row, int position) implements Selection {}

    /// One of several texts that are decoded at once, from 1 on.
    record Lane(int number) implements Selection {}

    /// A whole step.
    record Step(int step) implements Selection {}

    /// A range of steps, both ends included.
    record Steps(int from, int to) implements Selection {
        /// The range between two steps, whichever comes first.
        public static Steps between(int one, int other) {
            return new Steps(Math.min(one, other), Math.max(one, other));
        }
    }

    /// Nothing selected.
    static Selection none() {
        return new None();
    }
}
