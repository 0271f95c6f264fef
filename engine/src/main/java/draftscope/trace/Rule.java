package draftscope.trace;

/// How a verifier decides about a draft token.
public enum Rule {
    /// Temperature 0: the token must be the target's first choice.
    GREEDY_MATCH,
    /// Accept when u < target / draft (Leviathan et al. 2023, arXiv 2211.17192).
    RATIO,
    /// Accept when u < shifted target / draft, where the target's law is first shifted towards the draft's (RAPID, arXiv
    /// 2502.20330).
    SHIFTED_RATIO,
    /// Draw once from the target; accept the child that equals the draw.
    TARGET_SAMPLE_MATCH,
    /// Siblings tested in turn against what is left of the target, each draw with replacement (SpecInfer, arXiv 2305.09781).
    RECURSIVE_WITH_REPLACEMENT,
    /// Siblings tested in turn against what is left of the target, drawn without replacement (RSD, arXiv 2402.14160).
    RECURSIVE_WITHOUT_REPLACEMENT,
    /// Independent draws tested in turn, each against target / (rho x draft) with the same rho (SpecTr, arXiv 2310.15141).
    K_SEQ,
    /// Nothing is tested: the draft with the best score is taken whole (Superposed Decoding, arXiv 2405.18400).
    BEST_DRAFT
}
