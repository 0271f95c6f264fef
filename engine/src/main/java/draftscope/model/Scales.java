package draftscope.model;

/// Constants that a model multiplies by, or caps with, on its way. Immutable.
///
/// @param embedding    multiplies the token embeddings; 1 for none
/// @param attention    multiplies attention scores
/// @param residual     multiplies what each half layer adds; 1 for none
/// @param logits       multiplies the logits; 1 for none
/// @param attentionCap scores become `cap * tanh(score / cap)`; 0 for no cap
/// @param logitCap     the same for logits; 0 for no cap
public record Scales(double embedding, double attention, double residual, double logits, double attentionCap,
        double logitCap) {
    /// Only the usual `1 / sqrt(headDim)` on attention scores.
    public static Scales plain(int headDim) {
        return new Scales(1, 1 / Math.sqrt(headDim), 1, 1, 0, 0);
    }

    Scales withEmbedding(double scale) {
        return new Scales(scale, attention, residual, logits, attentionCap, logitCap);
    }

    Scales withAttention(double scale) {
        return new Scales(embedding, scale, residual, logits, attentionCap, logitCap);
    }

    Scales withResidual(double scale) {
        return new Scales(embedding, attention, scale, logits, attentionCap, logitCap);
    }

    Scales withLogits(double scale) {
        return new Scales(embedding, attention, residual, scale, attentionCap, logitCap);
    }

    Scales withCaps(double ofAttention, double ofLogits) {
        return new Scales(embedding, attention, residual, logits, ofAttention, ofLogits);
    }
}
