package draftscope.app.window;

import draftscope.app.session.Audit;
import draftscope.audit.AuditReport;
import draftscope.audit.Divergence;
import draftscope.audit.Fault;
import draftscope.audit.Finding;
import draftscope.trace.DraftNode;
import draftscope.trace.Trace;
import draftscope.views.Selection;
import draftscope.views.layout.AuditCard;
import draftscope.views.layout.AuditCard.Difference;
import draftscope.views.layout.AuditCard.Fact;
import draftscope.views.layout.AuditCard.Item;
import draftscope.views.layout.AuditCard.Shield;
import draftscope.views.layout.Numbers;
import draftscope.views.layout.TokenText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Says what an audit came to.
final class AuditWords {
    private AuditWords() {}

    static AuditCard card(Audit.Outcome outcome) {
        AuditReport report = outcome.report();
        Trace trace = outcome.trace();
        List<Item> items = report.findings().stream().map(finding -> item(finding, trace)).toList();
        Optional<Difference> difference = report.divergence()
                .map(d -> new Difference(d.position(), d.token(), d.targetToken(), d.margin(), d.targetMargin(),
                        d.klBits(), d.finding().fault().words()));
        Shield shield = shield(report);
        return new AuditCard(shield, word(shield, report), sentence(outcome), difference, facts(report), items,
                outcome.tokens());
    }

    private static Shield shield(AuditReport report) {
        if (!report.clean())
            return Shield.BROKEN;
        if (!report.shadowed())
            return Shield.OPEN;
        return report.findings().isEmpty() ? Shield.WHOLE : Shield.DIFFERENT;
    }

    private static String word(Shield shield, AuditReport report) {
        return switch (shield) {
            case WHOLE -> lawful(report) ? "Follows the target's law" : "Identical to the target";
            case BROKEN -> "Not the target's own";
            case DIFFERENT ->
                report.findings().stream().anyMatch(f -> f.fault() == Fault.NON_STRICT)
                        ? "Different by design"
                        : "Different by a tie";
            case OPEN -> "Not compared";
        };
    }

    private static String sentence(Audit.Outcome outcome) {
        AuditReport report = outcome.report();
        String lossy = outcome.trace().settings().map(settings -> settings.lossyReason()).orElse("");
        StringBuilder words = new StringBuilder();
        if (!report.clean()) {
            Finding worst = report.findings().stream().filter(f -> f.fault().breaksPromise()).findFirst().orElseThrow();
            words.append(capital(worst.fault().words())).append(". ").append(plain(worst, outcome));
        } else if (report.divergence().isPresent()) {
            words.append(first(report.divergence().get(), outcome));
        } else if (!report.findings().isEmpty()) {
            words.append(report.findings().getFirst().sentence());
        } else if (!report.shadowed()) {
            words.append(report.rounds() == 0
                    ? "The run holds no facts that could be checked by themselves."
                    : "Nothing in the recorded facts of " + Numbers.plural(report.rounds(), "round")
                            + " contradicts itself.");
        } else {
            words.append(lawful(report)
                    ? "The tests give no reason to doubt that " + Numbers.plural(report.tokens(), "token")
                            + " were drawn from the law that the target has alone."
                    : "Identical to the target alone for " + Numbers.plural(report.tokens(), "token") + ".");
        }
        if (outcome.trace().at(outcome.trace().length()).batch().filter(batch -> batch.lanes().size() > 1).isPresent())
            words.append(" Of several prompts decoded at once, this is the first.");
        outcome.notCompared().ifPresent(
                reason -> words.append(' ').append(reason).append(" The recorded facts alone were checked."));
        if (!lossy.isEmpty() && words.indexOf(lossy) < 0)
            words.append(" The method does not promise the target's own text, by design: ").append(lossy);
        return words.toString();
    }

    private static String plain(Finding worst, Audit.Outcome outcome) {
        return outcome.report().divergence().filter(d -> d.finding().fault() == worst.fault())
                .map(d -> first(d, outcome)).orElse(worst.sentence());
    }

    private static String first(Divergence d, Audit.Outcome outcome) {
        Trace trace = outcome.trace();
        return "Identical for " + Numbers.plural(outcome.report().tokens() - 1L, "token") + "; then the run wrote "
                + TokenText.quoted(trace, d.token()) + " where the target alone writes "
                + TokenText.quoted(trace, d.targetToken()) + ".";
    }

    private static boolean lawful(AuditReport report) {
        return !Double.isNaN(report.chiSquare());
    }

    private static List<Fact> facts(AuditReport report) {
        List<Fact> facts = new ArrayList<>();
        if (report.shadowed())
            facts.add(new Fact(lawful(report) ? "Tokens tested" : "Tokens compared", Numbers.count(report.tokens()),
                    "The target read the same text alone, one token a pass."));
        facts.add(new Fact("Rounds checked", Numbers.count(report.rounds()),
                "Positions, masks, verdicts and what was output, as they were recorded."));
        facts.add(new Fact("Draft draws tested", Numbers.count(report.draftTokens()),
                "Whether draft tokens follow the law that a ratio rule tests them with."));
        if (lawful(report)) {
            facts.add(new Fact("Chi-square of the ranks", Numbers.fixed(report.chiSquare(), 1),
                    "On 19 degrees of freedom; alarm above " + Numbers.fixed(AuditReport.CHI_SQUARE_ALARM, 1)
                            + ", judged from "
                            + AuditReport.CHI_SQUARE_TOKENS + " tokens on."));
            facts.add(new Fact("Surprisal against the law", signed(report.surprisalDeviations()),
                    "Standard deviations by which the tokens surprise more (+) or less (–) than their laws."));
            facts.add(new Fact("A bet of 1 against the law",
                    Numbers.fixed(Math.min(1e12, report.surprisalStake()), 2),
                    "It bets that they do; alarm from " + Numbers.count(Math.round(AuditReport.STAKE_ALARM)) + " on."));
        }
        if (lawful(report) || report.draftTokens() > 0)
            facts.add(new Fact("False alarm", Numbers.fixed(AuditReport.FALSE_ALARM * 100, 4) + " %",
                    "Each of these tests accuses a right run at most once in "
                            + Numbers.count(Math.round(1 / AuditReport.FALSE_ALARM)) + " times."));
        return facts;
    }

    private static Item item(Finding finding, Trace trace) {
        return new Item(finding.step(), finding.position(), finding.fault().words(), finding.sentence(),
                finding.fault().breaksPromise(), selection(finding, trace));
    }

    private static Selection selection(Finding finding, Trace trace) {
        if (finding.step() < 0)
            return Selection.none();
        if (finding.node() != DraftNode.NONE)
            return new Selection.Node(finding.step(), finding.node());
        int index = finding.position() - trace.prompt().size();
        return index >= 0 && index < trace.committed().size()
                ? new Selection.Token(index)
                : new Selection.Step(finding.step());
    }

    private static String signed(double value) {
        return (value < 0 ? "–" : "+") + Numbers.fixed(Math.abs(value), 1);
    }

    private static String capital(String words) {
        return words.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + words.substring(1);
    }
}
