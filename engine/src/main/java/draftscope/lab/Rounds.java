package draftscope.lab;

import draftscope.trace.DraftNode;
import draftscope.trace.Observation;
import draftscope.trace.Phase;
import draftscope.trace.Provenance;
import draftscope.trace.Rule;
import draftscope.trace.StepSummary;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceEvent.PhaseFinished;
import draftscope.trace.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The complete rounds of a run, as the lab needs them. Immutable.
///
/// A round in which the text ended inside of what was accepted is left out: it wrote less than its drafts were good for. Telling the events is left out of
/// all times; the target's laws over every row are part of its pass.
public final class Rounds {
    private final List<Round> all;
    private final String obstacle;
    private final boolean matched;

    private Rounds(List<Round> all, String obstacle, boolean matched) {
        this.all = List.copyOf(all);
        this.obstacle = obstacle;
        this.matched = matched;
    }

    /// Those that a trace tells so far.
    public static Rounds of(Trace trace) {
        Reader reader = new Reader();
        for (StepSummary step : trace.steps()) {
            if (step.complete())
                reader.read(trace, step);
        }
        return new Rounds(reader.rounds, reader.obstacle(trace), reader.matched);
    }

    /// The rounds of several runs of one method, one after the other.
    public static Rounds together(List<Rounds> runs) {
        return new Rounds(runs.stream().flatMap(run -> run.all.stream()).toList(),
                runs.stream().map(Rounds::obstacle).filter(why -> !why.isEmpty()).findFirst().orElse(""),
                runs.stream().allMatch(Rounds::matched));
    }

    /// Why parts of the drafts cannot be replayed, in a sentence; empty when they can.
    public String obstacle() {
        return obstacle;
    }

    /// Whether a match rule judges, so that a budget may also go by path probability.
    public boolean matched() {
        return matched;
    }

    public int count() {
        return all.size();
    }

    /// Most levels that a round drafted; 0 without a draft.
    public int depth() {
        return nodes().mapToInt(DraftNode::depth).max().orElse(0);
    }

    /// Most children that a node had.
    public int width() {
        return nodes().mapToInt(node -> node.rank() + 1).max().orElse(0);
    }

    /// Most nodes that a round sent to the target.
    public int nodesOfLargest() {
        return all.stream().mapToInt(round -> round.nodes().size()).max().orElse(0);
    }

    /// The shape of the run itself: nothing is cut from any round.
    public Shape shape() {
        return new Shape(Math.max(1, depth()), Math.max(1, width()), Math.max(1, nodesOfLargest()),
                Shape.Order.DRAFTED, 0);
    }

    /// Every second round, from the first or from the second on.
    public Rounds half(boolean second) {
        return new Rounds(IntStream.range(0, all.size()).filter(i -> i % 2 == 1 == second).mapToObj(all::get).toList(),
                obstacle, matched);
    }

    /// Tokens for each second of these rounds as they were; `NaN` without one.
    public double tokensPerSecond() {
        long nanos = all.stream().mapToLong(Round::nanos).sum();
        return nanos == 0 ? Double.NaN : all.stream().mapToInt(Round::tokens).sum() * 1e9 / nanos;
    }

    List<Round> all() {
        return all;
    }

    private Stream<DraftNode> nodes() {
        return all.stream().flatMap(round -> round.nodes().stream());
    }

    private static final class Reader {
        private final List<Round> rounds = new ArrayList<>();
        private final Set<Rule> rules = new HashSet<>();
        private boolean beside;
        private boolean repeated;
        private boolean matched = true;

        // The round in progress.
        private final List<DraftNode> nodes = new ArrayList<>();
        private final Map<Integer, Integer> passOf = new HashMap<>();
        private final Set<Integer> cut = new HashSet<>();
        private final Set<Integer> accepted = new HashSet<>();
        private final Map<Integer, Long> passNanos = new TreeMap<>();
        private long target;
        private long rest;
        private int committed;

        void read(Trace trace, StepSummary step) {
            nodes.clear();
            passOf.clear();
            cut.clear();
            accepted.clear();
            passNanos.clear();
            target = 0;
            rest = 0;
            committed = 0;
            for (int i = step.firstEvent(); i < step.endEvent(); i++)
                apply(trace.event(i));
            nodes.removeIf(node -> cut.contains(node.index()));
            List<DraftNode> path = nodes.stream().filter(node -> accepted.contains(node.index()))
                    .sorted(Comparator.comparingInt(DraftNode::depth)).toList();
            if (committed == path.size() + 1)
                rounds.add(
                        new Round(step.step(), List.copyOf(nodes), Map.copyOf(passOf), path, new TreeMap<>(passNanos),
                                target, rest));
        }

        private void apply(TraceEvent event) {
            switch (event) {
                case TraceEvent.Drafted e -> e.nodes().forEach(node -> {
                    nodes.add(node);
                    passOf.put(node.index(), e.level());
                    repeated |= node.draws().size() > 1;
                });
                case TraceEvent.Cut e -> cut.addAll(e.nodes());
                case TraceEvent.Judged e -> e.verdicts().forEach(this::judge);
                case TraceEvent.Committed e -> committed += e.provenance() == Provenance.PROMPT ? 0 : 1;
                case PhaseFinished e -> phase(e);
                default -> {
                    // Tells nothing about drafts and their costs.
                }
            }
        }

        private void judge(Verdict verdict) {
            rules.add(verdict.rule());
            matched &= verdict.rule() == Rule.GREEDY_MATCH || verdict.rule() == Rule.TARGET_SAMPLE_MATCH;
            if (verdict.outcome() == Verdict.Outcome.ACCEPTED)
                accepted.add(verdict.node());
        }

        private void phase(PhaseFinished e) {
            beside |= e.aside();
            long nanos = Math.max(0, e.spentNanos() - Math.max(0, e.tellNanos()));
            switch (e.phase()) {
                case DRAFT -> passNanos.merge(e.level(), nanos, Long::sum);
                case VERIFY -> target += nanos;
                default -> rest += nanos;
            }
        }

        private String obstacle(Trace trace) {
            Optional<Rule> wide = List.of(Rule.K_SEQ, Rule.RECURSIVE_WITH_REPLACEMENT, Rule.BEST_DRAFT).stream()
                    .filter(rules::contains).findFirst();
            if (trace.at(trace.length()).batch().isPresent())
                return "This run decodes several texts at once; the lab looks at one.";
            if (trace.settings().map(s -> s.observation() == Observation.OFF).orElse(false))
                return "This run did not tell of its rounds, since it was not observed.";
            if (beside)
                return "This run drafts beside the target's pass, so with a smaller draft nothing of it would be as it was.";
            if (wide.isPresent() || repeated)
                return "The rule of this run weighs all drafts of a round against each other, so a smaller tree would be"
                        + " judged by other numbers.";
            if (trace.steps().stream().noneMatch(StepSummary::complete))
                return "No round is complete yet.";
            if (rounds.stream().allMatch(round -> round.nodes().isEmpty()))
                return "Nothing was drafted in this run.";
            if (rounds.stream().mapToLong(Round::nanos).sum() == 0)
                return "This run tells no times, so there is nothing to predict a rate from.";
            return "";
        }
    }
}
