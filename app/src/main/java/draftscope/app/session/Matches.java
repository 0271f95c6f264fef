package draftscope.app.session;

import draftscope.query.Condition;
import draftscope.query.Item;
import draftscope.query.Items;
import java.util.Arrays;
import java.util.BitSet;
import java.util.OptionalInt;

/// What a condition found in a trace, in the order of the run. Immutable.
public final class Matches {
    private final Condition condition;
    private final Items items;
    private final int[] found; // rising indices of items
    private final BitSet foundItems = new BitSet();
    private final int[] positions; // of the output's tokens among them, rising

    Matches(Condition condition, Items items, int[] found) {
        this.condition = condition;
        this.items = items;
        this.found = found;
        for (int item : found)
            foundItems.set(item);
        // A file may name any position, so no table is as long as the highest.
        positions = Arrays.stream(found).mapToObj(items::get).filter(item -> item.output() >= 0)
                .mapToInt(Item::position).sorted().toArray();
    }

    public Condition condition() {
        return condition;
    }

    public int size() {
        return found.length;
    }

    /// The match with this number, from 0.
    public Item get(int match) {
        return items.get(found[match]);
    }

    /// The words of a match's token.
    public String text(int match) {
        return items.text(get(match).token());
    }

    /// Whether the token of the output at a position of the sequence is among them.
    public boolean token(int position) {
        return Arrays.binarySearch(positions, position) >= 0;
    }

    /// Whether a draft node is among them, or for [draftscope.trace.DraftNode#NONE] the step's first token that nothing drafted.
    public boolean node(int step, int node) {
        OptionalInt item = items.ofNode(step, node);
        return item.isPresent() && foundItems.get(item.getAsInt());
    }

    /// Where a match stands among all that was asked.
    public int item(int match) {
        return found[match];
    }

    /// The number of the match that stands there; -1 where none does.
    public int number(int item) {
        return Math.max(-1, Arrays.binarySearch(found, item));
    }

    /// The next match behind a token of the output or a node, or before it; from the last on to the first, and back.
    ///
    /// @param item where to begin, not counted itself
    public int beside(int item, boolean forward) {
        int at = Arrays.binarySearch(found, item);
        int next = forward ? at < 0 ? -at - 1 : at + 1 : (at < 0 ? -at - 1 : at) - 1;
        return Math.floorMod(next, found.length);
    }

    /// Where a token of the output stands among all that was asked.
    public OptionalInt itemOfOutput(int index) {
        return items.ofOutput(index);
    }

    /// Where a node stands among all that was asked.
    public OptionalInt itemOfNode(int step, int node) {
        return items.ofNode(step, node);
    }

    /// The first of a step among all that was asked.
    public int itemOfStep(int step) {
        return items.firstFrom(step);
    }
}
