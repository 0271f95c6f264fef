package draftscope.sampling;

import draftscope.trace.Sampler;
import draftscope.trace.SamplerStage;
import draftscope.trace.TopTokens;
import java.util.ArrayList;
import java.util.List;

/// A law that tokens are drawn from, with what each sampler of the chain did on the way from the raw law. The counts and masses
/// fall out of sampling; the rest is made when somebody asks to be told. Valid while the raw law is.
public final class SampledLaw {
    /// @param kept tokens left in
    /// @param mass share of what it was given that these hold
    record Cut(Sampler sampler, double setting, int kept, double mass) {}

    private final RawLaw raw;
    private final double temperature;
    private final double sum; // of the weights at that temperature
    private final List<Cut> cuts; // behind the temperature
    private final TokenDistribution law;

    SampledLaw(RawLaw raw, double temperature, double sum, List<Cut> cuts, TokenDistribution law) {
        this.raw = raw;
        this.temperature = temperature;
        this.sum = sum;
        this.cuts = cuts;
        this.law = law;
    }

    /// The law after the chain.
    public TokenDistribution law() {
        return law;
    }

    /// The `count` likeliest tokens of the law: what [TokenDistribution#top(int)] of it gives, from the ranking of the raw law.
    public TopTokens top(int count) {
        return law.isPoint() ? law.top(count) : law.top(count, raw.best(count));
    }

    /// What each sampler did, in the order of the chain; the temperature is always the first.
    ///
    /// @param count how many of the likeliest tokens to tell where a law is told
    /// @param last  whether the law after the last sampler is told too
    public List<SamplerStage> stages(int count, boolean last) {
        List<SamplerStage> stages = new ArrayList<>(1 + cuts.size());
        if (temperature == 0) {
            stages.add(new SamplerStage(Sampler.TEMPERATURE, 0, 1, raw.probability(raw.mode()),
                    TopTokens.NOT_CAPTURED));
        } else {
            boolean told = temperature != 1 && (last || !cuts.isEmpty());
            stages.add(new SamplerStage(Sampler.TEMPERATURE, temperature, raw.size(), 1,
                    told ? tempered(count) : TopTokens.NOT_CAPTURED));
        }
        for (Cut cut : cuts) {
            stages.add(new SamplerStage(cut.sampler, cut.setting, cut.kept, cut.mass, TopTokens.NOT_CAPTURED));
        }
        return stages;
    }

    /// The law between temperature and cuts, of which only the sum outlived them: a weight depends on nothing but its score.
    private TopTokens tempered(int count) {
        int[] ids = raw.best(count);
        float[] scores = new float[ids.length];
        for (int i = 0; i < ids.length; i++) {
            scores[i] = raw.score(ids[i]);
        }
        double[] weights = new double[ids.length];
        Softmax.weigh(scores, raw.score(raw.mode()), temperature, weights);
        double rest = 1;
        double scale = 1 / sum; // as in the law after the chain, to the bit
        for (int i = 0; i < ids.length; i++) {
            weights[i] *= scale;
            rest -= weights[i];
        }
        return TopTokens.of(ids, weights, ids.length == raw.size() ? 0 : Math.max(0, rest));
    }
}
