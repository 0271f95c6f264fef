package draftscope.sampling;

import draftscope.trace.SamplingSettings;

/// Temperature, then top-k, then top-p, then min-p, in float64.
public record SamplerChain(SamplingSettings settings) {
    /// Whether the law is always a point: temperature 0.
    public boolean greedy() {
        return settings.temperature() == 0;
    }
}
