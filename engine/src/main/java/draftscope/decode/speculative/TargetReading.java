package draftscope.decode.speculative;

import draftscope.sampling.RawLaw;
import java.util.List;
import java.util.function.IntFunction;

/// What the target said in one forward: the tokens it read and its raw law after each.
///
/// In a round row 0 is the root, row i the node i of the draft, and the probes stand behind the last node in their order. Of the
/// prompt a row is a token, in order. Laws hold only until the call that hands them over returns.
///
/// @param ofPrompt whether it read a piece of the prompt, not a round
/// @param tokens `(rows)`; not copied
/// @param path   rows whose tokens are committed, in the order of the text: the root and the accepted nodes, or all of a prompt
/// @param nodes  rows that are root or nodes; the rest are probes
/// @param laws   the law after a row
public record TargetReading(boolean ofPrompt, int[] tokens, List<Integer> path, int nodes, IntFunction<RawLaw> laws) {
    public TargetReading {
        path = List.copyOf(path);
    }

    /// The law after a probe, by its number 1, 2, ...
    public RawLaw probe(int number) {
        return laws.apply(nodes + number - 1);
    }
}
