package draftscope.trace;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/// The canvas of a diffusion run at one moment, with its history: one row for each denoising step up to now. Immutable.
///
/// Of every step only the touched positions are kept; an untouched one reads as what it was before the step.
public final class CanvasState {
    /// A token on the canvas, and the row that unmasked it.
    record Held(CanvasCell kept, int row) {}

    /// What a step told of a position; the cell is null when only a choice or a second look was told.
    record Touch(CanvasCell cell, Prediction prediction, UnmaskChoice choice, SecondLook look) {
        static final Touch NOTHING = new Touch(null, null, null, null);
    }

    /// One denoising step: the tokens before it, what it touched, and what was computed for it; null when that is not told.
    ///
    /// @param block that it filled, or [#NOT_TOLD]
    /// @param reach the end of what was ever computed
    /// @param exact positions at the beginning that the cache keeps and that are exact
    /// @param looked whether it looked at any token again
    record Row(int step, Paged<Held> before, Paged<Touch> touched, List<BlockSpan> computed, int block, int reach,
            int exact, boolean looked) {}

    /// How far the first block with a mask has come.
    ///
    /// @param steps that it had
    /// @param masks that it began with; 0 without a step
    public record Begun(int steps, int masks) {}

    /// The row of a token that stood there before the first step.
    private static final int BEFORE_THE_FIRST = -1;
    private static final int NOT_TOLD = -1;

    private final TraceEvent.CanvasOpened opened;
    private final List<BlockSpan> blocks;
    private final List<Row> done;
    private final Row current; // null before the first step
    private final Paged<Held> now;
    private final int held;

    private CanvasState(TraceEvent.CanvasOpened opened, List<BlockSpan> blocks, List<Row> done, Row current,
            Paged<Held> now, int held) {
        this.opened = opened;
        this.blocks = blocks;
        this.done = done;
        this.current = current;
        this.now = now;
        this.held = held;
    }

    public int promptLength() {
        return opened.prompt().size();
    }

    /// Positions of the canvas, prompt included.
    public int length() {
        return opened.length();
    }

    public int maskToken() {
        return opened.maskToken();
    }

    /// Positions, counted from the first, that see each other and all before them; 0 where each sees the whole canvas.
    public int attentionBlock() {
        return opened.attentionBlock();
    }

    /// As far as they are cut by now.
    public List<BlockSpan> blocks() {
        return blocks;
    }

    /// Positions that hold a mask now.
    public int masks() {
        return length() - promptLength() - held;
    }

    /// Tokens on the canvas that this run wrote, or a person for it; those that it took over are not among them.
    public int written() {
        int takenOver = 0;
        for (StandingToken token : opened.standing()) {
            Held at = now.get(token.position());
            takenOver += token.provenance() == Provenance.TAKEN_OVER && at != null && at.row == BEFORE_THE_FIRST
                    ? 1
                    : 0;
        }
        return held - takenOver;
    }

    public boolean masked(int position) {
        return check(position) >= promptLength() && now.get(position) == null;
    }

    /// The token that stands there now; the mask token where it is masked.
    public int token(int position) {
        if (check(position) < promptLength())
            return opened.prompt().get(position);
        Held at = now.get(position);
        return at == null ? maskToken() : at.kept.token();
    }

    /// The confidence at which the token that stands there now was written; `NaN` for masks, the prompt and what was not told.
    public double confidence(int position) {
        Held at = now.get(check(position));
        return at == null ? Double.NaN : at.kept.confidence();
    }

    /// What stood there before the first step and does so still; empty for the prompt and for what this run wrote.
    public Optional<StandingToken> standing(int position) {
        Held at = now.get(check(position));
        if (at == null || at.row != BEFORE_THE_FIRST)
            return Optional.empty();
        int index = Collections.binarySearch(opened.standing(), StandingToken.takenOver(position, 0, Double.NaN),
                Comparator.comparingInt(StandingToken::position));
        return Optional.of(opened.standing().get(index));
    }

    /// What stood behind the prompt before the first step, by rising position.
    public List<StandingToken> beginning() {
        return opened.standing();
    }

    /// How far the first block with a mask has come, steps of the run that was left included. Of use between two steps.
    public Begun begun() {
        int block = 0;
        while (block < blocks.size() && full(blocks.get(block)))
            block++;
        int first = rows();
        while (first > 0 && row(first - 1).block == block)
            first--;
        int steps = rows() - first;
        if (first == 0 && opened.stepsBefore() > 0 && (steps > 0 || rows() == 0))
            return new Begun(opened.stepsBefore() + steps, opened.masksBefore());
        if (steps == 0)
            return new Begun(0, 0);
        BlockSpan span = blocks.get(block);
        int masks = 0;
        for (int position = span.from(); position < span.to(); position++)
            masks += row(first).before.get(position) == null ? 1 : 0;
        return new Begun(steps, masks);
    }

    private boolean full(BlockSpan span) {
        for (int position = span.from(); position < span.to(); position++)
            if (masked(position))
                return false;
        return true;
    }

    /// Denoising steps up to now, the one in progress included.
    public int rows() {
        return done.size() + (current == null ? 0 : 1);
    }

    public int stepOfRow(int row) {
        return row(row).step;
    }

    /// What a step did to a position; for the step in progress, what it has done so far.
    public CanvasCell cell(int row, int position) {
        Row in = row(row);
        Touch touch = in.touched.get(check(position));
        if (touch != null && touch.cell != null)
            return touch.cell;
        if (position < promptLength())
            return new CanvasCell(CanvasEvent.PROMPT, opened.prompt().get(position), Double.NaN);
        Held at = in.before.get(position);
        return at == null ? new CanvasCell(CanvasEvent.MASKED, maskToken(), Double.NaN) : at.kept;
    }

    /// The row that unmasked the token which stands there now; -1 for masks, the prompt and what stood there from the beginning.
    public int unmaskedAtRow(int position) {
        Held at = now.get(check(position));
        return at == null ? -1 : at.row;
    }

    /// What every step did to a position: item `row` is [#cell(int, int)].
    public List<CanvasCell> history(int position) {
        check(position);
        return new AbstractList<>() {
            @Override
            public CanvasCell get(int row) {
                return cell(row, position);
            }

            @Override
            public int size() {
                return rows();
            }
        };
    }

    /// What the model proposed for a position in a step.
    public Optional<Prediction> prediction(int row, int position) {
        Touch touch = row(row).touched.get(check(position));
        return touch == null ? Optional.empty() : Optional.ofNullable(touch.prediction);
    }

    /// Why a position was taken in a step.
    public Optional<UnmaskChoice> choice(int row, int position) {
        Touch touch = row(row).touched.get(check(position));
        return touch == null ? Optional.empty() : Optional.ofNullable(touch.choice);
    }

    /// Whether a step looked at any token again.
    public boolean looked(int row) {
        return row(row).looked;
    }

    /// What came of it when a step looked at a token again that earlier steps wrote.
    public Optional<SecondLook> look(int row, int position) {
        Touch touch = row(row).touched.get(check(position));
        return touch == null ? Optional.empty() : Optional.ofNullable(touch.look);
    }

    /// For how many steps a position has kept its keys and values in a step: 0 where they were computed for that step's canvas.
    /// Empty where the trace does not tell.
    public OptionalInt age(int row, int position) {
        check(position);
        for (int at = Objects.checkIndex(row, rows()); at >= 0; at--) {
            List<BlockSpan> computed = row(at).computed;
            if (computed == null)
                return OptionalInt.empty();
            if (computed.stream().anyMatch(span -> span.from() <= position && position < span.to()))
                return OptionalInt.of(row - at);
        }
        return OptionalInt.empty();
    }

    /// Positions at the beginning of the canvas that the cache keeps after a step, with the keys and values that a forward without a
    /// cache would give them: finished blocks of a model that sees no further than a block.
    public int exact(int row) {
        return row(row).exact;
    }

    /// Whether a step read finished blocks, to leave their exact keys and values in the cache.
    public boolean readFinished(int row) {
        return exact(row) > (row == 0 ? 0 : exact(row - 1));
    }

    /// Whether a position's keys and values were kept from an earlier step in this one; false where the trace does not tell.
    public boolean kept(int row, int position) {
        List<BlockSpan> computed = row(row).computed;
        return computed != null && position < row(row).reach
                && computed.stream().noneMatch(span -> span.from() <= position && position < span.to());
    }

    private Row row(int row) {
        Objects.checkIndex(row, rows());
        return row < done.size() ? done.get(row) : current;
    }

    private int check(int position) {
        return Objects.checkIndex(position, length());
    }

    /// The next version in the making. Rows that are done go to a list that all versions of one trace share.
    static final class Builder {
        private final TraceEvent.CanvasOpened opened;
        private final AppendList<Row> rows;
        private int done;
        private int step = -1;
        private Paged<Held> before;
        private final Paged.Editor<Held> now;
        private Paged.Editor<Touch> touched = Paged.<Touch>empty().edit();
        private int held;
        private List<BlockSpan> blocks;
        private List<BlockSpan> computed; // in this step; null when that is not told
        private int block = NOT_TOLD; // that this step fills
        private int reach;
        private int exact;
        private boolean looked; // in this step
        private CanvasState frozen; // null when something changed since it was taken

        Builder(TraceEvent.CanvasOpened opened, AppendList<Row> rows) {
            this.opened = opened;
            this.rows = rows;
            blocks = opened.blocks();
            now = Paged.<Held>empty().edit();
            for (StandingToken token : opened.standing())
                now.set(token.position(), new Held(new CanvasCell(CanvasEvent.KEPT, token.token(), token.confidence()),
                        BEFORE_THE_FIRST));
            held = opened.standing().size();
            before = now.freeze();
        }

        Builder(CanvasState start, AppendList<Row> rows) {
            this.opened = start.opened;
            blocks = start.blocks;
            this.rows = rows;
            done = start.done.size();
            now = start.now.edit();
            held = start.held;
            frozen = start;
            before = start.now;
            if (start.current != null) {
                step = start.current.step;
                before = start.current.before;
                computed = start.current.computed;
                block = start.current.block;
                reach = start.current.reach;
                exact = start.current.exact;
                looked = start.current.looked;
                touched = start.current.touched.edit();
            }
        }

        int length() {
            return opened.length();
        }

        int promptLength() {
            return opened.prompt().size();
        }

        boolean inRow() {
            return step >= 0;
        }

        void begin(int step) {
            if (inRow())
                rows.addOnce(done++,
                        new Row(this.step, before, touched.freeze(), computed, block, reach, exact, looked));
            this.step = step;
            computed = null;
            looked = false;
            block = NOT_TOLD;
            before = now.freeze();
            touched = Paged.<Touch>empty().edit();
            frozen = null;
        }

        int blocks() {
            return blocks.size();
        }

        BlockSpan block(int index) {
            return blocks.get(index);
        }

        void cut(int block, BlockSpan span) {
            List<BlockSpan> cut = new ArrayList<>(blocks);
            BlockSpan planned = cut.set(block, span);
            if (span.to() < planned.to())
                cut.add(block + 1, new BlockSpan(span.to(), planned.to()));
            blocks = List.copyOf(cut);
            frozen = null;
        }

        void predicted(TraceEvent.Predicted told) {
            block = told.block();
            computed = told.rows() == TraceEvent.Predicted.NOT_TOLD ? null : told.computed();
            for (BlockSpan span : told.computed())
                reach = Math.max(reach, span.to());
            exact = told.exact();
            for (Prediction p : told.predictions()) {
                Touch t = touch(p.position());
                boolean open = now.get(p.position()) == null
                        && (t.cell == null || t.cell.event() == CanvasEvent.PREDICTED_ONLY);
                CanvasCell cell = open
                        ? new CanvasCell(CanvasEvent.PREDICTED_ONLY, p.token(), p.confidence())
                        : t.cell;
                touched.set(p.position(), new Touch(cell, p, t.choice, t.look));
            }
            frozen = null;
        }

        void chosen(List<UnmaskChoice> choices) {
            for (UnmaskChoice c : choices) {
                Touch t = touch(c.position());
                touched.set(c.position(), new Touch(t.cell, t.prediction, c, t.look));
            }
            frozen = null;
        }

        void lookedAgain(List<SecondLook> looks) {
            looked |= !looks.isEmpty();
            for (SecondLook look : looks) {
                Touch t = touch(look.position());
                touched.set(look.position(), new Touch(t.cell, t.prediction, t.choice, look));
            }
            frozen = null;
        }

        void unmasked(List<CanvasToken> tokens) {
            for (CanvasToken token : tokens) {
                Touch t = touch(token.position());
                boolean forced = t.choice != null && t.choice.reason() == UnmaskChoice.Reason.FORCED;
                write(token, t, forced ? CanvasEvent.FORCED : CanvasEvent.UNMASKED);
                held += now.get(token.position()) == null ? 1 : 0;
                now.set(token.position(),
                        new Held(new CanvasCell(CanvasEvent.KEPT, token.token(), token.confidence()), done));
            }
            frozen = null;
        }

        void remasked(List<CanvasToken> tokens) {
            for (CanvasToken token : tokens) {
                write(token, touch(token.position()), CanvasEvent.REMASKED);
                held -= now.get(token.position()) == null ? 0 : 1;
                now.set(token.position(), null);
            }
            frozen = null;
        }

        private void write(CanvasToken token, Touch t, CanvasEvent event) {
            CanvasCell cell = new CanvasCell(event, token.token(), token.confidence());
            touched.set(token.position(), new Touch(cell, t.prediction, t.choice, t.look));
        }

        private Touch touch(int position) {
            Touch t = touched.get(position);
            return t == null ? Touch.NOTHING : t;
        }

        CanvasState freeze() {
            if (frozen == null) {
                Row current = inRow()
                        ? new Row(step, before, touched.freeze(), computed, block, reach, exact, looked)
                        : null;
                frozen = new CanvasState(opened, blocks, rows.first(done), current, now.freeze(), held);
            }
            return frozen;
        }
    }
}
