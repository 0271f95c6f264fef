package draftscope.views.skin;

import draftscope.trace.Provenance;

/// Words for who wrote a committed token.
final class NodeStatusWords {
    private NodeStatusWords() {}

    static String of(Provenance provenance) {
        return switch (provenance) {
            case PROMPT -> "prompt";
            case TARGET -> "the target's own";
            case ACCEPTED_DRAFT -> "accepted draft";
            case CORRECTION -> "correction";
            case BONUS -> "bonus";
            case UNMASKED -> "unmasked";
            case FORCED -> "forced by a person";
        };
    }
}
