package draftscope.decode;

import draftscope.cache.KvCache;
import draftscope.cache.KvMemory;

/// A network that does not read again what it has read. One with fewer layers writes other keys, which nobody remembers.
record RememberingScorer(TokenScorer network, KvMemory memory) implements OuterScorer {
    @Override
    public KvCache newCache(int capacity, int[] text) {
        return memory.recall(text, capacity, network::newCache);
    }

}
