package draftscope.app.library;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/// Tells of many models whether they can be paired with one, on a thread of its own. A new question ends the one before it.
///
/// An answer is kept for as long as both models' files stay as they were.
public final class PairingCheck {
    private record Pair(Stamp target, Stamp draft) {}

    private final Map<Pair, Pairing> known = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final ExecutorService thread = Executors
            .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("model pairing").factory());

    /// Asks whether each of `others` fits `one`.
    ///
    /// @param oneIsTarget whether the others would be its drafts, or its targets
    /// @param answer      called on the check's thread, once for each model that is known, until the next question
    public void ask(Listing one, boolean oneIsTarget, List<Listing> others, BiConsumer<Listing, Pairing> answer) {
        int mine = asked.incrementAndGet();
        thread.execute(() -> {
            for (Listing other : others) {
                if (mine != asked.get())
                    return;
                Listing target = oneIsTarget ? one : other;
                Listing draft = oneIsTarget ? other : one;
                target.description().ifPresent(t -> draft.description().ifPresent(d -> {
                    Pairing pairing = known.computeIfAbsent(new Pair(target.stamp(), draft.stamp()),
                            pair -> Pairing.of(t, d));
                    if (mine == asked.get())
                        answer.accept(other, pairing);
                }));
            }
        });
    }

    /// Ends the question that is being answered.
    public void cancel() {
        asked.incrementAndGet();
    }

    /// Pairs whose answer is kept.
    int size() {
        return known.size();
    }

    void close() {
        cancel();
        thread.shutdown();
    }
}
