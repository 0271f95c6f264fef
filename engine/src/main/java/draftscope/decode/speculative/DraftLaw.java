package draftscope.decode.speculative;

import draftscope.sampling.Randomness.Purpose;
import draftscope.sampling.RawLaw;
import draftscope.sampling.SamplerChain;
import draftscope.sampling.TokenDistribution;
import draftscope.trace.DraftNode;
import draftscope.trace.SamplingSettings;
import draftscope.trace.TopTokens;
import java.util.List;

/// What the draft model says comes after a node, and the way to take children from it.
///
/// Above temperature 0 children are drawn from the law after the sampler chain. At temperature 0 they are taken likeliest first
/// from the law at temperature 1, no random number is used, and only a match rule may judge them.
public final class DraftLaw {
    private static final SamplerChain PLAIN = new SamplerChain(new SamplingSettings(1, 0, 1, 0));

    private final int node;
    private final RawLaw raw;
    private final TokenDistribution law;
    private final boolean greedy;
    private final DraftContext context;
    private final String source;
    private final TopTokens top;
    private final double entropyBits;
    private boolean drawnFrom;

    /// @param source what children are said to come from
    DraftLaw(int node, RawLaw raw, SamplerChain chain, DraftContext context, String source) {
        this.source = source;
        this.node = node;
        this.raw = raw;
        this.context = context;
        greedy = chain.greedy();
        law = (greedy ? PLAIN : chain).law(raw);
        boolean capture = context.captured() > 0;
        top = !capture
                ? TopTokens.NOT_CAPTURED
                : greedy ? raw.top(context.captured()) : chain.top(raw, law, context.captured());
        entropyBits = capture ? law.entropyBits() : Double.NaN;
    }

    /// The node after which it stands, [DraftNode#ROOT] for the root.
    public int node() {
        return node;
    }

    /// The law that children are taken from.
    public TokenDistribution law() {
        return law;
    }

    /// Whether the likeliest tokens are taken instead of drawn: temperature 0.
    public boolean greedy() {
        return greedy;
    }

    /// Entropy in bits before the sampler chain. Valid until the draft model runs again.
    public double rawEntropyBits() {
        return raw.entropyBits();
    }

    /// The token of one draw from `left`, which is the law or what earlier draws left of it; at temperature 0 the likeliest.
    ///
    /// @param draw 0, 1, ... among the draws at this node
    public int take(TokenDistribution left, int draw) {
        if (greedy) {
            return left.mode();
        }
        drawnFrom = true;
        return left.draw(context.randomness().uniform(Purpose.DRAFT, context.step(), node, draw));
    }

    /// A uniform number for the arrival of the `draw`-th candidate of this node.
    double arrival(int draw) {
        return context.randomness().uniform(Purpose.ARRIVAL, context.step(), node, draw);
    }

    /// Adds a token as the next child.
    ///
    /// @param left what it was taken from
    DraftNode add(DraftTree tree, int token, TokenDistribution left) {
        return add(tree, token, left, List.of(), Double.NaN);
    }

    /// Adds a token that was taken from the whole law before there was a tree to hang it in.
    DraftNode hang(DraftTree tree, int parent, int token) {
        return add(tree, parent, token, law, List.of(), Double.NaN);
    }

    /// Adds a token as the next child, with the draws in which it came up or with what it was ranked by.
    DraftNode add(DraftTree tree, int token, TokenDistribution left, List<Integer> draws, double value) {
        return add(tree, node, token, left, draws, value);
    }

    private DraftNode add(DraftTree tree, int parent, int token, TokenDistribution left, List<Integer> draws,
            double value) {
        if (drawnFrom) { // a law that children were not drawn from would mislead a ratio test
            tree.drawFrom(parent, law);
        }
        return tree.add(parent, token, law.probability(token), Math.min(1, left.probability(token)), source,
                entropyBits,
                top, draws, value);
    }
}
