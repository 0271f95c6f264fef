package draftscope.findings;

import draftscope.trace.DraftNode;

/// Something about a run that a person might want to know, with what speaks for it.
///
/// @param rule     what was looked for
/// @param sentence what was found, with its numbers
/// @param score    how much it matters, from 0 to 1; the list is in falling order
/// @param step     the step that shows it, or [#NOWHERE] for the run as a whole
/// @param node     the draft node of that step that shows it, or [DraftNode#NONE]
/// @param position the position of the sequence that shows it, or [#NOWHERE]
public record Finding(Rule rule, String sentence, double score, int step, int node, int position) {
    /// Stands for a step and a position that a finding is not about.
    public static final int NOWHERE = -1;

    public Finding {
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("a score lies from 0 to 1; got " + score);
        }
    }

    static Finding ofRun(Rule rule, String sentence, double score) {
        return new Finding(rule, sentence, score, NOWHERE, DraftNode.NONE, NOWHERE);
    }

    static Finding ofStep(Rule rule, String sentence, double score, int step) {
        return new Finding(rule, sentence, score, step, DraftNode.NONE, NOWHERE);
    }

    static Finding ofPosition(Rule rule, String sentence, double score, int step, int position) {
        return new Finding(rule, sentence, score, step, DraftNode.NONE, position);
    }
}
