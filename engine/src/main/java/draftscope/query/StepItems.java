package draftscope.query;

import draftscope.query.Item.StepFacts;
import draftscope.trace.DraftNode;
import draftscope.trace.KvChange;
import draftscope.trace.KvOwner;
import draftscope.trace.KvState;
import draftscope.trace.PlannedToken;
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
import java.util.Optional;

/// The items of one step in the making: its draft nodes, then the tokens that nothing drafted.
final class StepItems {
    private final Map<Integer, TokenPiece> pieces = new HashMap<>();
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
    private final List<PlannedToken> committed = new ArrayList<>();

    int step() {
        return step;
    }

    /// The names that were given so far; it grows.
    Map<Integer, TokenPiece> pieces() {
        return pieces;
    }

    /// The tokens of the step that are output.
    List<PlannedToken> committed() {
        return committed;
    }

    /// What stood on the canvas last; empty where nothing did.
    Optional<Integer> stood(int position) {
        return Optional.ofNullable(canvas.get(position));
    }

    boolean control(int token) {
        TokenPiece piece = pieces.get(token);
        return piece != null && piece.special();
    }

    void begin(int number) {
        step = number;
        nodes.clear();
        levels.clear();
        rows.clear();
        verdicts.clear();
        cut.clear();
        committed.clear();
        rolledBack = 0;
    }

    /// Takes an event; the one that begins a step is told by [#begin(int)] as well, before.
    void apply(TraceEvent event) {
        switch (event) {
            case TraceEvent.RunStarted e -> capacity = e.settings().capacity();
            case TraceEvent.TokensNamed e -> e.pieces().forEach(piece -> pieces.put(piece.id(), piece));
            case TraceEvent.StepStarted e -> length = e.length();
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
            case TraceEvent.Committed e -> committed.add(new PlannedToken(e.position(), e.token(), e.provenance(),
                    e.node(), e.measures()));
            case TraceEvent.KvChanged e when e.owner() == KvOwner.TARGET -> {
                cacheTold = true;
                for (KvChange change : e.changes())
                    rolledBack += change.state() == KvState.ROLLED_BACK ? 1 : 0;
            }
            case TraceEvent.Unmasked e -> e.tokens().forEach(token -> {
                Integer before = canvas.put(token.position(), token.token());
                flipped.merge(token.position(), before != null && before != token.token(), Boolean::logicalOr);
            });
            case TraceEvent.BatchOpened _,TraceEvent.BatchRead _,TraceEvent.BatchAdvanced _,TraceEvent.KvChanged _,TraceEvent.PromptIngested _,TraceEvent.PhaseFinished _,TraceEvent.DraftStopped _,TraceEvent.Drawn _,TraceEvent.Planned _,TraceEvent.Noted _,TraceEvent.CanvasOpened _,TraceEvent.BlockCut _,TraceEvent.Predicted _,TraceEvent.Chosen _,TraceEvent.LookedAgain _,TraceEvent.Remasked _,TraceEvent.Edited _,TraceEvent.RunFinished _,TraceEvent.Unrecognised _ -> {
                // Nothing that a condition asks for, or what only a round to come asks for.
            }
        }
    }

    /// Adds the step with its items, as far as they were told.
    ///
    /// @param outputs (output index) -> item
    void addTo(List<Item> items, List<Integer> outputs, List<StepFacts> steps, Optional<StepSummary> summary) {
        double accepted = summary.isEmpty() ? Double.NaN : summary.get().accepted();
        steps.add(add(items, outputs, outputs.size(), committed, facts(steps.size(), accepted, summary, 0)));
    }

    /// The items of the round that is about to be committed.
    ///
    /// @param order  steps before it
    /// @param output tokens of the output before it
    Round planned(TraceEvent.Planned plan, int order, int output, Optional<StepSummary> summary) {
        // The likeliest tokens of a place are told once, with its row.
        List<PlannedToken> tokens = new ArrayList<>();
        int after = DraftNode.ROOT;
        for (PlannedToken token : plan.tokens()) {
            TargetRow row = rows.get(after);
            tokens.add(new PlannedToken(token.position(), token.token(), token.provenance(), token.node(),
                    token.measures().withTop(row == null ? TopTokens.NOT_CAPTURED : row.raw())));
            after = token.node();
        }
        double accepted = tokens.stream().filter(token -> token.provenance() == Provenance.ACCEPTED_DRAFT).count();
        return round(tokens, output, facts(order, accepted, summary, plan.givenUp()));
    }

    /// The items of the step as it was committed, for a trace that tells of no plan.
    Round done(int order, int output, Optional<StepSummary> summary) {
        double accepted = summary.isEmpty() ? Double.NaN : summary.get().accepted();
        return round(committed, output, facts(order, accepted, summary, 0));
    }

    private Round round(List<PlannedToken> tokens, int output, StepFacts facts) {
        List<Item> items = new ArrayList<>();
        return new Round(add(items, new ArrayList<>(), output, tokens, facts), items);
    }

    /// @param first index of the step's first token among all of the output
    private StepFacts add(List<Item> items, List<Integer> outputs, int first, List<PlannedToken> tokens,
            StepFacts counted) {
        int[] places = new int[tokens.size()]; // the node after which each token was chosen
        int[] byNode = new int[nodes.size() + 1]; // node -> its token, counted from 1
        Map<Integer, TokenMeasures> measured = new HashMap<>(); // by place
        int after = DraftNode.ROOT;
        int own = 0;
        for (int i = 0; i < places.length; i++) {
            PlannedToken token = tokens.get(i);
            boolean drafted = token.node() >= 1 && token.node() <= nodes.size();
            if (drafted)
                byNode[token.node()] = i + 1;
            else
                own++;
            places[i] = drafted ? nodes.get(token.node() - 1).parent() : after;
            measured.putIfAbsent(places[i], token.measures());
            after = drafted ? token.node() : DraftNode.NONE;
        }
        StepFacts facts = counted.at(items.size(), items.size() + nodes.size() + own);
        int before = outputs.size();
        for (int i = 0; i < places.length; i++)
            outputs.add(-1);
        for (int i = 0; i < nodes.size(); i++) {
            int order = byNode[i + 1] - 1;
            if (order >= 0)
                outputs.set(before + order, items.size());
            items.add(node(facts, nodes.get(i), levels.get(i), order < 0 ? null : tokens.get(order),
                    order < 0 ? -1 : first + order, measured.get(nodes.get(i).parent())));
        }
        for (int i = 0; i < places.length; i++) {
            if (outputs.get(before + i) >= 0)
                continue;
            outputs.set(before + i, items.size());
            items.add(own(facts, tokens.get(i), first + i, places[i]));
        }
        return facts;
    }

    /// @param toRollBack cells that are about to be
    StepFacts facts(int order, double accepted, Optional<StepSummary> summary, int toRollBack) {
        double used = summary.isEmpty() || !cacheTold || capacity <= 0
                ? Double.NaN
                : (double) summary.get().kvPeak() / capacity;
        return new StepFacts(step, order, 0, 0, accepted, told(summary.map(StepSummary::rejected)),
                told(summary.map(StepSummary::drafted)), told(summary.map(StepSummary::judged)), used,
                cacheTold ? rolledBack + toRollBack : Double.NaN);
    }

    private static double told(Optional<Integer> count) {
        return count.isEmpty() ? Double.NaN : count.get();
    }

    private Item node(StepFacts facts, DraftNode node, int level, PlannedToken token, int output, TokenMeasures here) {
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
        double surprisal = token != null ? token.measures().surprisalBits() : bits(raw);
        return new Item(facts, node.index(), output, length + node.depth() - 1, node.token(), state, node.depth(),
                level, place.entropyBits(), surprisal, raw, place.marginRaw(), rank, target, node.probability(),
                first(node.top()), targetTop(law, place), control(node.token()), Double.NaN);
    }

    private Item own(StepFacts facts, PlannedToken token, int output, int place) {
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

    /// The sampler chain keeps the order of the likeliest, so the raw law's first choice serves as well.
    private static int targetTop(TargetRow law, TokenMeasures place) {
        int top = law == null ? -1 : first(law.top());
        return top >= 0 ? top : first(place.top());
    }

    static int first(TopTokens law) {
        return law.tokens().isEmpty() ? -1 : law.tokens().getFirst().token();
    }

    static int rank(TopTokens law, int token) {
        for (int i = 0; i < law.tokens().size(); i++) {
            if (law.tokens().get(i).token() == token)
                return i;
        }
        return -1;
    }

    static double bits(double probability) {
        return -Math.log(probability) / Math.log(2);
    }
}
