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
///
/// A position is a place with a number of its own. On a canvas with masks the places are in the order of their numbers and
/// none comes or goes. On one without, a token that is put in makes a new place, which has the next free number and stands
/// where it was put in ([#place(int)]); a place whose token was taken out stays, empty.
public final class CanvasState {
    /// A token on the canvas, and the row that unmasked it.
    record Held(CanvasCell kept, int row) {}

    /// What a step told of a position; the cell is null when only a choice, a second look or a refused edit was told.
    record Touch(CanvasCell cell, Prediction prediction, UnmaskChoice choice, SecondLook look, CanvasEdit edit) {
        static final Touch NOTHING = new Touch(null, null, null, null, null);

        Touch with(CanvasCell newCell) {
            return new Touch(newCell, prediction, choice, look, edit);
        }
    }

    /// One denoising step: the tokens before it, what it touched, and what was computed for it; null when that is not told.
    ///
    /// @param block that it filled, or [#NOT_TOLD]
    /// @param reach the end of what was ever computed
    /// @param exact positions at the beginning that the cache keeps and that are exact
    /// @param looked whether it looked at any token again
    /// @param edits  that it proposed
    record Row(int step, Paged<Held> before, Paged<Touch> touched, List<BlockSpan> computed, int block, int reach,
            int exact, boolean looked, List<CanvasEdit> edits) {}

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
    private final Places places;

    private CanvasState(TraceEvent.CanvasOpened opened, List<BlockSpan> blocks, List<Row> done, Row current,
            Paged<Held> now, int held, Places places) {
        this.opened = opened;
        this.blocks = blocks;
        this.done = done;
        this.current = current;
        this.now = now;
        this.held = held;
        this.places = places;
    }

    public int promptLength() {
        return opened.prompt().size();
    }

    /// Positions of the canvas, prompt included; on one without masks also those that are empty by now.
    public int length() {
        return places.count();
    }

    /// Whether tokens stand everywhere from the beginning, to be changed, added to and taken out.
    public boolean maskFree() {
        return opened.maskToken() == TraceEvent.CanvasOpened.NO_MASK;
    }

    /// The position that stands in a column: columns count the places behind the prompt, 0, 1, 2, ..., from left to right.
    public int place(int column) {
        return places.at(promptLength() + column);
    }

    /// The column in which a position behind the prompt stands.
    public int column(int position) {
        return places.indexOf(check(position)) - promptLength();
    }

    /// Whether anything stands there now, be it a mask.
    public boolean stands(int position) {
        return check(position) < promptLength() || !maskFree() || now.get(position) != null;
    }

    /// Positions behind the prompt at which something stands now, from left to right.
    public List<Integer> text() {
        List<Integer> text = new ArrayList<>(length() - promptLength());
        for (int column = 0; column < length() - promptLength(); column++)
            if (stands(place(column)))
                text.add(place(column));
        return text;
    }

    /// The index in the whole sequence, prompt included, of what stands at a position now; empty where nothing does.
    public OptionalInt indexOf(int position) {
        if (position < promptLength() || !maskFree())
            return OptionalInt.of(check(position));
        int index = text().indexOf(check(position));
        return index < 0 ? OptionalInt.empty() : OptionalInt.of(promptLength() + index);
    }

    /// The position of what stands at an index of the whole sequence, prompt included; empty where the sequence is shorter.
    public OptionalInt placeAt(int index) {
        if (index < promptLength() || !maskFree())
            return index < length() ? OptionalInt.of(index) : OptionalInt.empty();
        List<Integer> text = text();
        return index - promptLength() < text.size()
                ? OptionalInt.of(text.get(index - promptLength()))
                : OptionalInt.empty();
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
        return maskFree() ? 0 : length() - promptLength() - held;
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
        return check(position) >= promptLength() && !maskFree() && now.get(position) == null;
    }

    /// The token that stands there now; the mask token where it is masked, [CanvasEdit#NO_TOKEN] where nothing stands.
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
        if (at != null)
            return at.kept;
        return new CanvasCell(maskFree() ? CanvasEvent.GAP : CanvasEvent.MASKED, maskToken(), Double.NaN);
    }

    /// The row that wrote the token which stands there now, and since which it has been stable; -1 for masks, gaps, the prompt and
    /// what stood there from the beginning.
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

    /// The change of a position that a step proposed, taken or not.
    public Optional<CanvasEdit> edit(int row, int position) {
        Touch touch = row(row).touched.get(check(position));
        return touch == null ? Optional.empty() : Optional.ofNullable(touch.edit);
    }

    /// All changes that a step proposed, also those that would have made a new position and were refused.
    public List<CanvasEdit> edits(int row) {
        return row(row).edits;
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
        private List<CanvasEdit> edits = List.of(); // of this step
        private Places places;
        private CanvasState frozen; // null when something changed since it was taken

        Builder(TraceEvent.CanvasOpened opened, AppendList<Row> rows) {
            this.opened = opened;
            this.rows = rows;
            blocks = opened.blocks();
            places = Places.inOrder(opened.length());
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
            places = start.places;
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
                edits = start.current.edits;
                touched = start.current.touched.edit();
            }
        }

        int length() {
            return places.count();
        }

        boolean maskFree() {
            return opened.maskToken() == TraceEvent.CanvasOpened.NO_MASK;
        }

        /// Whether a token stands there.
        boolean holds(int position) {
            return now.get(position) != null;
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
                        new Row(this.step, before, touched.freeze(), computed, block, reach, exact, looked, edits));
            edits = List.of();
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
                touched.set(p.position(), new Touch(cell, p, t.choice, t.look, t.edit));
            }
            frozen = null;
        }

        void chosen(List<UnmaskChoice> choices) {
            for (UnmaskChoice c : choices) {
                Touch t = touch(c.position());
                touched.set(c.position(), new Touch(t.cell, t.prediction, c, t.look, t.edit));
            }
            frozen = null;
        }

        void lookedAgain(List<SecondLook> looks) {
            looked |= !looks.isEmpty();
            for (SecondLook look : looks) {
                Touch t = touch(look.position());
                touched.set(look.position(), new Touch(t.cell, t.prediction, t.choice, look, t.edit));
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
            touched.set(token.position(), t.with(cell));
        }

        void edited(List<CanvasEdit> told) {
            List<CanvasEdit> all = new ArrayList<>(edits);
            for (CanvasEdit edit : told) {
                all.add(edit);
                if (edit.changes())
                    change(edit);
                if (edit.position() != CanvasEdit.NOWHERE) {
                    Touch t = touch(edit.position());
                    touched.set(edit.position(), new Touch(t.cell, t.prediction, t.choice, t.look, edit));
                }
            }
            edits = List.copyOf(all);
            frozen = null;
        }

        private void change(CanvasEdit edit) {
            if (edit.kind() == CanvasEdit.Kind.INSERT)
                places = places.adding(edit.before());
            CanvasEvent event = switch (edit.kind()) {
                case INSERT -> CanvasEvent.INSERTED;
                case REPLACE -> CanvasEvent.REPLACED;
                case DELETE -> CanvasEvent.DELETED;
            };
            boolean stays = edit.kind() != CanvasEdit.Kind.DELETE;
            CanvasToken token = new CanvasToken(edit.position(), stays ? edit.token() : edit.was(), edit.confidence());
            write(token, touch(edit.position()), event);
            held += (stays ? 1 : 0) - (holds(edit.position()) ? 1 : 0);
            now.set(edit.position(), stays
                    ? new Held(new CanvasCell(CanvasEvent.KEPT, token.token(), token.confidence()), done)
                    : null);
        }

        private Touch touch(int position) {
            Touch t = touched.get(position);
            return t == null ? Touch.NOTHING : t;
        }

        CanvasState freeze() {
            if (frozen == null) {
                Row current = inRow()
                        ? new Row(step, before, touched.freeze(), computed, block, reach, exact, looked, edits)
                        : null;
                frozen = new CanvasState(opened, blocks, rows.first(done), current, now.freeze(), held, places);
            }
            return frozen;
        }
    }
}
