package draftscope.trace;

/// The parts of a step, in the order in which a driver goes through them. A run can be paused after each.
public enum Phase {
    /// Reading the prompt, before the first step.
    PREFILL("read prompt"),
    /// One pass of the draft.
    DRAFT("draft"),
    /// Ordering and cutting the tree to its budget.
    RANK("rank"),
    /// The target's forward over root and nodes.
    VERIFY("verify"),
    /// The walk that judges node after node.
    ACCEPT("accept"),
    /// The target's own token, where it has one to say: correction, bonus or plain. Then it stands what the round comes to.
    EMIT("emit"),
    /// Winners are copied in the KV cache, losers rolled back, tokens become output.
    COMMIT("commit"),
    /// The diffusion model proposes a token for every mask.
    PREDICT("predict"),
    /// The unmask policy takes positions.
    CHOOSE("choose"),
    /// Tentative tokens are written to the canvas.
    WRITE("write"),
    /// Tentative tokens are masked again.
    REMASK("remask"),
    /// Cached rows are refreshed or kept.
    CACHE("cache");

    private final String label;

    Phase(String label) {
        this.label = label;
    }

    /// The word shown to people.
    public String label() {
        return label;
    }
}
