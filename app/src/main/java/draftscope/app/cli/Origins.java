package draftscope.app.cli;

import draftscope.trace.Provenance;

/// Who wrote a token, as a word for machines and as a mark for people. The marks are those of the window.
final class Origins {
    private Origins() {}

    static String word(Provenance provenance) {
        return switch (provenance) {
            case PROMPT -> "prompt";
            case TARGET -> "target";
            case ACCEPTED_DRAFT -> "accepted";
            case CORRECTION -> "correction";
            case BONUS -> "bonus";
            case UNMASKED -> "unmasked";
            case FORCED -> "forced";
            case TAKEN_OVER -> "taken over";
        };
    }

    static String mark(Provenance provenance) {
        return switch (provenance) {
            case PROMPT, TARGET, TAKEN_OVER -> "";
            case ACCEPTED_DRAFT -> "\u2713";
            case CORRECTION -> "\u21bb";
            case BONUS -> "+";
            case UNMASKED -> "\u2022";
            case FORCED -> "!";
        };
    }

    static final String LEGEND = "\u2713 draft token accepted   \u21bb the target's correction of a rejected one   + the target's bonus after a whole draft";
}
