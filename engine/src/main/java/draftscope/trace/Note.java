package draftscope.trace;

import java.util.List;

/// One thing that a method tells about how it works: a span it copied from, a row of its window, a path of its search.
///
/// @param topic    what kind of thing it is, the same words for the same kind: `source`, `window`, `pool`, ...
/// @param text     about this one, in a few words; may be empty
/// @param tokens   the tokens it is about, in order
/// @param position where the first of them lies, or is guessed to lie, in the whole sequence, prompt included; [#NOWHERE] when
///                 they lie in no place
/// @param node     the draft node it is about, or [DraftNode#NONE]
/// @param value    a number that goes with it, such as a count or a score; `NaN` when there is none
public record Note(String topic, String text, List<Integer> tokens, int position, int node, double value) {
    /// Stands for the place of tokens that lie in none.
    public static final int NOWHERE = -1;

    public Note {
        tokens = List.copyOf(tokens);
    }

    /// Tokens that lie in no place.
    public Note(String topic, String text, List<Integer> tokens, double value) {
        this(topic, text, tokens, NOWHERE, DraftNode.NONE, value);
    }
}
