package draftscope.decode;

import draftscope.trace.Fork;
import draftscope.trace.Observation;
import draftscope.trace.SamplingSettings;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What a person asks for. Nothing is checked here against models or catalog: [DecodingRun#prepare] does that and says
/// what is wrong in one sentence.
///
/// @param methodId    an id of the [MethodCatalog]
/// @param parameters  the method's parameters as text; what is left out takes its standard value
/// @param prompt      the text before the output; tokenised unless `promptIds` is given
/// @param promptIds   the prompt as token ids; empty to tokenise `prompt`
/// @param maxTokens   most tokens to write, at least 1; a forced one is among them
/// @param seed        all randomness of the run follows from it
/// @param threads     threads the models were opened with; recorded, because a run is repeated with the same number
/// @param fork        where the run leaves another one, whose tokens up to there are `promptIds`; empty for a run of its own
/// @param beginning   the canvas that a diffusion run takes over from the one that it leaves; empty to begin with masks
public record RunRequest(String methodId, Map<String, String> parameters, String prompt, List<Integer> promptIds,
        int maxTokens, SamplingSettings sampling, long seed, Observation observation, int threads,
        Optional<Fork> fork, Optional<CanvasBeginning> beginning) {
    /// A run that writes from left to right behind what it takes over, or one of its own.
    public RunRequest(String methodId, Map<String, String> parameters, String prompt, List<Integer> promptIds,
            int maxTokens, SamplingSettings sampling, long seed, Observation observation, int threads,
            Optional<Fork> fork) {
        this(methodId, parameters, prompt, promptIds, maxTokens, sampling, seed, observation, threads, fork,
                Optional.empty());
    }

    /// A run of its own.
    public RunRequest(String methodId, Map<String, String> parameters, String prompt, List<Integer> promptIds,
            int maxTokens, SamplingSettings sampling, long seed, Observation observation, int threads) {
        this(methodId, parameters, prompt, promptIds, maxTokens, sampling, seed, observation, threads,
                Optional.empty());
    }

    public RunRequest {
        Objects.requireNonNull(methodId, "methodId");
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(sampling, "sampling");
        Objects.requireNonNull(observation, "observation");
        Objects.requireNonNull(fork, "fork");
        Objects.requireNonNull(beginning, "beginning");
        parameters = Map.copyOf(parameters);
        promptIds = List.copyOf(promptIds);
    }
}
