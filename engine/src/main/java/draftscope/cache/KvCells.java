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

    private final State[] states; // (capacity)
    private final int[] tokens; // (capacity)
    private final int[] positions; // (capacity)
    private final int[] nodes; // (capacity)

    KvCells(int capacity) {
        states = new State[capacity];
        tokens = new int[capacity];
        positions = new int[capacity];
        nodes = new int[capacity];
        Arrays.fill(states, State.FREE);
        Arrays.fill(tokens, NONE);
        Arrays.fill(positions, NONE);
        Arrays.fill(nodes, NONE);
    }

    /// Number of slots.
    public int capacity() {
        return states.length;
    }

    /// What became of `slot`.
    public State state(int slot) {
        return states[slot];
    }

    /// The token id whose key and value lie in `slot`, or [#NONE].
    public int token(int slot) {
        return tokens[slot];
    }

    /// The position the key was rotated to, or [#NONE].
    public int position(int slot) {
        return positions[slot];
    }

    /// The draft-tree node this slot belongs to, or [#NONE].
    public int node(int slot) {
        return nodes[slot];
    }

    /// Writes all four facts about `slot`.
    public void set(int slot, State state, int token, int position, int node) {
        states[slot] = Objects.requireNonNull(state, "state");
        tokens[slot] = token;
        positions[slot] = position;
        nodes[slot] = node;
    }

    /// Changes only what became of `slot`.
    public void setState(int slot, State state) {
        states[slot] = Objects.requireNonNull(state, "state");
    }

    /// Number of slots in `state`.
    public int count(State state) {
        int n = 0;
        for (State s : states) {
            if (s == state) {
                n++;
            }
        }
        return n;
    }

    /// Copies every fact from slot `from` to slot `to`.
    void move(int from, int to) {
        set(to, states[from], tokens[from], positions[from], nodes[from]);
    }
}
