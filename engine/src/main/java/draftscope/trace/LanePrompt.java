package draftscope.trace;

import java.util.List;

/// Where a lane of a batch begins.
///
/// @param tokens its prompt
public record LanePrompt(List<Integer> tokens) {
    public LanePrompt {
        tokens = List.copyOf(tokens);
    }
}
