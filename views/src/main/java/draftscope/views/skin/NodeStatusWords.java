package draftscope.views.skin;

import draftscope.trace.Provenance;

/// Words for who wrote a committed token.
final class NodeStatusWords {
    private NodeStatusWords() {}

    /// @param unjudged whether the run takes its drafts without judging them
    static String of(Provenance provenance, boolean unjudged) {
        return switch (provenance) {
            case PROMPT -> "prompt";
            case TARGET -> "the target's own";
            case ACCEPTED_DRAFT ->
                unjudged ? "draft taken unjudged" : "accepted draft";
            case CORRECTION -> "correction";
            case BONUS -> "bonus";
            case UNMASKED -> "unmasked";
            case FORCED -> "forced by a person";
            case TAKEN_OVER -> "taken over";
        };
    }
}
