package draftscope.trace;

/// A part of the chain that turns raw scores into the law that tokens are drawn from.
public enum Sampler {
    /// Sharpens or flattens; at 0 only the first choice stays.
    TEMPERATURE("temperature"),
    /// Keeps the k likeliest tokens.
    TOP_K("top-k"),
    /// Keeps the fewest likeliest tokens that hold at least p.
    TOP_P("top-p"),
    /// Keeps tokens with at least this share of the likeliest one's probability.
    MIN_P("min-p");

    private final String label;

    Sampler(String label) {
        this.label = label;
    }

    /// The word shown to people.
    public String label() {
        return label;
    }
}
