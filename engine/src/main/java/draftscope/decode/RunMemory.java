package draftscope.decode;

import draftscope.cache.KvMemory;
import draftscope.model.LanguageModel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the models of earlier runs have read. Runs that are given the same memory share the beginning that their texts have in
/// common: it is read once and held once, see [KvMemory].
///
/// Runs that share a memory follow one another: a run is prepared when the one before it has ended.
public final class RunMemory {
    /// A model as the target keeps other texts than the same model as the draft.
    private record Role(LanguageModel model, boolean draft) {}

    private final Map<Role, KvMemory> memories = new HashMap<>();

    /// Forgets what models other than these have read.
    public synchronized void keepOnly(LanguageModel... models) {
        List<LanguageModel> kept = Arrays.stream(models).toList();
        memories.keySet().removeIf(role -> !kept.contains(role.model()));
    }

    /// Bytes of all keys and values that are held.
    public synchronized long bytes() {
        return memories.values().stream().mapToLong(KvMemory::bytes).sum();
    }

    Participant target(Models models) {
        return Participant.of(models.target()).remembering(of(new Role(models.target(), false)));
    }

    Optional<Participant> draft(Models models) {
        return models.draft().map(model -> Participant.of(model).remembering(of(new Role(model, true))));
    }

    private synchronized KvMemory of(Role role) {
        return memories.computeIfAbsent(role, _ -> new KvMemory());
    }
}
