package draftscope.audit;

/// Something that an audit found, with its evidence.
///
/// @param step     round in which it shows, or [#NOWHERE] for what only many rounds show
/// @param position index of the token in the whole text, prompt included, or [#NOWHERE]
/// @param sentence the evidence, with its numbers
public record Finding(Fault fault, int step, int position, String sentence) {
    public static final int NOWHERE = -1;
}
