package draftscope.decode.diffusion;

import draftscope.trace.SecondLook;
import java.util.List;
import java.util.function.Consumer;

/// Masks tentative tokens of the current block again, so that the model may think better of them. May have a memory; one for each run.
public interface RemaskPolicy {
    /// Most tokens that one step looks at again. Each takes a canvas more in the step's forward, and in the cache.
    default int looks() {
        return 0;
    }

    /// Which tokens the step is to look at again. Asked once a step, before the model is read.
    ///
    /// @param tentative what stands in the current block and was written in earlier steps, as for [#remask]
    /// @return positions among them, in order, at most [#looks()]
    default List<Integer> doubts(BlockProgress progress, List<Proposal> tentative) {
        return List.of();
    }

    /// @param tentative what stands unmasked in the current block, in order of position, with the confidence it was taken at
    /// @param looked    the tokens that were doubted, in the same order, with the probability that the model gave them when it saw
    ///                  the canvas before this step wrote to it, and a mask in their place
    /// @param told      takes what came of each second look
    /// @return positions to mask again, in order; empty for none
    List<Integer> remask(BlockProgress progress, List<Proposal> tentative, List<Proposal> looked,
            Consumer<SecondLook> told);

    /// Never: a token stays once it is written.
    record Never() implements RemaskPolicy {
        @Override
        public List<Integer> remask(BlockProgress progress, List<Proposal> tentative, List<Proposal> looked,
                Consumer<SecondLook> told) {
            return List.of();
        }
    }
}
