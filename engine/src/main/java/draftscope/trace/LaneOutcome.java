package draftscope.trace;

import java.util.List;
import java.util.Optional;

/// What a round brought a lane of a batch.
///
/// @param lane     1, 2, ...
/// @param accepted draft tokens that the target accepted
/// @param tokens   what became output: the accepted draft, then the target's own token, where there is one
/// @param end      why the lane is over; empty while it goes on
public record LaneOutcome(int lane, int accepted, List<Integer> tokens, Optional<StopReason> end) {
    public LaneOutcome {
        tokens = List.copyOf(tokens);
    }
}
