package draftscope.decode.diffusion;

/// The parts that the diffusion driver composes.
///
/// @param length    masks after the prompt; the driver takes fewer where fewer tokens are asked for
/// @param blocks    cuts the canvas into blocks
/// @param unmask    chooses which positions take their proposed token
/// @param remask    masks tentative tokens again
/// @param cache     chooses which rows are computed afresh
/// @param evidence  weighs the model's scores with those of earlier steps
/// @param exit      ends the run early by filling all that is left
/// @param end       cuts the canvas where the text is expected to end
/// @param sampled   whether confidence, margin and entropy are those of the law that tokens are drawn from, temperature and cuts
///                  included, as Dream has it; else those of the raw law, as LLaDA has it. At temperature 0 both are raw
/// @param foresight canvases that one forward may read: the canvas as it stands and, from 2 on, what the run's own rule would
///                  make of it if the model did not change its mind; at least 1. It changes how many forwards a run takes and
///                  nothing that it writes
/// @param constraint limits what may stand on the canvas, whose length then is fixed
public record DiffusionParts(int length, BlockPolicy blocks, UnmaskPolicy unmask, RemaskPolicy remask,
        CachePolicy cache, Evidence evidence, EarlyExit exit, EndPolicy end, boolean sampled, int foresight,
        Constraint constraint) {
    public DiffusionParts {
        if (foresight < 1) {
            throw new IllegalArgumentException("a forward reads at least 1 canvas; got " + foresight);
        }
        if (!(constraint instanceof Constraint.None) && !(end instanceof EndPolicy.Never)) {
            throw new IllegalArgumentException(
                    "a constraint is about a canvas of a fixed length; the end policy would cut it");
        }
    }

    /// Nothing remasked, cached, remembered, limited or cut short.
    public DiffusionParts(int length, BlockPolicy blocks, UnmaskPolicy unmask) {
        this(length, blocks, unmask, new RemaskPolicy.Never(), new CachePolicy.None(), new Evidence.None(),
                new EarlyExit.Never(), new EndPolicy.Never(), false, 1,
                new Constraint.None());
    }

    DiffusionParts remasking(RemaskPolicy policy) {
        return new DiffusionParts(length, blocks, unmask, policy, cache, evidence, exit, end, sampled, foresight,
                constraint);
    }

    DiffusionParts caching(CachePolicy policy) {
        return new DiffusionParts(length, blocks, unmask, remask, policy, evidence, exit, end, sampled, foresight,
                constraint);
    }

    DiffusionParts weighing(Evidence memory) {
        return new DiffusionParts(length, blocks, unmask, remask, cache, memory, exit, end, sampled, foresight,
                constraint);
    }

    DiffusionParts leaving(EarlyExit when) {
        return new DiffusionParts(length, blocks, unmask, remask, cache, evidence, when, end, sampled, foresight,
                constraint);
    }

    DiffusionParts ending(EndPolicy where) {
        return new DiffusionParts(length, blocks, unmask, remask, cache, evidence, exit, where, sampled, foresight,
                constraint);
    }

    DiffusionParts scoringWhatIsDrawn() {
        return new DiffusionParts(length, blocks, unmask, remask, cache, evidence, exit, end, true, foresight,
                constraint);
    }

    DiffusionParts readingAhead(int canvases) {
        return new DiffusionParts(length, blocks, unmask, remask, cache, evidence, exit, end, sampled, canvases,
                constraint);
    }

    DiffusionParts limiting(Constraint rule) {
        return new DiffusionParts(length, blocks, unmask, remask, cache, evidence, exit, end, sampled, foresight, rule);
    }
}
