package draftscope.views.layout;

import draftscope.views.Selection;
import java.util.List;
import java.util.Optional;

/// What the comparison of a run with its target came to, as an [draftscope.views.AuditView] shows it.
///
/// @param word       the result in a word or two
/// @param sentence   the result in a sentence
/// @param difference the first token that is not the target's own, at temperature 0
/// @param facts      what was looked at, with its numbers
/// @param findings   all that was found, in the order of the run
/// @param tokens     tokens of the output when the run was looked at
public record AuditCard(Shield shield, String word, String sentence, Optional<Difference> difference, List<Fact> facts,
        List<Item> findings, int tokens) {
    public AuditCard {
        facts = List.copyOf(facts);
        findings = List.copyOf(findings);
    }

    /// What stands on the shield.
    public enum Shield {
        /// The run is the target's own.
        WHOLE,
        /// It is not, although the method promises it.
        BROKEN,
        /// It differs, and nothing was promised or a tie explains it.
        DIFFERENT,
        /// The target was not at hand.
        OPEN
    }

    /// The first token that is not the target's own. Numbers that were not captured are `NaN`.
    ///
    /// @param position     index in the whole text
    /// @param margin       probability of the first choice less that of the second, as the run captured it
    /// @param targetMargin the same of the target alone
    /// @param klBits       how far the captured law is from the target's alone
    /// @param kind         its class in words
    public record Difference(int position, int token, int targetToken, double margin, double targetMargin,
            double klBits, String kind) {}

    /// @param meaning what the number says, or from where on it says something
    public record Fact(String name, String value, String meaning) {}

    /// Something found.
    ///
    /// @param step      the round that shows it; -1 for what only many rounds show
    /// @param position  index of the token in the whole text, or -1
    /// @param kind      its class in words
    /// @param serious   whether it breaks the method's promise
    /// @param selection the token or node that it is about
    public record Item(int step, int position, String kind, String sentence, boolean serious, Selection selection) {
        /// `round 3 · position 45`, or `whole run`.
        public String place() {
            return step < 0
                    ? "whole run"
                    : "round " + Numbers.count(step + 1L)
                            + (position < 0 ? "" : " · position " + Numbers.count(position));
        }
    }

    /// How many tokens the run has put out since, in a sentence; empty for none.
    public String outOfDate(int now) {
        return now <= tokens
                ? ""
                : "Out of date: the run has gone on for " + Numbers.plural(now - tokens, "token")
                        + " since. Compare again to look at them too.";
    }
}
