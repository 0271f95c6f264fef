package draftscope.views;

import static draftscope.views.layout.Numbers.apart;
import static draftscope.views.layout.Numbers.exact;
import static draftscope.views.layout.Numbers.probability;

import draftscope.trace.DraftNode;
import draftscope.trace.Provenance;
import draftscope.trace.Rule;
import draftscope.trace.StepSummary;
import draftscope.trace.TargetDraw;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceState;
import draftscope.trace.TreeNode;
import draftscope.trace.TreeState;
import draftscope.trace.Verdict;
import draftscope.views.Why.Explanation;
import draftscope.views.Why.Line;
import draftscope.views.layout.NodeStatus;
import draftscope.views.layout.Numbers;
import draftscope.views.layout.TokenText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Explanations of what stands in a draft tree: one form of sentence for each rule and outcome.
final class WhyNode {
    private final TraceState state;
    private final Trace trace;
    private final TreeState tree;

    private WhyNode(TraceState state, TreeState tree) {
        this.state = state;
        this.trace = state.trace();
        this.tree = tree;
    }

    static Explanation explain(TraceState state, TreeState tree, int node) {
        WhyNode why = new WhyNode(state, tree);
        if (node == Selection.Node.ROOT)
            return new Explanation("Where the round starts", tree.rootToken() < 0
                    ? "The run has no token yet."
                    : why.quoted(tree.rootToken())
                            + " is the last committed token. The draft of this round hangs from it.",
                    List.of());
        if (node == Selection.Node.DRAW)
            return tree.draw().map(why::draw).orElseGet(() -> new Explanation("The target's own token",
                    "At this moment the target has not written its own token of the round.", List.of()));
        return tree.node(node).map(why::node)
                .orElseGet(() -> new Explanation("Why", "At this moment the node is not drafted yet.", List.of()));
    }

    private String quoted(int token) {
        return TokenText.quoted(trace, token);
    }

    private Explanation node(TreeNode node) {
        Explanation fate = fate(node);
        List<Line> lines = new ArrayList<>(fate.numbers());
        if (!Double.isNaN(node.node().value()))
            lines.add(new Line("rank value when drafted", Numbers.fixed(node.node().value(), 4)));
        state.inStep(tree.step()).ifPresent(step -> step.stepNotes().stream()
                .filter(note -> note.node() == node.node().index()).map(note -> Why.line(trace, note))
                .forEach(lines::add));
        return new Explanation(fate.title(), fate.sentence(), lines);
    }

    private Explanation fate(TreeNode node) {
        return switch (NodeStatus.of(node)) {
            case CUT -> cut(node);
            case AWAITING -> awaiting(node);
            case NOT_JUDGED -> notJudged(node, node.verdict().orElseThrow());
            case TAKEN -> taken(node);
            case DROPPED -> dropped(node);
            case ACCEPTED, REJECTED, ROOT, CORRECTION, BONUS, TARGET -> judged(node, node.verdict().orElseThrow());
        };
    }

    private Explanation judged(TreeNode node, Verdict verdict) {
        boolean accepted = verdict.outcome() == Verdict.Outcome.ACCEPTED;
        String title = accepted ? "Why it was accepted" : "Why it was rejected";
        return switch (verdict.rule()) {
            case GREEDY_MATCH -> greedy(title, node, verdict, accepted);
            case TARGET_SAMPLE_MATCH -> match(title, node, verdict, accepted);
            case RATIO -> ratio(title, node, verdict, accepted);
            case SHIFTED_RATIO -> shiftedRatio(title, node, verdict, accepted);
            case RECURSIVE_WITH_REPLACEMENT, RECURSIVE_WITHOUT_REPLACEMENT -> recursive(title, node, verdict, accepted);
            case K_SEQ -> kSeq(title, node, verdict, accepted);
            case BEST_DRAFT -> taken(node);
        };
    }

    private Explanation ratio(String title, TreeNode node, Verdict verdict, boolean accepted) {
        double p = verdict.target();
        double q = verdict.draft();
        String sentence;
        if (Double.isNaN(p) || Double.isNaN(q)) {
            sentence = "The ratio test min(1, p/q) " + (accepted ? "kept" : "rejected")
                    + " it; target p and draft q were not captured.";
        } else if (p >= q) {
            sentence = gave(node) + " it draft q = " + probability(q) + " and the target gives it p = " + probability(p)
                    + ", at least as much, so min(1, p/q) = 1.00 and it is always accepted.";
        } else {
            sentence = gave(node) + " it " + apart(q, p) + ", the target only " + apart(p, q)
                    + ", so it is kept with probability min(1, p/q) = " + threshold(verdict) + ". " + drawn(verdict)
                    + ", so it is " + (accepted ? "accepted." : "rejected.");
        }
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("draft q", exact(q)));
        lines.add(new Line("target p", exact(p)));
        comparison(lines, "min(1, p/q)", verdict, accepted);
        residual(lines, verdict, "max(0, p − q)");
        return new Explanation(title, sentence, lines);
    }

    private Explanation shiftedRatio(String title, TreeNode node, Verdict verdict, boolean accepted) {
        double p = verdict.targetProbability();
        double shifted = verdict.target();
        double q = verdict.draft();
        String sentence;
        if (Double.isNaN(p) || Double.isNaN(shifted) || Double.isNaN(q)) {
            sentence = "The shifted ratio test min(1, p'/q) " + (accepted ? "kept" : "rejected")
                    + " it; its numbers were not captured.";
        } else {
            sentence = gave(node) + " it draft q = " + probability(q) + ". The target's own p = " + apart(p, shifted)
                    + " was first shifted towards the draft, to p' = " + apart(shifted, p)
                    + ", so it is kept with probability min(1, p'/q) = " + threshold(verdict) + ". " + drawn(verdict)
                    + ", so it is " + (accepted ? "accepted." : "rejected.")
                    + (changed(verdict, p / q, accepted)
                            ? " Without the shift it would have been " + (accepted ? "rejected." : "accepted.")
                            : "");
        }
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("draft q", exact(q)));
        lines.add(new Line("target p", exact(p)));
        lines.add(new Line("shifted p'", exact(shifted)));
        lines.add(new Line("min(1, p/q), without the shift", exact(Math.min(1, p / q))));
        comparison(lines, "min(1, p'/q)", verdict, accepted);
        residual(lines, verdict, "max(0, p − min(q, p'))");
        return new Explanation(title, sentence, lines);
    }

    private static boolean changed(Verdict verdict, double unshifted, boolean accepted) {
        return !Double.isNaN(verdict.draw()) && verdict.draw() < unshifted != accepted;
    }

    private Explanation recursive(String title, TreeNode node, Verdict verdict, boolean accepted) {
        boolean replaced = verdict.rule() == Rule.RECURSIVE_WITH_REPLACEMENT;
        List<TreeNode> before = rejectedBefore(node);
        StringBuilder sentence = new StringBuilder();
        if (before.isEmpty()) {
            sentence.append(
                    "It was tested first among its siblings, so R is target p itself and D is draft q itself. ");
        } else {
            sentence.append("It was tested after ").append(names(before)).append(before.size() == 1 ? " was" : " were")
                    .append(" rejected. That left R of the target");
            sentence.append(replaced
                    ? "; the draft draws again from the same law, so D is draft q. "
                    : ", and D of the draft with the earlier siblings taken out. ");
        }
        double r = verdict.target();
        double d = verdict.draft();
        if (Double.isNaN(r) || Double.isNaN(d)) {
            sentence.append("R and D were not captured.");
        } else if (r >= d) {
            sentence.append("R = ").append(probability(r)).append(" is at least D = ").append(probability(d))
                    .append(", so min(1, R/D) = 1.00 and it is always accepted.");
        } else {
            sentence.append("R = ").append(apart(r, d)).append(" against D = ").append(apart(d, r))
                    .append(" keeps it with probability min(1, R/D) = ").append(threshold(verdict)).append(". ")
                    .append(drawn(verdict)).append(", so it is ").append(accepted ? "accepted." : "rejected.");
        }
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("draft q", exact(node.node().probability())));
        lines.add(new Line("target p", exact(verdict.targetProbability())));
        lines.add(new Line("D, when it was drawn", exact(d)));
        lines.add(new Line("R, left of the target", exact(r)));
        comparison(lines, "min(1, R/D)", verdict, accepted);
        if (node.node().draws().size() <= 1)
            residual(lines, verdict, "max(0, R − D)");
        return new Explanation(title, sentence + again(node), lines);
    }

    private Explanation kSeq(String title, TreeNode node, Verdict verdict, boolean accepted) {
        double p = verdict.target();
        double q = node.node().probability();
        int k = tree.children(node.node().parent()).stream().mapToInt(other -> Math.max(1, other.node().draws().size()))
                .sum();
        double rho = verdict.draft() / q;
        String sentence = Numbers.plural(k, "independent draw")
                + (k == 1 ? " stands" : " stand") + " here, and each is tested against the same p/(ρq). ";
        if (Double.isNaN(p) || Double.isNaN(rho)) {
            sentence += "Target p and ρ were not captured.";
        } else {
            sentence += gave(node) + " it q = " + probability(q) + ", the target p = " + probability(p) + ", and ρ = "
                    + Numbers.fixed(rho, 2)
                    + " makes up for the many tries, so it is kept with probability min(1, p/(ρq)) = "
                    + threshold(verdict) + ". " + drawn(verdict) + ", so it is "
                    + (accepted ? "accepted." : "rejected.");
        }
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("draws here, k", Integer.toString(k)));
        lines.add(new Line("draft q", exact(q)));
        lines.add(new Line("target p", exact(p)));
        lines.add(new Line("ρ", exact(rho)));
        comparison(lines, "min(1, p/(ρq))", verdict, accepted);
        if (!accepted && !Double.isNaN(verdict.residualMass()))
            lines.add(new Line("chance that no draw is kept", exact(verdict.residualMass())));
        return new Explanation(title, sentence + again(node), lines);
    }

    /// Where siblings are drawn with replacement, one node may stand for several draws.
    private static String again(TreeNode node) {
        int times = node.node().draws().size();
        return times <= 1
                ? ""
                : " It came up in " + times + " draws, so it had up to " + times
                        + " tests; these are the numbers of the one that decided.";
    }

    private Explanation greedy(String title, TreeNode node, Verdict verdict, boolean accepted) {
        String choice = verdict.drawnToken() < 0 ? "another token" : quoted(verdict.drawnToken());
        String sentence = accepted
                ? "At temperature 0 the target takes its first choice. Here that is the very token that was drafted, "
                        + quoted(node.node().token()) + ", so it is accepted."
                : "At temperature 0 the target takes its first choice. Here that is " + choice + ", not "
                        + quoted(node.node().token()) + ", so it is rejected.";
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("target's first choice", choice));
        lines.add(new Line("drafted", quoted(node.node().token())));
        lines.add(new Line("target p", exact(verdict.targetProbability())));
        lines.add(new Line("draft q", exact(node.node().probability())));
        origin(lines, node);
        return new Explanation(title, sentence, lines);
    }

    /// Where a token came from that no draft model proposed.
    private static void origin(List<Line> lines, TreeNode node) {
        String source = node.node().source();
        if (!source.isEmpty() && !source.equals("draft model"))
            lines.add(new Line("proposed by", source));
    }

    private Explanation match(String title, TreeNode node, Verdict verdict, boolean accepted) {
        String own = verdict.drawnToken() < 0 ? "another token" : quoted(verdict.drawnToken());
        String sentence = "The target draws its own token first, from target p" + (Double.isNaN(verdict.draw())
                ? ""
                : " with the draw " + probability(verdict.draw()))
                + (accepted
                        ? ". It got " + own + ", the very token that was drafted, so it is accepted."
                        : ". It got " + own + ", not " + quoted(node.node().token()) + ", so it is rejected.");
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("target drew", own));
        lines.add(new Line("drafted", quoted(node.node().token())));
        lines.add(new Line("draw u", exact(verdict.draw())));
        lines.add(new Line("target p", exact(verdict.targetProbability())));
        lines.add(new Line("draft q", exact(node.node().probability())));
        origin(lines, node);
        return new Explanation(title, sentence, lines);
    }

    private Explanation taken(TreeNode node) {
        String whole = "It stands in the draft with the best score, which became output whole; nobody judged it.";
        return new Explanation("Why it was taken", whole + whatTheTargetSays(node), scored(node));
    }

    private Explanation dropped(TreeNode node) {
        double best = end(node);
        String sentence = Double.isNaN(best)
                ? "Another draft scored higher. No draft through this token was among the kept ones to the end, and nobody"
                        + " judged it."
                : "Another draft scored higher: " + Numbers.fixed(taken(), 2) + " against " + Numbers.fixed(best, 2)
                        + " for the best one through this token. Nobody judged it.";
        return new Explanation("Why it was dropped", sentence + whatTheTargetSays(node), scored(node));
    }

    private static String whatTheTargetSays(TreeNode node) {
        return Double.isNaN(node.targetProbability())
                ? ""
                : " The target, asked afterwards, gives it p = " + probability(node.targetProbability()) + ".";
    }

    private List<Line> scored(TreeNode node) {
        List<Line> lines = new ArrayList<>(unjudgedLines(node));
        lines.add(new Line("score of the draft that was taken", Numbers.fixed(taken(), 4)));
        if (NodeStatus.of(node) == NodeStatus.DROPPED && !Double.isNaN(end(node)))
            lines.add(new Line("best score through this token", Numbers.fixed(end(node), 4)));
        origin(lines, node);
        return lines;
    }

    /// The best score of a draft that goes through a node to the deepest level; `NaN` when none does.
    private double end(TreeNode node) {
        if (node.node().depth() == deepest())
            return node.node().value();
        return tree.children(node.node().index()).stream().mapToDouble(this::end).filter(score -> !Double.isNaN(score))
                .max().orElse(Double.NaN);
    }

    /// The score of the draft that was taken.
    private double taken() {
        return tree.nodes().stream().filter(node -> node.node().depth() == deepest()
                && NodeStatus.of(node) == NodeStatus.TAKEN).mapToDouble(node -> node.node().value()).findFirst()
                .orElse(Double.NaN);
    }

    private int deepest() {
        return tree.nodes().stream().mapToInt(node -> node.node().depth()).max().orElse(0);
    }

    private Explanation notJudged(TreeNode node, Verdict verdict) {
        String sentence = "Never judged: " + tree.node(verdict.blockedBy()).map(blocker -> reason(node, blocker))
                .orElse("the walk ended before it") + ".";
        return new Explanation("Why it was never judged", sentence, unjudgedLines(node));
    }

    private String reason(TreeNode node, TreeNode blocker) {
        String name = quoted(blocker.node().token());
        int parent = node.node().parent();
        boolean accepted = blocker.verdict().map(v -> v.outcome() == Verdict.Outcome.ACCEPTED).orElse(false);
        if (accepted)
            return blocker.node().parent() == parent
                    ? "its sibling " + name + " was accepted"
                    : "the walk went on with " + name + ", which was accepted in another branch";
        return (blocker.node().index() == parent ? "its parent " : "its ancestor ") + name + " was rejected";
    }

    private Explanation awaiting(TreeNode node) {
        String q = Double.isNaN(node.node().probability())
                ? ""
                : gave(node) + " it draft q = "
                        + probability(node.node().probability()) + ". ";
        String sentence = Double.isNaN(node.targetProbability())
                ? q + "The target has not read it yet."
                : q + "The target has read it and gives it p = " + probability(node.targetProbability())
                        + "; the walk has not come to it yet.";
        return new Explanation("Awaiting its verdict", sentence, unjudgedLines(node));
    }

    private Explanation cut(TreeNode node) {
        String reason = cutReason(node.node().index()).map(text -> ": " + text).orElse("");
        return new Explanation("Why it was cut", "It was drafted with path probability "
                + probability(node.node().pathProbability()) + ", but left out before the target read the tree" + reason
                + ".", unjudgedLines(node));
    }

    /// The reason stands in the event, not in the state, so the events of the step are looked through.
    private Optional<String> cutReason(int index) {
        if (tree.step() < 0 || tree.step() >= trace.steps().size())
            return Optional.empty();
        StepSummary step = trace.steps().get(tree.step());
        for (int i = step.firstEvent(); i < Math.min(step.endEvent(), trace.length()); i++) {
            if (trace.event(i) instanceof TraceEvent.Cut cut && cut.nodes().contains(index))
                return Optional.of(cut.reason());
        }
        return Optional.empty();
    }

    private Explanation draw(TargetDraw draw) {
        String token = quoted(draw.token());
        List<Line> lines = new ArrayList<>();
        boolean greedy = Double.isNaN(draw.draw());
        String how = greedy ? "its first choice" : "drawn with " + probability(draw.draw());
        String sentence = switch (draw.provenance()) {
            case CORRECTION -> correction(draw, token, greedy, lines);
            case BONUS -> (afterTaken(draw)
                    ? "The best draft was taken whole, and the pass of the target that read it"
                    : "Every draft token on the path was accepted, and the same pass of the target")
                    + " already holds its law after the last of them. So one more token comes without another pass: "
                    + token + ", " + how
                    + (greedy ? "." : " from target p, which gives it " + probability(draw.probability()) + ".");
            case TARGET, PROMPT, ACCEPTED_DRAFT, UNMASKED, FORCED, TAKEN_OVER -> greedy
                    ? "No draft was in play. At temperature 0 the target takes its first choice, " + token + "."
                    : "No draft was in play. The target gives " + token + " p = " + probability(draw.probability())
                            + ", and the draw " + probability(draw.draw()) + " fell on it.";
        };
        if (draw.provenance() != Provenance.CORRECTION)
            lines.add(new Line("target p", exact(draw.probability())));
        lines.add(new Line("draw u", greedy ? "none, greedy" : exact(draw.draw())));
        return new Explanation(switch (draw.provenance()) {
            case CORRECTION -> "Why the target wrote its own";
            case BONUS -> "Why there is a bonus";
            case TARGET, PROMPT, ACCEPTED_DRAFT, UNMASKED, FORCED, TAKEN_OVER -> "Why this token";
        }, sentence, lines);
    }

    private boolean afterTaken(TargetDraw draw) {
        return tree.node(draw.after()).filter(node -> NodeStatus.of(node) == NodeStatus.TAKEN).isPresent();
    }

    private String correction(TargetDraw draw, String token, boolean greedy, List<Line> lines) {
        List<TreeNode> rejected = tree.children(draw.after()).stream().filter(this::isRejected).toList();
        String lost = rejected.isEmpty()
                ? "The draft's proposal was rejected. "
                : "The draft's " + names(rejected) + (rejected.size() == 1 ? " was" : " were") + " rejected. ";
        Rule rule = rejected.isEmpty() ? null : rejected.getLast().verdict().orElseThrow().rule();
        if (greedy || rule == Rule.GREEDY_MATCH) {
            lines.add(new Line("target p", exact(draw.probability())));
            return lost + "At temperature 0 the target puts its own first choice there: " + token + ".";
        }
        if (rule == Rule.TARGET_SAMPLE_MATCH) {
            lines.add(new Line("target p", exact(draw.probability())));
            return lost + "The target had already drawn its own token, " + token + ", from target p, which gives it "
                    + probability(draw.probability()) + "; nothing drafted matched, so it stands.";
        }
        String difference = switch (rule) {
            case RATIO -> "max(0, p − q)";
            case SHIFTED_RATIO -> "max(0, p − min(q, p'))";
            case K_SEQ -> "p less what accepted draws already give,";
            case null, default -> "max(0, R − D)";
        };
        lines.add(new Line("share of the residual", exact(draw.probability())));
        if (!rejected.isEmpty() && rule != Rule.K_SEQ
                && rejected.stream().allMatch(node -> node.node().draws().size() <= 1))
            residual(lines, rejected.getLast().verdict().orElseThrow(), difference);
        return lost + "The target then draws from what the rejection left of it, " + difference
                + " made to sum to 1. There " + token + " holds " + probability(draw.probability())
                + ", and the draw " + probability(draw.draw()) + " fell on it.";
    }

    private boolean isRejected(TreeNode node) {
        return NodeStatus.of(node) == NodeStatus.REJECTED;
    }

    /// Siblings that the verifier met before this one and rejected; ranks are the order in which it meets them.
    private List<TreeNode> rejectedBefore(TreeNode node) {
        return tree.children(node.node().parent()).stream()
                .filter(other -> other.node().rank() < node.node().rank() && isRejected(other)).toList();
    }

    private String names(List<TreeNode> nodes) {
        List<String> names = nodes.stream().map(node -> quoted(node.node().token())).toList();
        if (names.size() == 1)
            return names.getFirst();
        return String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
    }

    /// Copied tokens have no law behind them: their q of 1 is a convention, and the sentence says where they came from.
    private static String gave(TreeNode node) {
        String source = node.node().source();
        return source.isEmpty() || source.equals("draft model")
                ? "The draft gave"
                : "The draft (" + source + ") gave";
    }

    private static String threshold(Verdict verdict) {
        return apart(verdict.threshold(), verdict.draw());
    }

    private static String drawn(Verdict verdict) {
        return Double.isNaN(verdict.draw())
                ? "The draw was not captured"
                : "The draw was " + apart(verdict.draw(), verdict.threshold());
    }

    private static void comparison(List<Line> lines, String name, Verdict verdict, boolean accepted) {
        lines.add(new Line(name, exact(verdict.threshold())));
        if (Double.isNaN(verdict.draw())) {
            lines.add(new Line("draw u", accepted && verdict.threshold() >= 1 ? "none needed" : Numbers.NOT_CAPTURED));
        } else {
            lines.add(new Line("draw u", exact(verdict.draw())));
            lines.add(new Line("verdict", apart(verdict.draw(), verdict.threshold()) + (accepted ? " < " : " ≥ ")
                    + apart(verdict.threshold(), verdict.draw()) + (accepted ? ", accepted" : ", rejected")));
        }
    }

    private static void residual(List<Line> lines, Verdict verdict, String difference) {
        if (verdict.outcome() == Verdict.Outcome.REJECTED && !Double.isNaN(verdict.residualMass()))
            lines.add(new Line("mass of " + difference, exact(verdict.residualMass())));
    }

    private List<Line> unjudgedLines(TreeNode node) {
        DraftNode draft = node.node();
        return List.of(new Line("draft q", exact(draft.probability())),
                new Line("target p", exact(node.targetProbability())),
                new Line("path probability", exact(draft.pathProbability())));
    }
}
