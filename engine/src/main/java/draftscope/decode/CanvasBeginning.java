package draftscope.decode;

import draftscope.trace.BlockSpan;
import draftscope.trace.CanvasState;
import draftscope.trace.Provenance;
import draftscope.trace.StandingToken;
import draftscope.trace.TraceEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The canvas that a diffusion run begins with when it leaves another one: what stands there, masks elsewhere.
///
/// Nothing but masks is ever asked of the model, and a locked token is no candidate of any remasking, so what stands here goes
/// through every method alike. Where nothing was masked again, the block that was being filled goes on with its schedule: the
/// run then does what the other one did from there on, as far as its method keeps nothing else in mind from step to step.
///
/// @param length      positions, prompt included
/// @param standing    by rising position, behind the prompt
/// @param blocks      as the other run had cut them; empty to have the method cut the canvas anew
/// @param stepsBefore steps that the first block with a mask has had; 0 for a block that begins anew
/// @param masksBefore masks that this block began with; counts with `stepsBefore` above 0 only
public record CanvasBeginning(int length, List<StandingToken> standing, List<BlockSpan> blocks, int stepsBefore,
        int masksBefore) {
    public CanvasBeginning {
        standing = List.copyOf(standing);
        blocks = List.copyOf(blocks);
    }

    /// A canvas as it stands between two steps of its run.
    public static CanvasBeginning of(CanvasState canvas) {
        List<StandingToken> standing = new ArrayList<>();
        List<Integer> places = canvas.text();
        for (int i = 0; i < places.size(); i++) {
            int place = places.get(i);
            // Where places came and went, the branch numbers those that are left anew.
            int position = canvas.promptLength() + i;
            if (!canvas.masked(place)) {
                standing.add(canvas.standing(place).map(token -> token.at(position)).orElseGet(() -> StandingToken
                        .takenOver(position, canvas.token(place), canvas.confidence(place))));
            }
        }
        CanvasState.Begun begun = canvas.begun();
        return new CanvasBeginning(canvas.promptLength() + places.size(), standing, canvas.blocks(), begun.steps(),
                begun.masks());
    }

    /// With a token at its position, whatever stands there.
    public CanvasBeginning putting(StandingToken token) {
        List<StandingToken> next = without(token.position());
        next.add(token);
        next.sort(Comparator.comparingInt(StandingToken::position));
        CanvasBeginning put = new CanvasBeginning(length, next, blocks, stepsBefore, masksBefore);
        // A schedule belongs to its block.
        return put.firstOpen() == firstOpen() ? put : new CanvasBeginning(length, next, blocks, 0, 0);
    }

    /// The first block with a mask, or the number of blocks.
    private int firstOpen() {
        int block = 0;
        while (block < blocks.size() && full(blocks.get(block)))
            block++;
        return block;
    }

    private boolean full(BlockSpan span) {
        return standing.stream().filter(token -> token.position() >= span.from() && token.position() < span.to())
                .count() == span.to() - span.from();
    }

    /// With a mask; the first block that holds one then begins its schedule anew, so that there are steps for it.
    public CanvasBeginning masking(int position) {
        return new CanvasBeginning(length, without(position), blocks, 0, 0);
    }

    /// To be cut into blocks by the run's own method, which is not the one that cut it or has other parameters.
    public CanvasBeginning replanned() {
        return new CanvasBeginning(length, standing, List.of(), 0, 0);
    }

    private List<StandingToken> without(int position) {
        return new ArrayList<>(standing.stream().filter(token -> token.position() != position).toList());
    }

    /// Positions that the model is to fill.
    ///
    /// @param prompt length of the prompt
    public int masks(int prompt) {
        return length - prompt - standing.size();
    }

    /// @throws CannotRunException when it is no canvas behind that prompt
    void check(int prompt, int vocab, int mask) {
        require(length > prompt || mask == TraceEvent.CanvasOpened.NO_MASK && length == prompt,
                "the canvas has " + length + " positions and the prompt " + prompt + " tokens",
                "a canvas that is longer");
        int before = prompt - 1;
        for (StandingToken token : standing) {
            require(token.position() > before && token.position() < length, "a token stands at position "
                    + token.position(), "by rising position, " + prompt + " to " + (length - 1));
            require(token.token() >= 0 && token.token() < vocab && token.token() != mask,
                    "token id " + token.token() + " stands at position " + token.position(),
                    "0 to " + (vocab - 1) + " but for the mask, " + mask);
            require(token.provenance() == Provenance.TAKEN_OVER || token.provenance() == Provenance.FORCED,
                    "the token at position " + token.position() + " is said to be " + token.provenance(),
                    "TAKEN_OVER or FORCED");
            before = token.position();
        }
        int at = prompt;
        for (BlockSpan block : blocks) {
            require(block.from() == at && block.to() > at && block.to() <= length,
                    "a block covers positions " + block.from() + " to " + (block.to() - 1), "blocks without gaps");
            at = block.to();
        }
        require(blocks.isEmpty() || at == length, "the blocks end at position " + at, "blocks up to " + length);
        require(stepsBefore >= 0 && masksBefore >= 0 && masksBefore <= length,
                "a block has had " + stepsBefore + " steps and began with " + masksBefore + " masks",
                "0 or more, and masks of this canvas");
    }

    private static void require(boolean fits, String found, String accepted) {
        if (!fits) {
            throw new CannotRunException(found + "; accepted: " + accepted);
        }
    }
}
