package draftscope.audit;

import draftscope.trace.DraftNode;
import draftscope.trace.Provenance;
import draftscope.trace.Rule;
import draftscope.trace.TargetDraw;
import draftscope.trace.TargetRow;
import draftscope.trace.TraceEvent;
import draftscope.trace.Verdict;
import draftscope.trace.Verdict.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What must hold in every round of a speculative run, checked on the recorded facts alone; no model is needed.
///
/// - Row of node n: position = committed tokens - 1 + depth(n); it sees the committed text, n's ancestors and itself.
/// - Siblings drawn without replacement: D(y) = q(y) / (1 - sum of the earlier siblings' q), and they are judged in that order.
/// - A verdict follows from the numbers that it names; a draft that is taken unjudged has the best score.
/// - A token is output because a verdict accepts its node and all ancestors, or because the target drew it.
///
/// Rounds recorded at observation `off` hold no such facts and pass unjudged: [#rounds()] says how many were looked at.
final class TraceRules {
    private static final double TOLERANCE = 1e-9;
    private static final double NOTHING_LEFT = 1e-12;

    private final List<Finding> findings = new ArrayList<>();
    private final Map<Integer, DraftNode> nodes = new HashMap<>();
    private final Map<Integer, TargetRow> rows = new HashMap<>();
    private final Map<Integer, Verdict> verdicts = new HashMap<>();
    private final List<TraceEvent.Committed> commits = new ArrayList<>();
    private TargetDraw drawn;
    private int step;
    private int length; // committed tokens when the round began
    private int rounds;

    TraceRules(List<TraceEvent> events) {
        for (TraceEvent event : events) {
            switch (event) {
                case TraceEvent.StepStarted e -> begin(e);
                case TraceEvent.Drafted e -> e.nodes().forEach(node -> nodes.put(node.index(), node));
                case TraceEvent.Verified e -> e.rows().forEach(row -> rows.put(row.node(), row));
                case TraceEvent.Judged e -> e.verdicts().forEach(verdict -> verdicts.put(verdict.node(), verdict));
                case TraceEvent.Drawn e -> drawn = e.draw();
                case TraceEvent.Committed e when e.provenance() == Provenance.PROMPT -> {
                    // Given, not output.
                }
                case TraceEvent.Committed e -> commits.add(e);
                case TraceEvent.RunFinished e -> end();
                case TraceEvent.RunStarted e -> {
                }
                case TraceEvent.TokensNamed e -> {
                }
                case TraceEvent.PromptIngested e -> {
                }
                case TraceEvent.PhaseFinished e -> {
                }
                case TraceEvent.DraftStopped e -> {
                }
                case TraceEvent.Cut e -> {
                }
                case TraceEvent.Planned e -> {
                }
                case TraceEvent.KvChanged e -> {
                }
                case TraceEvent.Noted e -> {
                }
                case TraceEvent.BatchOpened e -> {
                }
                case TraceEvent.BatchRead e -> {
                }
                case TraceEvent.BatchAdvanced e -> {
                }
                case TraceEvent.CanvasOpened e -> {
                }
                case TraceEvent.BlockCut e -> {
                }
                case TraceEvent.Predicted e -> {
                }
                case TraceEvent.Chosen e -> {
                }
                case TraceEvent.Unmasked e -> {
                }
                case TraceEvent.LookedAgain e -> {
                }
                case TraceEvent.Remasked e -> {
                }
                case TraceEvent.Edited e -> {
                }
                case TraceEvent.Unrecognised e -> {
                }
            }
        }
        end();
    }

    /// In the order of the rounds.
    List<Finding> findings() {
        return findings;
    }

    /// Rounds that held enough facts to be checked.
    int rounds() {
        return rounds;
    }

    private void begin(TraceEvent.StepStarted event) {
        end();
        step = event.step();
        length = event.length();
    }

    private void end() {
        if (!rows.isEmpty()) {
            rounds++;
            checkRows();
            checkSiblings();
            verdicts.values().forEach(this::checkVerdict);
            checkTaken();
            commits.forEach(this::checkCommit);
        }
        nodes.clear();
        rows.clear();
        verdicts.clear();
        commits.clear();
        drawn = null;
    }

    private void checkRows() {
        for (TargetRow row : rows.values()) {
            int depth = row.node() == DraftNode.ROOT ? 0 : nodes.get(row.node()).depth();
            int position = length - 1 + depth;
            if (row.position() != position) {
                find(Fault.POSITION, position + 1, row.node(), "%s was read at position %d; its place in the text is %d"
                        .formatted(name(row.node()), row.position(), position));
            }
            Set<Integer> expected = new TreeSet<>(List.of(row.slot()));
            for (int at = row.node(); at != DraftNode.ROOT; at = nodes.get(at).parent()) {
                TargetRow parent = rows.get(nodes.get(at).parent());
                if (parent == null) {
                    find(Fault.UNVERIFIED, position + 1, at,
                            "%s was read by the target, its parent was not".formatted(name(at)));
                    return;
                }
                expected.add(parent.slot());
            }
            Set<Integer> seen = new TreeSet<>(row.visible());
            if (!seen.equals(expected) || row.prefix() != length - 1) {
                find(Fault.MASK, position + 1, row.node(),
                        "%s saw the slots %s behind a prefix of %d; its own and its ancestors' are %s"
                                .formatted(name(row.node()), seen, row.prefix(), expected)
                                + " behind " + (length - 1));
            }
        }
    }

    private void checkSiblings() {
        Map<Integer, List<DraftNode>> families = new HashMap<>();
        nodes.values().stream().filter(node -> verdicts.containsKey(node.index()))
                .sorted((a, b) -> Integer.compare(a.rank(), b.rank()))
                .forEach(node -> families.computeIfAbsent(node.parent(), p -> new ArrayList<>()).add(node));
        for (List<DraftNode> siblings : families.values()) {
            int decided = Integer.MAX_VALUE; // the draw that was accepted, or one before which it was
            double taken = 0;
            for (DraftNode node : siblings) {
                Verdict verdict = verdicts.get(node.index());
                boolean reached = verdict.outcome() != Outcome.NOT_REACHED;
                int first = node.draws().isEmpty() ? node.rank() : node.draws().getFirst();
                if (reached && first > decided) {
                    find(Fault.SIBLING_ORDER, place(node), node.index(), name(node.index())
                            + " was judged although an earlier sibling had been accepted");
                }
                if (verdict.outcome() == Outcome.ACCEPTED) {
                    decided = node.draws().isEmpty() ? node.rank() : node.draws().getLast();
                }
                if (verdict.rule() == Rule.RECURSIVE_WITHOUT_REPLACEMENT && 1 - taken > 1e-6) {
                    double expected = node.probability() / (1 - taken);
                    if (Math.abs(node.drawProbability() - expected) > 1e-6 * Math.max(1, expected)) {
                        find(Fault.SIBLING_ORDER, place(node), node.index(),
                                ("%s stands at rank %d and was drawn with probability %.4f;"
                                        + " drawn after the siblings before it, it would have been %.4f")
                                        .formatted(name(node.index()), node.rank(), node.drawProbability(), expected));
                    }
                }
                taken += node.probability();
            }
        }
    }

    private void checkVerdict(Verdict v) {
        DraftNode node = nodes.get(v.node());
        if (v.outcome() == Outcome.NOT_REACHED) {
            return;
        }
        boolean accepted = v.outcome() == Outcome.ACCEPTED;
        boolean byMatch = v.rule() == Rule.GREEDY_MATCH || v.rule() == Rule.TARGET_SAMPLE_MATCH;
        if (byMatch && accepted != (v.drawnToken() == node.token())) {
            find(Fault.VERDICT, place(node), node.index(),
                    "%s is token %d, the target's own was %d, and the verdict is %s"
                            .formatted(name(v.node()), node.token(), v.drawnToken(), v.outcome()));
        }
        // Where rounding left nothing of the residual, a child with mass is accepted whatever the draw.
        boolean nothingLeft = accepted && v.residualMass() < NOTHING_LEFT && v.target() > 0;
        boolean byTest = !byMatch && v.rule() != Rule.BEST_DRAFT;
        if (byTest && accepted != (v.draw() < v.threshold()) && !nothingLeft) {
            find(Fault.VERDICT, place(node), node.index(),
                    "%s drew %.6f against a threshold of %.6f, and the verdict is %s"
                            .formatted(name(v.node()), v.draw(), v.threshold(), v.outcome()));
        }
        boolean ratio = v.rule() == Rule.RATIO || v.rule() == Rule.RECURSIVE_WITH_REPLACEMENT
                || v.rule() == Rule.RECURSIVE_WITHOUT_REPLACEMENT || v.rule() == Rule.K_SEQ;
        if (ratio && Math.abs(v.threshold() - Math.min(1, v.target() / v.draft())) > TOLERANCE) {
            find(Fault.VERDICT, place(node), node.index(), "%s has a threshold of %.6f where %.6f / %.6f belongs"
                    .formatted(name(v.node()), v.threshold(), v.target(), v.draft()));
        }
    }

    private void checkTaken() {
        Optional<DraftNode> taken = verdicts.values().stream()
                .filter(v -> v.rule() == Rule.BEST_DRAFT && v.outcome() == Outcome.ACCEPTED)
                .map(v -> nodes.get(v.node()))
                .max(Comparator.comparingInt(DraftNode::depth));
        if (taken.isEmpty()) {
            return;
        }
        DraftNode best = nodes.values().stream()
                .max(Comparator.comparingInt(DraftNode::depth).thenComparingDouble(DraftNode::value)).orElseThrow();
        if (taken.get().depth() != best.depth() || taken.get().value() != best.value()) {
            find(Fault.VERDICT, place(taken.get()), taken.get().index(),
                    "the draft that ends at %s was taken with a score of %.4f, and the one that ends at %s has %.4f"
                            .formatted(name(taken.get().index()), taken.get().value(), name(best.index()),
                                    best.value()));
        }
    }

    private void checkCommit(TraceEvent.Committed commit) {
        boolean own = commit.provenance() == Provenance.TARGET || commit.provenance() == Provenance.CORRECTION
                || commit.provenance() == Provenance.BONUS;
        if (own && (drawn == null || drawn.token() != commit.token())) {
            find(Fault.UNVERIFIED, commit.position(), commit.node(),
                    "token %d was output as the target's own, which drew %s"
                            .formatted(commit.token(), drawn == null ? "none" : drawn.token()));
        }
        if (commit.provenance() != Provenance.ACCEPTED_DRAFT) {
            return;
        }
        DraftNode node = nodes.get(commit.node());
        if (node == null || node.token() != commit.token()) {
            find(Fault.UNVERIFIED, commit.position(), commit.node(),
                    "token %d was output as an accepted draft, but no such node was drafted".formatted(commit.token()));
            return;
        }
        for (int at = commit.node(); at != DraftNode.ROOT; at = nodes.get(at).parent()) {
            Verdict verdict = verdicts.get(at);
            if (verdict == null || verdict.outcome() != Outcome.ACCEPTED) {
                find(Fault.UNVERIFIED, commit.position(), commit.node(),
                        "%s was output, but %s %s".formatted(name(commit.node()),
                                name(at),
                                verdict == null ? "was never judged" : "was not accepted: " + verdict.outcome()));
                return;
            }
        }
    }

    private int place(DraftNode node) {
        return length - 1 + node.depth();
    }

    private void find(Fault fault, int position, int node, String sentence) {
        findings.add(new Finding(fault, step, position, node, "Round " + (step + 1) + ": " + sentence + "."));
    }

    private static String name(int node) {
        return node == DraftNode.ROOT ? "the root" : "node " + node;
    }
}
