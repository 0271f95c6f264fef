package draftscope.trace;

/// Who wrote a committed token.
public enum Provenance {
    PROMPT,
    /// The target, with no draft in play.
    TARGET,
    /// The draft, accepted by the target.
    ACCEPTED_DRAFT,
    /// The target, in place of a rejected draft token.
    CORRECTION,
    /// The target, after a path that was accepted to its end.
    BONUS,
    /// A diffusion model, by unmasking.
    UNMASKED,
    /// A person.
    FORCED,
    /// A run that this one left: it stood on the canvas already. It is no output of this run's and counts for nothing.
    TAKEN_OVER
}
