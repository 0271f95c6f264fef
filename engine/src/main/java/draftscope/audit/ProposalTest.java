package draftscope.audit;

import draftscope.trace.DraftNode;
import draftscope.trace.Rule;
import draftscope.trace.TokenProbability;
import draftscope.trace.TraceEvent;
import draftscope.trace.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Whether draft tokens follow the law that a ratio rule tests them with. Looks at the recorded facts alone.
///
/// A first sibling must be a draw from the draft's law q, whatever else the proposer decides. A [Wager] on how often it is q's
/// first choice tells when it is not; its false alarms are at most one in a million, however short the run. What then names the
/// fault is how many are less likely than the least likely one seen (expected: the mass that q has there): none where at
/// least 20 are expected means that they were left out.
///
/// Source of the traps: tokens kept or dropped for their own probability, and greedy drafts tested with a soft q, are
/// biased; see Leviathan et al. 2023 (arXiv 2211.17192) for what the ratio rule asks of a draft.
final class ProposalTest {
    private static final Set<Rule> RATIOS = Set.of(Rule.RATIO, Rule.RECURSIVE_WITH_REPLACEMENT,
            Rule.RECURSIVE_WITHOUT_REPLACEMENT, Rule.K_SEQ);
    private static final double EXPECTED_BELOW = 20;

    private final List<DraftNode> firsts = new ArrayList<>();
    private final Wager wager = new Wager();

    /// Adds the rounds of a run.
    void add(List<TraceEvent> events) {
        Map<Integer, DraftNode> nodes = new HashMap<>();
        for (TraceEvent event : events) {
            if (event instanceof TraceEvent.StepStarted) {
                nodes.clear();
            } else if (event instanceof TraceEvent.Drafted drafted) {
                drafted.nodes().forEach(node -> nodes.put(node.index(), node));
            } else if (event instanceof TraceEvent.Judged judged) {
                judged.verdicts().forEach(verdict -> keep(verdict, nodes.get(verdict.node())));
            }
        }
    }

    private void keep(Verdict verdict, DraftNode node) {
        if (RATIOS.contains(verdict.rule()) && node.rank() == 0 && !node.top().tokens().isEmpty()
                && node.probability() < 1) {
            firsts.add(node);
            TokenProbability first = node.top().tokens().getFirst();
            wager.add(new double[]{1 - first.probability(), first.probability()}, new double[]{0, 1},
                    node.token() == first.token() ? 1 : 0);
        }
    }

    /// First siblings looked at.
    int count() {
        return firsts.size();
    }

    Optional<Finding> finding() {
        int drawn = 0;
        double expected = 0;
        double variance = 0;
        double least = 1;
        for (DraftNode node : firsts) {
            TokenProbability first = node.top().tokens().getFirst();
            drawn += node.token() == first.token() ? 1 : 0;
            expected += first.probability();
            variance += first.probability() * (1 - first.probability());
            least = Math.min(least, node.probability());
        }
        if (!wager.alarm()) {
            return Optional.empty();
        }
        double below = 0;
        for (DraftNode node : firsts) {
            below += massBelow(node, least);
        }
        String counts = "Of %d draft tokens %d are the draft's first choice; its law gives %.0f, give or take %.0f"
                .formatted(firsts.size(), drawn, expected, Math.sqrt(variance));
        return Optional.of(drawn < firsts.size() && below >= EXPECTED_BELOW
                ? new Finding(Fault.DROPPED_DRAFT, Finding.NOWHERE, Finding.NOWHERE, DraftNode.NONE,
                        counts + ". None is less likely than %.3f, where %.0f belong: they were drawn and left out."
                                .formatted(least, below))
                : new Finding(Fault.PROPOSAL, Finding.NOWHERE, Finding.NOWHERE, DraftNode.NONE,
                        counts + "."));
    }

    /// Mass of the tokens less likely than `limit`: the captured ones, and the tail where all of it must be.
    private static double massBelow(DraftNode node, double limit) {
        List<TokenProbability> top = node.top().tokens();
        double mass = top.getLast().probability() < limit ? node.top().tailMass() : 0;
        for (TokenProbability token : top) {
            mass += token.probability() < limit ? token.probability() : 0;
        }
        return mass;
    }
}
