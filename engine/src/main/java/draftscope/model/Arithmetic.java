package draftscope.model;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// What a model does with its numbers, apart from their count: everything that sets one architecture apart from another.
///
/// The forward pass reads this and never asks for the name of the architecture. Immutable.
///
/// @param norm             how a half layer's input is normalised
/// @param epsilon          added to the mean square, or the variance
/// @param activation       of the feed-forward part
/// @param gated            the activation gates a second product; otherwise it stands alone
/// @param queryKeyNorms    queries and keys are normalised head by head before they turn
/// @param postNorms        what a half layer adds is normalised too
/// @param learntPositions  a vector per position is added to the embedding
/// @param scales           constants multiplied by on the way
/// @param experts          the mixture that takes the place of the feed-forward part, if there is one
/// @param layers           what each layer attends to and how it turns, `(layers)`
public record Arithmetic(Norm norm, double epsilon, Activation activation, boolean gated, boolean queryKeyNorms,
        boolean postNorms, boolean learntPositions, Scales scales, Optional<Experts> experts, List<LayerRule> layers) {
    /// How a vector is normalised.
    public enum Norm {
        /// RMSNorm (Zhang and Sennrich, 2019, arXiv 1910.07467): by the root of the mean square, times a weight.
        RMS,
        /// LayerNorm (Ba et al., 2016, arXiv 1607.06450): mean 0 and variance 1, times a weight, plus a bias.
        LAYER
    }

    /// The non-linearity of the feed-forward part.
    public enum Activation {
        /// `x * sigmoid(x)`.
        SILU,
        /// GELU by its tanh form.
        GELU
    }

    /// A mixture of experts: a router picks some feed-forward parts for each row (Shazeer et al., 2017, arXiv 1701.06538).
    ///
    /// @param count      number of experts in a layer
    /// @param used       experts that a row goes through, the most probable ones
    /// @param normalised their weights are scaled to sum 1; otherwise they are what they were among all experts
    public record Experts(int count, int used, boolean normalised) {
        public Experts {
            if (used < 1 || used > count) {
                throw new IllegalArgumentException(used + " of " + count + " experts are used; 1 to " + count
                        + " are accepted");
            }
        }
    }

    /// What one layer attends to.
    ///
    /// @param window   a row at position p sees the keys at positions above `p - window`; 0 for all
    /// @param rotation how queries and keys turn; empty where they do not
    public record LayerRule(int window, Optional<Rotation> rotation) {
        /// Whether the layer sees only the last positions.
        public boolean windowed() {
            return window > 0;
        }
    }

    public Arithmetic {
        layers = List.copyOf(layers);
    }

    /// What llama does: RMSNorm, a gated SiLU, rotation alike in every layer (Touvron et al., 2023, arXiv 2302.13971).
    public static Arithmetic llama(Shape shape, double epsilon, Optional<Rotation> rotation) {
        return new Arithmetic(Norm.RMS, epsilon, Activation.SILU, true, false, false, false,
                Scales.plain(shape.headDim()), Optional.empty(),
                Collections.nCopies(shape.layers(), new LayerRule(0, rotation)));
    }

    /// Whether any layer has a sliding window.
    public boolean windowed() {
        return layers.stream().anyMatch(LayerRule::windowed);
    }

    /// The same with LayerNorm.
    Arithmetic withLayerNorm(double newEpsilon) {
        return new Arithmetic(Norm.LAYER, newEpsilon, activation, gated, queryKeyNorms, postNorms, learntPositions,
                scales, experts, layers);
    }

    /// The same with another feed-forward part.
    Arithmetic withFeedForward(Activation newActivation, boolean newGated) {
        return new Arithmetic(norm, epsilon, newActivation, newGated, queryKeyNorms, postNorms, learntPositions,
                scales, experts, layers);
    }

    /// The same with queries and keys normalised.
    Arithmetic withQueryKeyNorms() {
        return new Arithmetic(norm, epsilon, activation, gated, true, postNorms, learntPositions, scales, experts,
                layers);
    }

    /// The same with what half layers add normalised.
    Arithmetic withPostNorms() {
        return new Arithmetic(norm, epsilon, activation, gated, queryKeyNorms, true, learntPositions, scales,
                experts, layers);
    }

    /// The same with learnt positions and without rotation.
    Arithmetic withLearntPositions() {
        return new Arithmetic(norm, epsilon, activation, gated, queryKeyNorms, postNorms, true, scales, experts,
                layers).withLayers(_ -> new LayerRule(0, Optional.empty()));
    }

    /// The same with other constants.
    Arithmetic withScales(UnaryOperator<Scales> change) {
        return new Arithmetic(norm, epsilon, activation, gated, queryKeyNorms, postNorms, learntPositions,
                change.apply(scales), experts, layers);
    }

    /// The same with a mixture of experts, or without one.
    Arithmetic withExperts(Optional<Experts> newExperts) {
        return new Arithmetic(norm, epsilon, activation, gated, queryKeyNorms, postNorms, learntPositions, scales,
                newExperts, layers);
    }

    /// The same with another rule for each layer.
    Arithmetic withLayers(IntFunction<LayerRule> rule) {
        return new Arithmetic(norm, epsilon, activation, gated, queryKeyNorms, postNorms, learntPositions, scales,
                experts, IntStream.range(0, layers.size()).mapToObj(rule).toList());
    }
}
