package draftscope.model;

import java.util.BitSet;

/// Which halves of which layers a forward pass runs. Immutable.
///
/// A half that is left out adds nothing: its input goes on unchanged. A layer whose attention is left out writes no keys and
/// values, so a later pass must not attend, in that layer, to what was fed with such a plan.
public final class LayerPlan {
    private final int layers;
    private final BitSet attention;
    private final BitSet feedForward;

    private LayerPlan(int layers, BitSet attention, BitSet feedForward) {
        this.layers = layers;
        this.attention = attention;
        this.feedForward = feedForward;
    }

    /// All of `layers` layers.
    public static LayerPlan all(int layers) {
        return first(layers, layers);
    }

    /// The first `kept` of `layers` layers.
    public static LayerPlan first(int kept, int layers) {
        if (kept < 0 || kept > layers) {
            throw new IllegalArgumentException("cannot keep " + kept + " of " + layers + " layers");
        }
        BitSet some = new BitSet(layers);
        some.set(0, kept);
        return new LayerPlan(layers, some, some);
    }

    /// The same without the attention of the given layers.
    public LayerPlan withoutAttention(int... left) {
        return new LayerPlan(layers, without(attention, left), feedForward);
    }

    /// The same without the feed-forward part of the given layers.
    public LayerPlan withoutFeedForward(int... left) {
        return new LayerPlan(layers, attention, without(feedForward, left));
    }

    /// The same without the given layers.
    public LayerPlan without(int... left) {
        return withoutAttention(left).withoutFeedForward(left);
    }

    /// Number of layers the plan is made for.
    public int layers() {
        return layers;
    }

    /// Whether the attention of `layer` runs.
    public boolean attention(int layer) {
        return attention.get(layer);
    }

    /// Whether the feed-forward part of `layer` runs.
    public boolean feedForward(int layer) {
        return feedForward.get(layer);
    }

    private BitSet without(BitSet of, int[] left) {
        BitSet out = (BitSet) of.clone();
        for (int layer : left) {
            if (layer < 0 || layer >= layers) {
                throw new IllegalArgumentException("there is no layer " + layer + " among " + layers);
            }
            out.clear(layer);
        }
        return out;
    }
}
