package draftscope.decode;

import draftscope.sampling.RawLaw;
import draftscope.sampling.SampledLaw;
import draftscope.sampling.SamplerChain;
import draftscope.sampling.TokenDistribution;

/// The laws of one forward of the target, by row. Each is made when it is first asked for, so that an unobserved run pays
/// only for the rows that its verifier looks at. The buffers are used again in the next round.
final class TargetRows {
    private final SamplerChain chain;
    private final float[][] scores; // (rows, vocab), allocated as rows are needed
    private final double[][] rooms; // (rows, vocab), allocated as rows are needed
    private final RawLaw[] raw; // (rows)
    private final SampledLaw[] laws; // (rows)
    private final int vocab;
    private final StopClock clock;
    private TokenScorer.Scores pass;

    TargetRows(SamplerChain chain, int rows, int vocab, StopClock clock) {
        this.chain = chain;
        this.clock = clock;
        this.vocab = vocab;
        scores = new float[rows][];
        rooms = new double[rows][];
        raw = new RawLaw[rows];
        laws = new SampledLaw[rows];
    }

    /// Begins a round.
    void read(TokenScorer.Scores fresh) {
        pass = fresh;
        java.util.Arrays.fill(raw, null);
        java.util.Arrays.fill(laws, null);
    }

    /// The law before the sampler chain. Valid until the next round.
    RawLaw raw(int row) {
        if (raw[row] == null) {
            if (scores[row] == null) {
                scores[row] = new float[vocab];
                rooms[row] = new double[vocab];
            }
            StopClock.Part before = clock.enter(StopClock.Part.LAW);
            pass.copyRow(row, scores[row]);
            raw[row] = new RawLaw(scores[row], rooms[row]);
            clock.enter(before);
        }
        return raw[row];
    }

    /// The law that tokens are drawn from.
    TokenDistribution law(int row) {
        return sampled(row).law();
    }

    /// The same, with what each sampler did. Valid until the next round.
    SampledLaw sampled(int row) {
        if (laws[row] == null) {
            RawLaw scored = raw(row);
            StopClock.Part before = clock.enter(StopClock.Part.LAW);
            laws[row] = chain.sample(scored);
            clock.enter(before);
        }
        return laws[row];
    }
}
