package draftscope.trace;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Everything that is needed to repeat a run.
///
/// @param lossyReason why the method does not keep the target's distribution; empty when it is exact
/// @param parameters  the method's parameters by name, as text, defaults included
/// @param draft       empty for methods without a draft model
/// @param capacity    slots of the target's KV cache, or length of the canvas
/// @param fork        where the run left another one; empty for a run of its own
/// @param engine      engine version and kernels, such as `0.1.0, vector 256 bit`
public record RunSettings(String methodId, String methodName, String family, String lossyReason,
        Map<String, String> parameters, SamplingSettings sampling, long seed, int maxTokens, ModelIdentity target,
        Optional<ModelIdentity> draft, int threads, Observation observation, int capacity, String prompt,
        Optional<Fork> fork, String engine) {

    public RunSettings {
        parameters = java.util.Collections.unmodifiableMap(new TreeMap<>(parameters));
    }

    /// A run that did not leave another one.
    public RunSettings(String methodId, String methodName, String family, String lossyReason,
            Map<String, String> parameters, SamplingSettings sampling, long seed, int maxTokens, ModelIdentity target,
            Optional<ModelIdentity> draft, int threads, Observation observation, int capacity, String prompt,
            String engine) {
        this(methodId, methodName, family, lossyReason, parameters, sampling, seed, maxTokens, target, draft, threads,
                observation, capacity, prompt, Optional.empty(), engine);
    }

    /// What a turn of the driver is called: a round of drafting and judging, or a step.
    public String turn() {
        return family.equalsIgnoreCase("speculative") ? "round" : "step";
    }

    public boolean exact() {
        return lossyReason.isEmpty();
    }
}
