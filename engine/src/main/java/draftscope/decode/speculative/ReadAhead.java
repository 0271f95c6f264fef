package draftscope.decode.speculative;

import draftscope.sampling.RawLaw;

/// The target, asked what comes next before there is a draft to judge. What enters is an embedding, so one row may stand for a
/// mixture of several guesses.
///
/// Each row goes to the slot and the position so many places behind the root, and sees the committed text and the rows of
/// lesser depth. These states are scratch: the target writes the same slots again when it reads the draft, so nothing that a
/// mixture left behind is ever kept.
public interface ReadAhead {
    /// Floats of an embedding.
    int width();

    /// What the target reads for a token.
    ///
    /// @param out `(width)`
    void embedding(int token, float[] out);

    /// One pass over one row; the target's law after it, valid until the next pass.
    ///
    /// @param token     whose embedding it is, or -1 for a mixture
    /// @param embedding `(width)`
    /// @param depth     0 for the root, then 1, 2, ... after the row before
    RawLaw read(int token, float[] embedding, int depth);

    /// For those who may not ask.
    ReadAhead NONE = new ReadAhead() {
        @Override
        public int width() {
            throw new IllegalStateException("nothing can be read ahead here");
        }

        @Override
        public void embedding(int token, float[] out) {
            throw new IllegalStateException("nothing can be read ahead here");
        }

        @Override
        public RawLaw read(int token, float[] embedding, int depth) {
            throw new IllegalStateException("nothing can be read ahead here");
        }
    };
}
