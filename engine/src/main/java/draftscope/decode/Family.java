package draftscope.decode;

/// The large groups of decoding methods, in the order in which people meet them.
public enum Family {
    /// One token for each forward of the target.
    PLAIN("Plain"),
    /// Something cheap guesses, the target judges.
    SPECULATIVE("Speculative"),
    /// A masked diffusion model fills a canvas.
    DIFFUSION("Diffusion"),
    /// Several continuations compete.
    SEARCH("Search");

    private final String label;

    Family(String label) {
        this.label = label;
    }

    /// The word shown to people and kept in traces.
    public String label() {
        return label;
    }
}
