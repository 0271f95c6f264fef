package draftscope.trace;

import java.util.List;
import java.util.Objects;

/// What every cell of a KV cache holds at one moment. Immutable.
///
/// A cell that no event has spoken of is [KvState#FREE].
public final class KvMap {
    /// A cell's content and the step that wrote it.
    record Cell(KvChange change, int step) {}

    private final int capacity;
    private final int length;
    private final int step;
    private final Paged<Cell> cells; // (capacity)
    private final int[] counts; // (states), without the cells that no event has spoken of
    private final List<KvChange> changes;

    KvMap(int capacity, int length, int step, Paged<Cell> cells, int[] counts, List<KvChange> changes) {
        this.capacity = capacity;
        this.length = length;
        this.step = step;
        this.cells = cells;
        this.counts = counts;
        this.changes = changes;
    }

    /// Slots that the cache has: as the run's settings say, or enough for the highest slot told of; 0 for a cache of which
    /// nothing is known.
    public int capacity() {
        return capacity;
    }

    /// Committed cells.
    public int length() {
        return length;
    }

    public KvState state(int slot) {
        Cell cell = cell(slot);
        return cell == null ? KvState.FREE : cell.change.state();
    }

    /// Token id, or -1 for an empty cell.
    public int token(int slot) {
        Cell cell = cell(slot);
        return cell == null ? -1 : cell.change.token();
    }

    /// Position id that the cell's key was rotated with, or -1 for an empty cell.
    public int position(int slot) {
        Cell cell = cell(slot);
        return cell == null ? -1 : cell.change.position();
    }

    /// The node of the current step's tree that the cell belongs to, or [DraftNode#NONE]. Numbers of nodes start again in every
    /// step, so a cell that was written in an earlier step belongs to none.
    public int node(int slot) {
        Cell cell = cell(slot);
        return cell == null || cell.step != step ? DraftNode.NONE : cell.change.node();
    }

    /// How many cells are in this state.
    public int count(KvState state) {
        if (state != KvState.FREE)
            return counts[state.ordinal()];
        int others = 0;
        for (KvState s : KvState.values())
            others += s == KvState.FREE ? 0 : counts[s.ordinal()];
        return capacity - others;
    }

    /// Cells that hold something alive: neither free, rolled back nor evicted.
    public int used() {
        return capacity - count(KvState.FREE) - count(KvState.ROLLED_BACK) - count(KvState.EVICTED);
    }

    /// What changed in the current step, in order; before the first step, what changed since the run began.
    public List<KvChange> changes() {
        return changes;
    }

    private Cell cell(int slot) {
        return cells.get(Objects.checkIndex(slot, capacity));
    }

    /// The next version in the making.
    static final class Builder {
        private final Paged.Editor<Cell> cells;
        private final int[] counts;
        private int announced;
        private int highest;
        private int length;
        private int step;
        private AppendList<KvChange> changes;
        private KvMap frozen; // null when something changed since it was taken

        Builder() {
            this(new KvMap(0, 0, -1, Paged.empty(), new int[KvState.values().length], List.of()));
        }

        Builder(KvMap start) {
            cells = start.cells.edit();
            counts = start.counts.clone();
            // The two need not be told apart any more: only their maximum shows.
            announced = start.capacity;
            highest = start.capacity - 1;
            length = start.length;
            step = start.step;
            changes = new AppendList<>(start.changes);
            frozen = start;
        }

        int length() {
            return length;
        }

        /// As [KvMap#used()], without taking a version.
        int used() {
            int used = 0;
            for (KvState s : KvState.values())
                used += s == KvState.FREE || s == KvState.ROLLED_BACK || s == KvState.EVICTED ? 0 : counts[s.ordinal()];
            return used;
        }

        void announce(int capacity) {
            announced = capacity;
            frozen = null;
        }

        void begin(int step) {
            this.step = step;
            changes = new AppendList<>();
            frozen = null;
        }

        void apply(TraceEvent.KvChanged event) {
            length = event.length();
            for (KvChange change : event.changes()) {
                Cell old = cells.get(change.slot());
                if (old != null)
                    counts[old.change.state().ordinal()]--;
                counts[change.state().ordinal()]++;
                cells.set(change.slot(), new Cell(change, step));
                highest = Math.max(highest, change.slot());
                changes.add(change);
            }
            frozen = null;
        }

        KvMap freeze() {
            if (frozen == null)
                frozen = new KvMap(Math.max(announced, highest + 1), length, step, cells.freeze(), counts.clone(),
                        changes.first(changes.size()));
            return frozen;
        }
    }
}
