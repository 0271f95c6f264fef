package draftscope.chat;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// How much a template may do. A template comes from a model file, so it may be written to never end, or to fill the memory; a
/// real one needs a thousandth of this.
final class Budget {
    private static final long MAX_WORK = 200_000_000;
    private static final long MAX_MADE = 40_000_000;
    private static final int MAX_SIZE = 4_000_000; // characters of a text, parts of a list with all that is in it
    private static final int MAX_NESTING = 100;
    private static final int MAX_DEPTH = 200;
    private static final int PART_COST = 32; // what a part of a list takes, in characters

    /// Parts of a value with all that is in it, and how deep they lie.
    private record Weight(long size, int depth) {}

    private final Map<Object, Weight> weights = new IdentityHashMap<>(); // of lists and mappings, which never change
    private long work;
    private long made;
    private int depth;

    /// Counts `units` of work: a step, a character looked at.
    void spend(long units) {
        work += units;
        if (work > MAX_WORK) {
            throw new IllegalArgumentException("it does more work than a chat template needs");
        }
    }

    /// Asks for room for a text or list of `size` before it is made.
    void room(long size) {
        if (size > MAX_SIZE) {
            throw new IllegalArgumentException("it makes a text or list of " + size + " parts; up to " + MAX_SIZE
                    + " are accepted");
        }
        spend(size);
        made += size;
        if (made > MAX_MADE) {
            throw new IllegalArgumentException("it makes more text than a chat template needs");
        }
    }

    /// Asks for room for a list or mapping of `parts` parts.
    void listRoom(long parts) {
        room(Math.multiplyExact(PART_COST, 2 + parts));
    }

    /// Counts the work of looking at all of `value`.
    void look(Object value) {
        spend(weigh(value).size);
    }

    /// Refuses a list or mapping, not null, that is too large, or nested too deep, to be written or compared.
    void check(Object value) {
        if (!weights.containsKey(value)) {
            listRoom(value instanceof List<?> list ? list.size() : ((Map<?, ?>) value).size());
        }
        Weight weight = weigh(value);
        if (weight.size > MAX_SIZE || weight.depth > MAX_NESTING) {
            throw new IllegalArgumentException(
                    "it makes a list or mapping of " + weight.size + " parts, " + weight.depth
                            + " deep; up to " + MAX_SIZE + " and " + MAX_NESTING + " are accepted");
        }
    }

    private Weight weigh(Object value) {
        return switch (value) {
            case String text -> new Weight(1L + text.length(), 0);
            case List<?> list -> {
                Weight known = weights.get(list);
                yield known != null ? known : remember(list, weighAll(list));
            }
            case Map<?, ?> map -> {
                Weight known = weights.get(map);
                if (known == null) {
                    Weight keys = weighAll(map.keySet());
                    Weight values = weighAll(map.values());
                    known = remember(map, new Weight(keys.size + values.size, Math.max(keys.depth, values.depth)));
                }
                yield known;
            }
            case null, default -> new Weight(1, 0);
        };
    }

    private Weight weighAll(Iterable<?> items) {
        long size = 1;
        int deepest = 0;
        for (Object item : items) {
            Weight weight = weigh(item);
            size += weight.size;
            deepest = Math.max(deepest, weight.depth);
        }
        return new Weight(size, deepest + 1);
    }

    private Weight remember(Object value, Weight weight) {
        weights.put(value, weight);
        return weight;
    }

    void enter() {
        if (++depth > MAX_DEPTH) {
            throw new IllegalArgumentException("it is nested deeper than " + MAX_DEPTH + " levels");
        }
    }

    void leave() {
        depth--;
    }
}
