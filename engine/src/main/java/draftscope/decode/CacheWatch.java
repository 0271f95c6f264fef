package draftscope.decode;

import draftscope.cache.KvCache;
import draftscope.cache.KvCells;
import draftscope.trace.KvChange;
import draftscope.trace.KvState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Finds out what a cache did by comparing its cells with what they were at the last look. What is told of a cache is
/// therefore what happened to it, whoever did it.
final class CacheWatch {
    private final KvCache cache;
    private final KvCells.State[] states; // (capacity), as told
    private final int[] tokens; // (capacity)
    private final int[] positions; // (capacity)
    private final int[] nodes; // (capacity)
    private int told; // committed length at the last look
    private int reach; // no cell from here on was ever written

    CacheWatch(KvCache cache) {
        this.cache = cache;
        states = new KvCells.State[cache.capacity()];
        tokens = new int[cache.capacity()];
        positions = new int[cache.capacity()];
        nodes = new int[cache.capacity()];
        Arrays.fill(states, KvCells.State.FREE);
        Arrays.fill(tokens, KvCells.NONE);
        Arrays.fill(positions, KvCells.NONE);
        Arrays.fill(nodes, KvCells.NONE);
    }

    /// What changed since the last look, in order of the slots. Committed cells never change again, so only those from the
    /// committed length of the last look on are compared.
    ///
    /// @param upTo no cell from here on was written since the last look
    List<KvChange> changes(int upTo) {
        KvCells cells = cache.cells();
        int from = Math.min(told, cache.length());
        reach = Math.min(cache.capacity(), Math.max(reach, Math.max(upTo, cache.length())));
        List<KvChange> changes = new ArrayList<>();
        for (int slot = from; slot < reach; slot++) {
            if (cells.state(slot) != states[slot] || cells.token(slot) != tokens[slot]
                    || cells.position(slot) != positions[slot] || cells.node(slot) != nodes[slot]) {
                changes.add(new KvChange(slot, KvState.valueOf(cells.state(slot).name()), source(slot, from),
                        cells.token(slot), cells.position(slot), cells.node(slot)));
            }
        }
        for (KvChange change : changes) {
            int slot = change.slot();
            states[slot] = cells.state(slot);
            tokens[slot] = cells.token(slot);
            positions[slot] = cells.position(slot);
            nodes[slot] = cells.node(slot);
        }
        told = cache.length();
        return changes;
    }

    /// Where a committed node lay before it was moved to `slot`. Node numbers are unique among the scratch cells of a round.
    private int source(int slot, int from) {
        int node = cache.cells().node(slot);
        if (node == KvCells.NONE || slot >= cache.length() || nodes[slot] == node) {
            return KvChange.NOT_COPIED;
        }
        for (int other = from; other < reach; other++) {
            if (nodes[other] == node && states[other] == KvCells.State.SCRATCH) {
                return other;
            }
        }
        return KvChange.NOT_COPIED;
    }
}
