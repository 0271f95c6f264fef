package draftscope.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// What drafting came to over some steps of a run: every metric with the counts behind it.
///
/// Always `emitted = accepted + corrected + bonus + plain`, `drafted = cut + sent`, `sent = judged + ignored` and
/// `judged = passed + rejected`, once the steps are over. `passed` is what the verifier let through and `accepted` what became
/// output: a stop rule may end the text inside a path, so `accepted` is at most `passed`.
///
/// Rates by depth and by rank are of the verifier, before stop rules. Of a run at [Observation#OFF] only tokens are known, and
/// everything about nodes is missing: [#captured()] is false.
///
/// @param captured       whether the run told of draft nodes and verdicts at all
/// @param counts         the plain counts, as [TraceState#counts()] has them for a whole run
/// @param draftingRounds rounds in which at least one node was drafted
/// @param deepest        greatest depth that was drafted
/// @param depths         index 0 is depth 1
/// @param ranks          index 0 is the first of its siblings
public record Metrics(boolean captured, RunCounts counts, int draftingRounds, int deepest, List<Depth> depths,
        List<Rank> ranks) {

    /// One depth of the draft.
    ///
    /// @param judged   drafting rounds in which the walk came to this depth and tested a node there
    /// @param accepted drafting rounds in which the walk went on from this depth
    /// @param rounds   drafting rounds
    public record Depth(int judged, int accepted, int rounds) {
        /// Share of the drafts that were accepted to at least this depth, as vLLM gives it; `NaN` with no draft.
        public double marginal() {
            return rounds == 0 ? Double.NaN : (double) accepted / rounds;
        }

        /// Share of those that were tested at this depth; `NaN` when none was.
        public double conditional() {
            return judged == 0 ? Double.NaN : (double) accepted / judged;
        }
    }

    /// One rank among siblings.
    ///
    /// @param sent nodes of this rank that the target read
    public record Rank(int sent, int judged, int accepted) {
        /// Share of the nodes of this rank that were sent; `NaN` when none was.
        public double marginal() {
            return sent == 0 ? Double.NaN : (double) accepted / sent;
        }

        /// Share of the nodes of this rank that were tested; `NaN` when none was.
        public double conditional() {
            return judged == 0 ? Double.NaN : (double) accepted / judged;
        }
    }

    public Metrics {
        depths = List.copyOf(depths);
        ranks = List.copyOf(ranks);
    }

    /// The whole run up to a position.
    public static Metrics of(Trace trace, int position) {
        return read(trace, 0, 0, position, false);
    }

    /// Some steps, both ends included, as far as they are told up to a position.
    public static Metrics of(Trace trace, int from, int to, int position) {
        int end = trace.endOfStep(to);
        return read(trace, Math.max(0, from), trace.startOfStep(from), Math.min(position, end),
                position >= end && to < trace.steps().size() && trace.steps().get(to).complete());
    }

    private static Metrics read(Trace trace, int firstStep, int fromEvent, int toEvent, boolean over) {
        Reader reader = new Reader(new Tally(firstStep));
        if (fromEvent > 0 && trace.event(0) instanceof TraceEvent.RunStarted started)
            reader.apply(started);
        for (int i = fromEvent; i < toEvent; i++)
            reader.apply(trace.event(i));
        if (over)
            reader.tally.closeRound();
        return reader.metrics(trace.settings().map(RunSettings::observation).orElse(Observation.LIGHT));
    }

    /// Draft nodes that the target read.
    public int sent() {
        return counts.drafted() - counts.cut();
    }

    /// Draft nodes that the verifier let through.
    public int passed() {
        return counts.judged() - counts.rejected();
    }

    /// Draft nodes that the target read and the walk never came to.
    public int ignored() {
        return counts.notReached();
    }

    /// Accepted draft tokens for each drafting round; `NaN` with none.
    public double meanAcceptedLength() {
        return draftingRounds == 0 ? Double.NaN : (double) counts.accepted() / draftingRounds;
    }

    /// The same with the target's own token: the correction or the bonus; `NaN` with none.
    public double meanAcceptedLengthWithBonus() {
        return draftingRounds == 0
                ? Double.NaN
                : (double) (counts.accepted() + counts.corrected() + counts.bonus()) / draftingRounds;
    }

    /// Accepted draft tokens for each drafted node; `NaN` with none.
    public double acceptanceRate() {
        return counts.acceptanceRate();
    }

    private static final class Reader {
        private final Tally tally;
        private final List<DraftNode> nodes = new ArrayList<>(); // of the round
        private final BitSet cut = new BitSet(); // of the round
        private int draftingRounds;
        private int[] depthJudged = new int[4]; // (depth)
        private int[] depthAccepted = new int[4]; // (depth)
        private int[] rankSent = new int[4]; // (rank)
        private int[] rankJudged = new int[4]; // (rank)
        private int[] rankAccepted = new int[4]; // (rank)
        private int deepest;
        private int highestRank = -1;

        Reader(Tally tally) {
            this.tally = tally;
        }

        void apply(TraceEvent event) {
            tally.apply(event);
            switch (event) {
                case TraceEvent.StepStarted _ -> {
                    send();
                    nodes.clear();
                    cut.clear();
                }
                case TraceEvent.Drafted e -> {
                    draftingRounds += nodes.isEmpty() && !e.nodes().isEmpty() ? 1 : 0;
                    nodes.addAll(e.nodes());
                }
                case TraceEvent.Cut e -> e.nodes().forEach(cut::set);
                case TraceEvent.Judged e -> judge(e.verdicts());
                default -> {
                    // The tally counts the rest; a kind unknown to it does not compile there.
                }
            }
        }

        /// Counts the ranks of the round that is over.
        private void send() {
            for (DraftNode node : nodes) {
                deepest = Math.max(deepest, node.depth());
                highestRank = Math.max(highestRank, node.rank());
                if (!cut.get(node.index())) {
                    rankSent = room(rankSent, node.rank());
                    rankSent[node.rank()]++;
                }
            }
        }

        private void judge(List<Verdict> verdicts) {
            BitSet tested = new BitSet();
            BitSet passed = new BitSet();
            for (Verdict verdict : verdicts) {
                if (verdict.outcome() == Verdict.Outcome.NOT_REACHED)
                    continue;
                DraftNode node = nodes.get(verdict.node() - 1);
                boolean accepted = verdict.outcome() == Verdict.Outcome.ACCEPTED;
                rankJudged = room(rankJudged, node.rank());
                rankJudged[node.rank()]++;
                rankAccepted = room(rankAccepted, node.rank());
                rankAccepted[node.rank()] += accepted ? 1 : 0;
                tested.set(node.depth());
                if (accepted)
                    passed.set(node.depth());
            }
            tested.stream().forEach(depth -> {
                depthJudged = room(depthJudged, depth);
                depthJudged[depth]++;
            });
            passed.stream().forEach(depth -> {
                depthAccepted = room(depthAccepted, depth);
                depthAccepted[depth]++;
            });
        }

        // Depth and rank are checked against the number of nodes when the event is read.
        private static int[] room(int[] counts, int index) {
            return index < counts.length ? counts : Arrays.copyOf(counts, Math.max(index + 1, counts.length * 2));
        }

        Metrics metrics(Observation observation) {
            send();
            List<Depth> depths = new ArrayList<>();
            for (int depth = 1; depth <= deepest; depth++)
                depths.add(new Depth(at(depthJudged, depth), at(depthAccepted, depth), draftingRounds));
            List<Rank> ranks = new ArrayList<>();
            for (int rank = 0; rank <= highestRank; rank++)
                ranks.add(new Rank(at(rankSent, rank), at(rankJudged, rank), at(rankAccepted, rank)));
            return new Metrics(observation != Observation.OFF, tally.counts(), draftingRounds, deepest, depths, ranks);
        }

        private static int at(int[] counts, int index) {
            return index < counts.length ? counts[index] : 0;
        }
    }
}
