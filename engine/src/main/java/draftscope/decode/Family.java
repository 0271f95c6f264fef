package draftscope.decode;

/// The large groups of decoding methods, in the order in which people meet them.
public enum Family {
    /// One token for each forward of the target.
    PLAIN("Plain"),
    /// Something cheap guesses, the target judges.
    SPECULATIVE("Speculative"),
    /// A masked diffusion model fills a canvas.
    DIFFUSION("Diffusion"),
    /// A text is changed in place, token by token.
    EDITING("Editing"),
    /// Several continuations compete.
    SEARCH("Search");

    private final String label;

    Family(String label) {
        this.label = label;
    }

    /// Whether its runs have a canvas, on which tokens are tentative until they are output.
    public boolean onCanvas() {
        return this == DIFFUSION || this == EDITING;
    }

    /// The word shown to people and kept in traces.
    public String label() {
        return label;
    }
}
