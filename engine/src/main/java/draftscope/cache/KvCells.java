package draftscope.cache;

import java.util.Arrays;
import java.util.Objects;

/// What each slot of a [KvCache] holds, apart from the tensors: a map of the cache can be drawn from it alone.
///
/// Not thread-safe: it belongs to the thread that runs the model.
public final class KvCells {
    /// What became of a slot.
    public enum State {
        /// Never written since the cache was made.
        FREE,
        /// Committed, read from the prompt in this run.
        PROMPT,
        /// Committed, taken over from an earlier run that shares the prefix.
        REUSED,
        /// Committed, output of this run.
        GENERATED,
        /// Written by the target while it judges; not yet accepted.
        TARGET,
        /// Written by a forward pass and not committed.
        SCRATCH,
        /// Was written, then given up; its numbers are dead and must never be read.
        ROLLED_BACK,
        /// Dropped by a cache policy.
        EVICTED,
        /// One of the first positions that a sliding policy keeps for ever (an attention sink).
        SINK
    }

    /// The value of [#token(int)], [#position(int)] and [#node(int)] where a slot has none.
    public static final int NONE = -1;

    private final State[] states; // (capacity), or those of a larger cache
    private final int[] tokens;
    private final int[] positions;
    private final int[] nodes;
    private final int start; // where slot 0 lies in the arrays
    private final int capacity;

    KvCells(int capacity) {
        this.capacity = capacity;
        start = 0;
        states = new State[capacity];
        tokens = new int[capacity];
        positions = new int[capacity];
        nodes = new int[capacity];
        Arrays.fill(states, State.FREE);
        Arrays.fill(tokens, NONE);
        Arrays.fill(positions, NONE);
        Arrays.fill(nodes, NONE);
    }

    /// The facts about `capacity` slots of `whole` from slot `start` on: the same facts, not a copy.
    KvCells(KvCells whole, int start, int capacity) {
        this.capacity = capacity;
        this.start = whole.start + start;
        states = whole.states;
        tokens = whole.tokens;
        positions = whole.positions;
        nodes = whole.nodes;
    }

    /// Number of slots.
    public int capacity() {
        return capacity;
    }

    /// What became of `slot`.
    public State state(int slot) {
        return states[at(slot)];
    }

    /// The token id whose key and value lie in `slot`, or [#NONE].
    public int token(int slot) {
        return tokens[at(slot)];
    }

    /// The position the key was rotated to, or [#NONE].
    public int position(int slot) {
        return positions[at(slot)];
    }

    /// The draft-tree node this slot belongs to, or [#NONE].
    public int node(int slot) {
        return nodes[at(slot)];
    }

    /// Writes all four facts about `slot`.
    public void set(int slot, State state, int token, int position, int node) {
        int at = at(slot);
        states[at] = Objects.requireNonNull(state, "state");
        tokens[at] = token;
        positions[at] = position;
        nodes[at] = node;
    }

    /// Changes only what became of `slot`.
    public void setState(int slot, State state) {
        states[at(slot)] = Objects.requireNonNull(state, "state");
    }

    /// Number of slots in `state`.
    public int count(State state) {
        int n = 0;
        for (int slot = 0; slot < capacity; slot++) {
            if (state(slot) == state) {
                n++;
            }
        }
        return n;
    }

    /// Copies every fact from slot `from` to slot `to`.
    void move(int from, int to) {
        set(to, state(from), token(from), position(from), node(from));
    }

    private int at(int slot) {
        return start + Objects.checkIndex(slot, capacity);
    }
}
