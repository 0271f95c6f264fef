package draftscope.query;

import draftscope.trace.Provenance;
import draftscope.trace.Rule;
import draftscope.trace.Verdict;

/// What became of a token or a draft node, by the word that a condition uses for it.
public enum State {
    ACCEPTED("accepted", "accepted", "drafted, and accepted by the target"),
    //
    TAKEN("taken", "taken-unjudged", "drafted, and taken into the output without being judged"),
    //
    REJECTED("rejected", "rejected", "drafted, and rejected by the target"),
    //
    CORRECTED("corrected", "correction", "the target's token in place of a rejected one"),
    //
    BONUS("bonus", "bonus", "the target's token after a path that was accepted to its end"),
    //
    PLAIN("plain", "plain", "the target's own token, with no draft in play"),
    //
    CUT("cut", "cut", "drafted, and left out before verification"),
    //
    NOT_REACHED("not-reached", "never-judged", "drafted, but the walk never came to it"),
    //
    DROPPED("dropped", "dropped", "drafted, and dropped for another draft without being judged"),
    //
    AWAITING("awaiting", "awaiting", "drafted, its verdict not told yet"),
    //
    UNMASKED("unmasked", "unmasked", "written by a diffusion model"),
    //
    FORCED("forced", "forced", "put there by a person");

    private final String word;
    private final String alias;
    private final String meaning;

    State(String word, String alias, String meaning) {
        this.word = word;
        this.alias = alias;
        this.meaning = meaning;
    }

    /// As conditions and lists say it.
    public String word() {
        return word;
    }

    /// Another word that conditions take for it; often the same.
    public String alias() {
        return alias;
    }

    public String meaning() {
        return meaning;
    }

    static State of(Provenance provenance) {
        return switch (provenance) {
            case ACCEPTED_DRAFT -> ACCEPTED;
            case CORRECTION -> CORRECTED;
            case BONUS -> BONUS;
            case TARGET, PROMPT -> PLAIN;
            case UNMASKED, TAKEN_OVER -> UNMASKED;
            case FORCED -> FORCED;
        };
    }

    static State of(Verdict verdict) {
        boolean unjudged = verdict.rule() == Rule.BEST_DRAFT;
        return switch (verdict.outcome()) {
            case ACCEPTED -> unjudged ? TAKEN : ACCEPTED;
            case REJECTED -> REJECTED;
            case NOT_REACHED -> unjudged ? DROPPED : NOT_REACHED;
        };
    }
}
