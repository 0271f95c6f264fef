package draftscope.query;

import draftscope.query.Item.StepFacts;
import draftscope.trace.DraftNode;
import draftscope.trace.KvChange;
import draftscope.trace.KvOwner;
import draftscope.trace.KvState;
import draftscope.trace.Provenance;
import draftscope.trace.StepSummary;
import draftscope.trace.TargetRow;
import draftscope.trace.TokenMeasures;
import draftscope.trace.TokenPiece;
import draftscope.trace.TopTokens;
import draftscope.trace.TraceEvent;
import draftscope.trace.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes the items of a trace, a step at a time, and goes on where it stopped when the trace has grown.
///
/// For one thread; what it gives is for any.
public final class ItemReader {
    private List<StepSummary> summaries = List.of();
    private final List<Item> items = new ArrayList<>();
    private final List<StepFacts> steps = new ArrayList<>();
    private final List<Integer> outputs = new ArrayList<>();
    private final Map<Integer, TokenPiece> pieces = new HashMap<>();
    private Map<Integer, TokenPiece> handedOut = Map.of();
    private int position; // events read so far
    private int doneItems; // of steps that are over; what is behind belongs to the one in progress
    private int doneSteps;
    private int doneOutputs;
    private final Map<Integer, Integer> canvas = new HashMap<>(); // position -> the token that last stood there
    private final Map<Integer, Boolean> flipped = new HashMap<>(); // position -> whether another one stood there before
    private int capacity;
    private boolean cacheTold;

    // The step in progress.
    private int step = -1;
    private int length;
    private int rolledBack;
    private final List<DraftNode> nodes = new ArrayList<>(); // node i at index i - 1
    private final List<Integer> levels = new ArrayList<>();
    private final Map<Integer, TargetRow> rows = new HashMap<>();
    private final Map<Integer, Verdict> verdicts = new HashMap<>();
    private final Map<Integer, Boolean> cut = new HashMap<>();
    private final List<TraceEvent.Committed> committed = new ArrayList<>();

    /// All items up to the end of `events`.
    ///
    /// @param events those of the call before, and what came since
    /// @param steps  what each step came to, by its number
    public Items read(List<TraceEvent> events, List<StepSummary> steps) {
        summaries = steps;
        takeBack();
        for (; position < events.size(); position++)
            read(events.get(position));
        closeStep();
        if (handedOut.size() != pieces.size())
            handedOut = Map.copyOf(pieces);
        return new Items(items, this.steps, outputs, handedOut);
    }

    /// The step in progress is told anew, with all that is known of it now.
    private void takeBack() {
        items.subList(doneItems, items.size()).clear();
        steps.subList(doneSteps, steps.size()).clear();
        outputs.subList(doneOutputs, outputs.size()).clear();
    }

    private void read(TraceEvent event) {
        switch (event) {
            case TraceEvent.RunStarted e -> capacity = e.settings().capacity();
            case TraceEvent.TokensNamed e -> e.pieces().forEach(piece -> pieces.put(piece.id(), piece));
            case TraceEvent.StepStarted e -> {
                beginStep(e.step());
                length = e.length();
            }
            case TraceEvent.Drafted e -> {
                nodes.addAll(e.nodes());
                e.nodes().forEach(node -> levels.add(e.level()));
            }
            case TraceEvent.Cut e -> e.nodes().forEach(node -> cut.put(node, true));
            case TraceEvent.Verified e -> e.rows().forEach(row -> rows.put(row.node(), row));
            case TraceEvent.Judged e -> e.verdicts().forEach(verdict -> verdicts.put(verdict.node(), verdict));
            case TraceEvent.Committed e when e.provenance() == Provenance.PROMPT -> {
                // Given, not output.
            }
            case TraceEvent.Committed e -> {
                // At Observation.OFF nothing tells of a step but the tokens that it commits.
                if (e.step() > step)
                    beginStep(e.step());
                committed.add(e);
            }
            case TraceEvent.KvChanged e when e.owner() == KvOwner.TARGET -> {
                cacheTold = true;
                for (KvChange change : e.changes())
                    rolledBack += change.state() == KvState.ROLLED_BACK ? 1 : 0;
            }
            case TraceEvent.Unmasked e -> e.tokens().forEach(token -> {
                Integer before = canvas.put(token.position(), token.token());
                flipped.merge(token.position(), before != null && before != token.token(), Boolean::logicalOr);
            });
            case TraceEvent.BatchOpened _,TraceEvent.BatchRead _,TraceEvent.BatchAdvanced _,TraceEvent.KvChanged _,TraceEvent.PromptIngested _,TraceEvent.PhaseFinished _,TraceEvent.DraftStopped _,TraceEvent.Drawn _,TraceEvent.Noted _,TraceEvent.CanvasOpened _,TraceEvent.BlockCut _,TraceEvent.Predicted _,TraceEvent.Chosen _,TraceEvent.Remasked _,TraceEvent.RunFinished _,TraceEvent.Unrecognised _ -> {
                // Nothing that a condition asks for.
            }
        }
    }

    private void beginStep(int number) {
        closeStep();
        doneItems = items.size();
        doneSteps = steps.size();
        doneOutputs = outputs.size();
        step = number;
        nodes.clear();
        levels.clear();
        rows.clear();
        verdicts.clear();
        cut.clear();
        committed.clear();
        rolledBack = 0;
    }

    private void closeStep() {
        if (step < 0)
            return;
        int[] places = new int[committed.size()]; // the node after which each token was chosen
        int[] byNode = new int[nodes.size() + 1]; // node -> its token in `committed`, counted from 1
        Map<Integer, TokenMeasures> measured = new HashMap<>(); // by place
        int after = DraftNode.ROOT;
        int own = 0;
        for (int i = 0; i < places.length; i++) {
            TraceEvent.Committed token = committed.get(i);
            boolean drafted = token.node() >= 1 && token.node() <= nodes.size();
            if (drafted)
                byNode[token.node()] = i + 1;
            else
                own++;
            places[i] = drafted ? nodes.get(token.node() - 1).parent() : after;
            measured.putIfAbsent(places[i], token.measures());
            after = drafted ? token.node() : DraftNode.NONE;
        }
        StepFacts facts = facts(items.size(), items.size() + nodes.size() + own);
        int firstOutput = outputs.size();
        for (int i = 0; i < places.length; i++)
            outputs.add(-1);
        for (int i = 0; i < nodes.size(); i++) {
            int order = byNode[i + 1] - 1;
            if (order >= 0)
                outputs.set(firstOutput + order, items.size());
            items.add(node(facts, nodes.get(i), levels.get(i), order < 0 ? null : committed.get(order),
                    order < 0 ? -1 : firstOutput + order, measured.get(nodes.get(i).parent())));
        }
        for (int i = 0; i < places.length; i++) {
            if (outputs.get(firstOutput + i) >= 0)
                continue;
            outputs.set(firstOutput + i, items.size());
            items.add(own(facts, committed.get(i), firstOutput + i, places[i]));
        }
        steps.add(facts);
    }

    private StepFacts facts(int first, int end) {
        StepSummary summary = step < summaries.size() ? summaries.get(step) : null;
        double used = summary == null || !cacheTold || capacity <= 0
                ? Double.NaN
                : (double) summary.kvPeak() / capacity;
        return new StepFacts(step, steps.size(), first, end, told(summary == null ? null : summary.accepted()),
                told(summary == null ? null : summary.rejected()), told(summary == null ? null : summary.drafted()),
                told(summary == null ? null : summary.judged()), used, cacheTold ? rolledBack : Double.NaN);
    }

    private static double told(Integer count) {
        return count == null ? Double.NaN : count;
    }

    private Item node(StepFacts facts, DraftNode node, int level, TraceEvent.Committed token, int output,
            TokenMeasures here) {
        Verdict verdict = verdicts.get(node.index());
        State state = verdict != null
                ? State.of(verdict)
                : token != null
                        ? State.of(token.provenance())
                        : cut.containsKey(node.index()) ? State.CUT : State.AWAITING;
        TargetRow law = rows.get(node.parent());
        double judged = verdict == null ? Double.NaN : verdict.targetProbability();
        double target = !Double.isNaN(judged) || law == null ? judged : law.top().probabilityOrNone(node.token());
        TokenMeasures place = here == null ? TokenMeasures.NOT_CAPTURED : here;
        int rank = token != null ? token.measures().rank() : rank(place.top(), node.token());
        double raw = token != null ? token.measures().probability() : place.top().probabilityOrNone(node.token());
        double surprisal = token != null ? token.measures().surprisalBits() : -Math.log(raw) / Math.log(2);
        return new Item(facts, node.index(), output, length + node.depth() - 1, node.token(), state, node.depth(),
                level, place.entropyBits(), surprisal, raw, place.marginRaw(), rank, target, node.probability(),
                first(node.top()), targetTop(law, place), control(node.token()), Double.NaN);
    }

    private Item own(StepFacts facts, TraceEvent.Committed token, int output, int place) {
        TokenMeasures measures = token.measures();
        TargetRow law = rows.get(place);
        double target = law == null ? Double.NaN : law.top().probabilityOrNone(token.token());
        int draftTop = -1;
        for (DraftNode node : nodes) {
            if (node.parent() == place && draftTop < 0)
                draftTop = first(node.top());
        }
        Boolean flip = flipped.get(token.position());
        return new Item(facts, DraftNode.NONE, output, token.position(), token.token(), State.of(token.provenance()),
                -1,
                -1, measures.entropyBits(), measures.surprisalBits(), measures.probability(), measures.marginRaw(),
                measures.rank(), target, Double.NaN, draftTop, targetTop(law, measures), control(token.token()),
                flip == null ? Double.NaN : flip ? 1 : 0);
    }

    private boolean control(int token) {
        TokenPiece piece = pieces.get(token);
        return piece != null && piece.special();
    }

    /// The sampler chain keeps the order of the likeliest, so the raw law's first choice serves as well.
    private static int targetTop(TargetRow law, TokenMeasures place) {
        int top = law == null ? -1 : first(law.top());
        return top >= 0 ? top : first(place.top());
    }

    private static int first(TopTokens law) {
        return law.tokens().isEmpty() ? -1 : law.tokens().getFirst().token();
    }

    private static int rank(TopTokens law, int token) {
        for (int i = 0; i < law.tokens().size(); i++) {
            if (law.tokens().get(i).token() == token)
                return i;
        }
        return -1;
    }
}
