package draftscope.decode.diffusion;

import draftscope.decode.Lexicon;

/// Any parts, under a grammar.
public final class Limited {
    private Limited() {}

    public static DiffusionParts by(DiffusionParts parts, String grammar, Lexicon lexicon) {
        return parts.limiting(new GrammarConstraint("of a test", GrammarText.parse(grammar), lexicon));
    }
}
