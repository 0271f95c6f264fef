package draftscope.audit;

import java.util.List;
import java.util.Optional;

/// What an audit looked at and what it found.
///
/// @param runs       runs looked at
/// @param tokens     tokens compared with the target's own, or tested against its law
/// @param rounds     rounds whose recorded facts were checked
/// @param draftTokens first siblings whose draw was tested
/// @param divergence at temperature 0: the first token that is not the target's
/// @param chiSquare  above temperature 0: of the rank transform, 19 degrees of freedom; else `NaN`
/// @param surprisalDeviations above temperature 0: how much less or more surprising the tokens are than their laws; else `NaN`
/// @param findings   everything found, the first divergence's class included
public record AuditReport(int runs, int tokens, int rounds, int draftTokens, Optional<Divergence> divergence,
        double chiSquare, double surprisalDeviations, List<Finding> findings) {
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
        if (divergence.isPresent()) {
            return "Differs from the target: " + divergence.get().finding().fault().words() + ". "
                    + divergence.get().finding().sentence();
        }
        return Double.isNaN(chiSquare)
                ? "Identical to the target alone for %,d tokens.".formatted(tokens)
                : "%,d tokens follow the target's law (chi-square %.1f on 19 degrees of freedom, surprisal %+.1f deviations)."
                        .formatted(tokens, chiSquare, surprisalDeviations);
    }
}
