package draftscope.samples.tales;

/// The kinds of small tasks; each is a gift to one family of decoding methods.
public enum TaskKind {
    /// Say a sentence again, word for word (drafts copied from the prompt).
    COPY,
    /// Say a sentence again without its one or two mistakes (drafts copied from the prompt, with rejections).
    CORRECT,
    /// Copy or reverse a short list, name an end of it, or replace one word in it (parallel unmasking).
    LIST,
    /// Answer a question about a tale with a span of it (a needle in the cache).
    QUESTION,
    /// Write facts as a small JSON record (constraints).
    JSON
}
