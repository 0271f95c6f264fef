package draftscope.decode;

import draftscope.cache.KvCache;
import draftscope.decode.diffusion.BlockProgress;
import draftscope.decode.diffusion.DiffusionParts;
import draftscope.decode.diffusion.Proposal;
import draftscope.model.AttentionMask;
import draftscope.model.Batch;
import draftscope.model.ModelConfig;
import draftscope.trace.BlockSpan;
import draftscope.trace.UnmaskChoice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Gives the model's scores for the masks of a canvas, from as few forwards as the parts allow.
///
/// With a foresight of more than one, a forward also reads the canvases that the run's own rule would make next if the model
/// kept to its guesses. Where the canvas then comes out as foreseen its scores are there already. They are the scores of that
/// very canvas, bit for bit, so what is written does not depend on the foresight: FreeDave (Wu and Zhang 2025, arXiv 2510.00294), as a
/// memory of what was read. A forward may also read the canvas once more for each token that is looked at again, with a mask in its
/// place; those rows answer that one question and are not remembered. Each canvas of a forward has slots of its own for the rows
/// that are computed; the kept rows are shared.
final class CanvasReader {
    /// The scores of one canvas.
    ///
    /// @param positions rows that were computed for it, in order
    /// @param firstRow  its first row among those of the forward
    /// @param rows      rows of the forward that this reading cost; 0 for one that was foreseen
    /// @param canvases  canvases of that forward
    /// @param place     this one among them, 0 for the one that was there
    /// @param exact     positions at the canvas's beginning whose kept keys and values are exact from now on
    /// @param looks     the row of each token that was looked at again
    record Reading(int[] positions, TokenScorer.Scores scores, int firstRow, int rows, int canvases, int place,
            int exact, int[] looks) {
        /// The positions as spans.
        List<BlockSpan> spans() {
            List<BlockSpan> spans = new ArrayList<>();
            for (int from = 0, to = 1; from < positions.length; from = to++) {
                while (to < positions.length && positions[to] == positions[to - 1] + 1) {
                    to++;
                }
                spans.add(new BlockSpan(positions[from], positions[to - 1] + 1));
            }
            return spans;
        }
    }

    private final Stage stage;
    private final DiffusionParts parts;
    private final ModelConfig config;
    private final int mask;
    private final int shift; // from a row's position to the one that its scores are for
    private final int stride; // from one canvas in the cache to the next
    private int length; // of the canvas, which may be cut
    private final KvCache cache; // (canvases * length); canvas k has its rows from slot k * stride on
    private List<int[]> read = List.of(); // canvases of the last forward that the run may come to
    private int[] positions;
    private TokenScorer.Scores scores; // of the last forward

    CanvasReader(Stage stage, DiffusionParts parts, int length) {
        this.stage = stage;
        this.parts = parts;
        this.length = length;
        stride = length;
        config = stage.target().config();
        mask = config.maskToken();
        shift = config.shiftedLogits() ? 1 : 0;
        cache = stage.target().scorer()
                .newCache(Math.multiplyExact(length, parts.foresight() + parts.remask().looks()));
    }

    /// From now on the canvas ends there.
    void shorten(int newLength) {
        length = newLength;
    }

    /// The position that the scores after the row at `position` are for.
    int predicted(int position) {
        return position + shift;
    }

    /// Whether the row at `position` gives the scores of a mask that is asked for.
    boolean asked(int position, int[] canvas, BlockProgress progress, int upTo) {
        int predicted = predicted(position);
        return predicted >= progress.span().from() && predicted < upTo && canvas[predicted] == mask;
    }

    /// @param upTo   masks from the block's beginning to here are asked for
    /// @param known  what the model last proposed for those masks of the block that are left; empty for nothing
    /// @param doubts positions of the block whose tokens are looked at again: the forward reads one canvas more for each, which is
    ///               this one with a mask in its place
    Reading read(int[] canvas, BlockProgress progress, int upTo, List<Proposal> known, List<Integer> doubts) {
        for (int place = 1; place < read.size() && doubts.isEmpty(); place++) {
            if (Arrays.equals(read.get(place), canvas)) {
                return new Reading(positions, scores, place * positions.length, 0, read.size(), place,
                        parts.cache().exact(), new int[0]);
            }
        }
        boolean begun = !read.isEmpty();
        read = foresee(canvas, progress, known);
        int firstMask = progress.span().from();
        while (canvas[firstMask] != mask && !doubts.contains(firstMask)) {
            firstMask++;
        }
        // A run may begin inside a block; nothing is kept from before then.
        positions = parts.cache().rows(begun ? progress : progress.at(0), progress.span().from() - shift,
                firstMask - shift, length);
        List<int[]> canvases = new ArrayList<>(read);
        doubts.forEach(doubt -> canvases.add(masked(canvas, doubt)));
        int count = canvases.size() * positions.length;
        int[] tokens = new int[count];
        int[] places = new int[count];
        int[] slots = new int[count];
        boolean[] want = new boolean[count];
        int[] looks = new int[doubts.size()];
        for (int k = 0, row = 0; k < canvases.size(); k++) {
            int look = k - read.size();
            for (int position : positions) {
                tokens[row] = canvases.get(k)[position];
                places[row] = position;
                slots[row] = k * stride + position;
                want[row] = look < 0
                        ? asked(position, canvases.get(k), progress, upTo)
                        : predicted(position) == doubts.get(look);
                if (look >= 0 && want[row]) {
                    looks[look] = row;
                }
                row++;
            }
        }
        scores = stage.target().scorer().forward(new Batch(tokens, places, slots, sight(canvases.size()), want),
                cache);
        stage.tally().targetForward();
        return new Reading(positions, scores, 0, count, read.size(), 0, parts.cache().exact(), looks);
    }

    private int[] masked(int[] canvas, int position) {
        int[] without = canvas.clone();
        without[position] = mask;
        return without;
    }

    /// Each row sees as much of its canvas as the model does: the computed rows of its own, the kept rows of all.
    private AttentionMask sight(int canvases) {
        int[] ends = IntStream.of(positions).map(position -> config.horizon(position, length)).toArray();
        if (canvases == 1) {
            return AttentionMask.upTo(ends);
        }
        int[] slots = IntStream.range(0, length).toArray();
        int[][] own = new int[canvases * positions.length][];
        for (int k = 0; k < canvases; k++) {
            int[] seen = slots.clone();
            for (int position : positions) {
                seen[position] = k * stride + position;
            }
            for (int i = 0; i < positions.length; i++) {
                own[k * positions.length + i] = ends[i] == length ? seen : Arrays.copyOf(seen, ends[i]);
            }
        }
        return AttentionMask.of(new int[0], own);
    }

    /// The canvas, and what becomes of it as long as the model keeps to what it proposed.
    private List<int[]> foresee(int[] canvas, BlockProgress progress, List<Proposal> known) {
        List<int[]> canvases = new ArrayList<>(List.of(canvas.clone()));
        List<Proposal> left = known;
        while (canvases.size() < parts.foresight() && !left.isEmpty()) {
            List<UnmaskChoice> choices = parts.unmask().choose(progress.later(canvases.size() - 1), left);
            int[] next = canvases.getLast().clone();
            choices.forEach(choice -> next[choice.position()] = choice.token());
            left = left.stream().filter(proposal -> next[proposal.position()] == mask).toList();
            if (!left.isEmpty()) { // a block without masks is not read any more
                canvases.add(next);
            }
        }
        return canvases;
    }
}
