package draftscope.trace;

import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// The canvas of a diffusion run at one moment, with its history: one row for each denoising step up to now. Immutable.
///
/// Of every step only the touched positions are kept; an untouched one reads as what it was before the step.
public final class CanvasState {
    /// A token on the canvas, and the row that unmasked it.
    record Held(CanvasCell kept, int row) {}

    /// What a step told of a position; the cell is null when only a choice was told.
    record Touch(CanvasCell cell, Prediction prediction, UnmaskChoice choice) {
        static final Touch NOTHING = new Touch(null, null, null);
    }

    /// One denoising step: the tokens before it, and what it touched.
    record Row(int step, Paged<Held> before, Paged<Touch> touched) {}

    private final TraceEvent.CanvasOpened opened;
    private final List<Row> done;
    private final Row current; // null before the first step
    private final Paged<Held> now;
    private final int held;

    private CanvasState(TraceEvent.CanvasOpened opened, List<Row> done, Row current, Paged<Held> now, int held) {
        this.opened = opened;
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

    public List<BlockSpan> blocks() {
        return opened.blocks();
    }

    /// Positions that hold a mask now.
    public int masks() {
        return length() - promptLength() - held;
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

    /// The row that unmasked the token which stands there now; -1 for masks and the prompt.
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
        private CanvasState frozen; // null when something changed since it was taken

        Builder(TraceEvent.CanvasOpened opened, AppendList<Row> rows) {
            this.opened = opened;
            this.rows = rows;
            now = Paged.<Held>empty().edit();
            before = now.freeze();
        }

        Builder(CanvasState start, AppendList<Row> rows) {
            this.opened = start.opened;
            this.rows = rows;
            done = start.done.size();
            now = start.now.edit();
            held = start.held;
            frozen = start;
            before = start.now;
            if (start.current != null) {
                step = start.current.step;
                before = start.current.before;
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
                rows.addOnce(done++, new Row(this.step, before, touched.freeze()));
            this.step = step;
            before = now.freeze();
            touched = Paged.<Touch>empty().edit();
            frozen = null;
        }

        void predicted(List<Prediction> predictions) {
            for (Prediction p : predictions) {
                Touch t = touch(p.position());
                boolean open = now.get(p.position()) == null
                        && (t.cell == null || t.cell.event() == CanvasEvent.PREDICTED_ONLY);
                CanvasCell cell = open
                        ? new CanvasCell(CanvasEvent.PREDICTED_ONLY, p.token(), p.confidence())
                        : t.cell;
                touched.set(p.position(), new Touch(cell, p, t.choice));
            }
            frozen = null;
        }

        void chosen(List<UnmaskChoice> choices) {
            for (UnmaskChoice c : choices) {
                Touch t = touch(c.position());
                touched.set(c.position(), new Touch(t.cell, t.prediction, c));
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
            touched.set(token.position(), new Touch(cell, t.prediction, t.choice));
        }

        private Touch touch(int position) {
            Touch t = touched.get(position);
            return t == null ? Touch.NOTHING : t;
        }

        CanvasState freeze() {
            if (frozen == null) {
                Row current = inRow() ? new Row(step, before, touched.freeze()) : null;
                frozen = new CanvasState(opened, rows.first(done), current, now.freeze(), held);
            }
            return frozen;
        }
    }
}
