package draftscope.query;

import draftscope.query.Item.StepFacts;
import draftscope.trace.DraftNode;
import draftscope.trace.StepSummary;
import draftscope.trace.TokenPiece;
import draftscope.trace.TraceEvent;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// All tokens of the output and all draft nodes of a trace, in the order in which they came: of each step first its nodes,
/// then the tokens that nothing drafted. A node that became output is one item and not two.
///
/// Immutable, for any thread.
public final class Items {
    private final List<Item> all;
    private final List<StepFacts> steps;
    private final List<Integer> outputs; // (output index) -> item
    private final Map<Integer, TokenPiece> pieces;

    Items(List<Item> all, List<StepFacts> steps, List<Integer> outputs, Map<Integer, TokenPiece> pieces) {
        this.all = List.copyOf(all);
        this.steps = List.copyOf(steps);
        this.outputs = List.copyOf(outputs);
        this.pieces = pieces;
    }

    /// The items of a trace; [ItemReader] follows one that grows.
    ///
    /// @param events as [draftscope.trace.Trace#events()] gives them: checked
    /// @param steps  what each step came to, by its number
    public static Items of(List<TraceEvent> events, List<StepSummary> steps) {
        return new ItemReader().read(events, steps);
    }

    public int size() {
        return all.size();
    }

    public Item get(int index) {
        return all.get(index);
    }

    /// The item of a token of the output.
    public OptionalInt ofOutput(int index) {
        return index < 0 || index >= outputs.size() ? OptionalInt.empty() : OptionalInt.of(outputs.get(index));
    }

    /// The item of a draft node, or with [DraftNode#NONE] of the first token of the step that nothing drafted.
    public OptionalInt ofNode(int step, int node) {
        int low = firstFrom(step);
        for (int i = low; i < all.size() && all.get(i).facts().step() == step; i++) {
            if (all.get(i).node() == node)
                return OptionalInt.of(i);
        }
        return OptionalInt.empty();
    }

    /// The first item of a step, or of the one after it where it has none; [#size()] behind the last.
    public int firstFrom(int step) {
        int low = 0;
        int high = all.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (all.get(middle).facts().step() < step)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// The text that patterns look into: what the token adds to the output, or the name of one that has no text of its own or
    /// holds no whole characters.
    public String text(int token) {
        return text(pieces, token);
    }

    static String text(Map<Integer, TokenPiece> pieces, int token) {
        TokenPiece piece = pieces.get(token);
        if (piece == null)
            return "<" + token + ">";
        byte[] bytes = piece.bytes();
        if (piece.special() || bytes.length == 0)
            return piece.piece();
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException partOfACharacter) {
            return piece.piece();
        }
    }

    List<StepFacts> steps() {
        return steps;
    }

    List<Item> of(StepFacts step) {
        return all.subList(step.first(), step.end());
    }

    /// Where each token of the output stands among the items.
    List<Integer> outputs() {
        return outputs;
    }
}
