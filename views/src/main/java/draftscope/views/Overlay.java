package draftscope.views;

import draftscope.trace.TokenMeasures;
import draftscope.views.layout.Numbers;

/// The one measure that the fill behind the running text, and the curve above it, stand for. All are of the target's raw law
/// over the whole vocabulary, but for the log ratio; the domains are fixed, so that two texts can be compared.
public enum Overlay {
    PLAIN("plain", "", 0, 1), ENTROPY("entropy", "0 – 7 bit", 0, 7), SURPRISAL("surprisal", "0 – 7 bit", 0,
            7), PROBABILITY("probability", "0 – 1", 0, 1),
    /// By its logarithm, because ranks run over the whole vocabulary.
    RANK("rank", "first – 1000th", 0, Math.log(1000)),
    /// Raw probability of the first choice less that of the second.
    MARGIN("margin", "0 – 1", 0, 1),
    /// log2 of the target's probability over the draft's, after the sampler chain; of drafted tokens.
    LOG_RATIO("log p/q", "-2 – +2 bit", -2, 2),
    /// Variance of the surprisal.
    VARENTROPY("varentropy", "0 – 14 bit²", 0, 14);

    private final String label;
    private final String domain;
    private final double least;
    private final double most;

    Overlay(String label, String domain, double least, double most) {
        this.label = label;
        this.domain = domain;
        this.least = least;
        this.most = most;
    }

    /// The word shown to people.
    public String label() {
        return label;
    }

    /// The ends of its scale, with their unit.
    public String domain() {
        return domain;
    }

    /// The measure of a token; `NaN` when it was not captured or there is none.
    ///
    /// @param logRatio as [draftscope.trace.CommittedToken] tells it
    public double of(TokenMeasures measures, double logRatio) {
        return switch (this) {
            case PLAIN -> Double.NaN;
            case ENTROPY -> measures.entropyBits();
            case SURPRISAL -> measures.surprisalBits();
            case PROBABILITY -> measures.probability();
            case RANK -> measures.rank() < 0 ? Double.NaN : measures.rank();
            case MARGIN -> measures.marginRaw();
            case LOG_RATIO -> logRatio;
            case VARENTROPY -> measures.varentropy();
        };
    }

    /// Where a value lies in the domain, 0 to 1; what lies beyond an end counts as the end.
    public double share(double value) {
        double at = this == RANK ? Math.log(value + 1) : value;
        return Math.clamp((at - least) / (most - least), 0, 1);
    }

    /// Where a bar begins: at 0 of the measure.
    public double origin() {
        return this == LOG_RATIO ? 0.5 : 0;
    }

    /// A value with its unit.
    public String words(double value) {
        return switch (this) {
            case PLAIN -> "";
            case ENTROPY, SURPRISAL, LOG_RATIO -> Numbers.bits(value);
            case PROBABILITY, MARGIN -> Numbers.probability(value);
            case RANK -> Numbers.rank(Double.isNaN(value) ? -1 : (int) value);
            case VARENTROPY -> Double.isNaN(value) ? Numbers.NOT_CAPTURED : Numbers.fixed(value, 2) + " bit²";
        };
    }
}
