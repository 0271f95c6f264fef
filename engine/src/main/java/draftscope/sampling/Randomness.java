package draftscope.sampling;

/// All random numbers of a run, by name instead of by turn: each is a function of the seed, the purpose, the step and the
/// node or position it is for. A method that draws more does not shift its neighbours, and a replay needs no history.
///
/// A run that goes on where another one left off counts its steps from 0 and its random numbers on from the other's: `firstStep` is
/// added to every step.
///
/// Counter-based: the keys pass one after the other through the finaliser of SplitMix64 (Steele, Lea, Flood 2014), which
/// spreads every bit over all 64. Immutable and thread-safe.
public record Randomness(long seed, int firstStep) {
    /// What a number is for. New purposes go to the end: a purpose's place is part of the key.
    public enum Purpose {
        /// Drawing a draft token.
        DRAFT,
        /// Testing a draft token, or the target's own draw of the match rule.
        VERIFY,
        /// The target's token after a rejection.
        RESIDUAL,
        /// The target's token after a whole accepted path.
        BONUS,
        /// The target's token with no draft in play.
        PLAIN,
        /// A diffusion model's proposal for a masked position.
        UNMASK,
        /// When a candidate for the draft arrives, where candidates of several nodes compete.
        ARRIVAL,
        /// The order in which masked positions are taken, where luck has a say.
        ORDER,
        /// What is changed in a text, where and to what, and whether it is taken.
        EDIT
    }

    /// Counts from step 0.
    public Randomness(long seed) {
        this(seed, 0);
    }

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final double UNIT = 0x1p-53;

    /// A uniform number in [0, 1) with 53 random bits.
    ///
    /// @param place node, position or whatever the purpose counts
    public double uniform(Purpose purpose, int step, int place) {
        return uniform(purpose, step, place, 0);
    }

    /// As above, the `index`-th of several numbers for one place.
    public double uniform(Purpose purpose, int step, int place, int index) {
        return (bits(purpose, step, place, index) >>> 11) * UNIT;
    }

    /// A standard Gumbel number: -log(-log u) with u strictly between 0 and 1, so it is always finite.
    public double gumbel(Purpose purpose, int step, int place, int index) {
        double u = ((bits(purpose, step, place, index) >>> 12) + 0.5) * 2 * UNIT; // 52 bits: with 53 the half would round up to 1
        return -Math.log(-Math.log(u));
    }

    private long bits(Purpose purpose, int step, int place, int index) {
        long state = mix(seed + GOLDEN);
        state = mix(state + GOLDEN * (purpose.ordinal() + 1));
        state = mix(state + GOLDEN * (firstStep + step + 1L));
        state = mix(state + GOLDEN * (place + 1L));
        return mix(state + GOLDEN * (index + 1L));
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
