package draftscope.views.layout;

import draftscope.trace.TimeLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Says whether speculation pays, from what was measured and from nothing else.
public final class LedgerWords {
    /// Rounds without a draft that it takes to call their rate measured.
    public static final int ENOUGH_PLAIN_ROUNDS = 8;

    /// What plain decoding takes on this model and machine.
    ///
    /// @param source where it was measured, in words
    public record Baseline(double nanosPerToken, int tokens, String source) {}

    private LedgerWords() {}

    /// The rate of plain decoding that the rounds of the run themselves tell, when enough of them drafted nothing.
    public static Optional<Baseline> within(TimeLedger ledger) {
        return ledger.plain().rounds() < ENOUGH_PLAIN_ROUNDS
                ? Optional.empty()
                : Optional.of(new Baseline(ledger.plain().nanosPerToken(), ledger.plain().tokens(),
                        ledger.plain().rounds() + " rounds of this run that drafted nothing"));
    }

    /// One sentence.
    public static String headline(TimeLedger ledger, Optional<Baseline> baseline) {
        if (ledger.drafting().rounds() == 0)
            return ledger.plain().rounds() == 0
                    ? "No round is over yet."
                    : "Nothing was drafted in these rounds: plain decoding takes "
                            + millis(ledger.plain().nanosPerToken()) + " a token.";
        String what = ledger.lanes() > 1
                ? "Decoding " + ledger.lanes() + " prompts at once"
                : "Speculation";
        if (baseline.isEmpty())
            return what + " takes " + millis(ledger.drafting().nanosPerToken())
                    + " a token. Whether it pays is not measured yet: plain decoding was not timed here.";
        double own = ledger.drafting().nanosPerToken();
        double plain = baseline.get().nanosPerToken();
        String against = millis(own) + " against " + millis(plain);
        if (Math.abs(own - plain) < 0.02 * plain)
            return what + " makes no difference here: " + against + " a token.";
        if (own < plain)
            return what + " saves " + millis(plain - own) + " a token here: " + against + ".";
        TimeLedger.Side side = ledger.drafting();
        return what + " costs " + millis(own - plain) + " a token here: a round takes "
                + millis(side.nanosPerRound()) + ", its target pass " + millis((double) side.targetPassNanos()
                        / side.rounds())
                + " against " + millis(plain) + " for a plain token, and " + Numbers.fixed(
                        (double) side.accepted() / side.rounds(), 1)
                + " draft tokens are accepted a round.";
    }

    /// From how many tokens a round on drafting pays, and how many there are.
    public static String breakEven(TimeLedger ledger, Optional<Baseline> baseline) {
        if (ledger.drafting().rounds() == 0)
            return "";
        String writes = "a round writes " + Numbers.fixed((double) ledger.drafting().tokens()
                / ledger.drafting().rounds(), 2);
        return baseline.map(plain -> "Break-even: " + Numbers.fixed(ledger.drafting().nanosPerRound()
                / plain.nanosPerToken(), 2) + " tokens a round; " + writes + ". Plain decoding: "
                + millis(plain.nanosPerToken()) + " a token, measured over " + Numbers.plural(plain.tokens(), "token")
                + " (" + plain.source() + ").").orElse("Break-even: not measured yet; " + writes + ".");
    }

    /// What is no part of the engine time; empty when there is nothing.
    public static String outside(TimeLedger ledger) {
        List<String> parts = new ArrayList<>();
        if (ledger.waitingNanos() > 0)
            parts.add(millis(ledger.waitingNanos()) + " waiting");
        if (ledger.asideNanos() > 0)
            parts.add(millis(ledger.asideNanos()) + " of drafting beside the target");
        return parts.isEmpty() ? "" : "and " + String.join(" and ", parts) + ", not counted";
    }

    /// A time with as many decimals as tell small ones apart: milliseconds, from a second on seconds.
    public static String millis(double nanos) {
        if (Double.isNaN(nanos))
            return Numbers.NOT_CAPTURED;
        if (nanos >= 1e9)
            return Numbers.fixed(nanos / 1e9, 2) + " s";
        return Numbers.fixed(nanos / 1e6, nanos < 1e5 ? 3 : nanos < 1e7 ? 2 : 1) + " ms";
    }
}
