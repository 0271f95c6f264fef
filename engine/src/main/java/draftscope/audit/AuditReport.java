package draftscope.audit;

import java.util.List;
import java.util.Optional;

/// What an audit looked at and what it found.
///
/// @param runs       runs looked at
/// @param shadowed   whether a target was at hand; without one the recorded facts alone were checked
/// @param tokens     tokens compared with the target's own, or tested against its law
/// @param rounds     rounds whose recorded facts were checked
/// @param draftTokens first siblings whose draw was tested
/// @param divergence at temperature 0: the first token that is not the target's
/// @param chiSquare  above temperature 0: of the rank transform, 19 degrees of freedom; else `NaN`
/// @param surprisalDeviations above temperature 0: how much less or more surprising the tokens are than their laws; else `NaN`
/// @param surprisalStake above temperature 0: what a bet of 1 came to that they are less or more surprising; else `NaN`
/// @param findings   everything found, the first divergence's class included
public record AuditReport(int runs, boolean shadowed, int tokens, int rounds, int draftTokens,
        Optional<Divergence> divergence,
        double chiSquare, double surprisalDeviations, double surprisalStake, List<Finding> findings) {
    /// Highest chance with which one of the tests of laws and draws accuses a run that is right.
    public static final double FALSE_ALARM = 1 / Wager.ALARM;
    /// The chi-square above which tokens are not draws from the target's law.
    public static final double CHI_SQUARE_ALARM = LawTest.LIMIT;
    /// Tokens from which on the chi-square is judged.
    public static final int CHI_SQUARE_TOKENS = LawTest.ENOUGH;
    /// The stake from which on they are not.
    public static final double STAKE_ALARM = Wager.ALARM;

    public AuditReport {
        findings = List.copyOf(findings);
    }

    /// Whether nothing contradicts the promise that the output is the target's own.
    public boolean clean() {
        return findings.stream().noneMatch(finding -> finding.fault().breaksPromise());
    }

    /// The result in one sentence.
    public String sentence() {
        if (!clean()) {
            Finding worst = findings.stream().filter(f -> f.fault().breaksPromise()).findFirst().orElseThrow();
            return "Not the target's own: " + worst.fault().words() + ". " + worst.sentence();
        }
        if (!findings.isEmpty()) {
            Finding first = divergence.map(Divergence::finding).orElse(findings.getFirst());
            return "Differs from the target: " + first.fault().words() + ". " + first.sentence();
        }
        if (!shadowed) {
            return "The recorded facts of %,d rounds agree with each other; the target was not at hand."
                    .formatted(rounds);
        }
        return Double.isNaN(chiSquare)
                ? "Identical to the target alone for %,d tokens.".formatted(tokens)
                : "%,d tokens follow the target's law (chi-square %.1f on 19 degrees of freedom, surprisal %+.1f deviations)."
                        .formatted(tokens, chiSquare, surprisalDeviations);
    }
}
