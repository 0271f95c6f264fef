package draftscope.app.window;

import draftscope.app.session.ColourRules.Found;
import draftscope.app.session.Matches;
import draftscope.app.session.Session;
import draftscope.query.Hit;
import draftscope.query.Item;
import draftscope.trace.CommittedToken;
import draftscope.trace.DraftNode;
import draftscope.trace.Trace;
import draftscope.views.Mark;
import draftscope.views.Marks;
import draftscope.views.Selection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/// Puts signs beside the tokens, nodes and steps that breakpoints were hit by, and beside what colour rules are true of.
final class Marking {
    /// A node of a step's tree, or with [DraftNode#NONE] the target's own token.
    private record Place(int step, int node) {}

    private final Session session;
    private final ReadOnlyObjectWrapper<Marks> marks = new ReadOnlyObjectWrapper<>(Marks.NONE);

    Marking(Session session) {
        this.session = session;
        session.breakpoints().hitsProperty().subscribe(this::mark);
        session.filter().rules().foundProperty().subscribe(this::mark);
    }

    ReadOnlyObjectProperty<Marks> marksProperty() {
        return marks.getReadOnlyProperty();
    }

    private void mark() {
        Trace trace = session.traceProperty().get();
        List<Hit> hits = session.breakpoints().hitsProperty().get().counting();
        List<Found> found = session.filter().rules().foundProperty().get();
        if (hits.isEmpty() && found.isEmpty() || trace == null) {
            marks.set(Marks.NONE);
            return;
        }
        Map<Integer, List<Mark>> tokens = new HashMap<>();
        Map<Place, List<Mark>> nodes = new HashMap<>();
        Map<Integer, List<Mark>> steps = new HashMap<>();
        for (Hit hit : hits) {
            Mark mark = BreakpointWords.mark(hit.breakpoint());
            Item item = hit.item();
            int step = item.facts().step();
            add(steps, step, mark);
            add(nodes, new Place(step, item.node()), mark);
            // What never became output is marked where the step's own tokens begin.
            add(tokens, item.output() >= 0 || !item.drafted() ? item.position() : begin(trace, step), mark);
        }
        marks.set(new Marks() {
            @Override
            public List<Mark> token(int position) {
                return with(tokens.get(position), found, matches -> matches.token(position));
            }

            @Override
            public List<Mark> node(int step, int node) {
                int told = node == Selection.Node.DRAW ? DraftNode.NONE : node;
                return with(nodes.get(new Place(step, told)), found, matches -> matches.node(step, told));
            }

            @Override
            public List<Mark> step(int step) {
                return steps.getOrDefault(step, List.of());
            }
        });
    }

    /// Breakpoints first, then the rules that apply.
    private static List<Mark> with(List<Mark> hits, List<Found> rules, Predicate<Matches> applies) {
        List<Mark> all = hits;
        for (Found rule : rules) {
            if (applies.test(rule.matches())) {
                if (all == hits)
                    all = hits == null ? new ArrayList<>() : new ArrayList<>(hits);
                all.add(RulesPanel.mark(rule.rule()));
            }
        }
        return all == null ? List.of() : all;
    }

    private static <K> void add(Map<K, List<Mark>> to, K key, Mark mark) {
        List<Mark> there = to.computeIfAbsent(key, none -> new ArrayList<>());
        if (!there.contains(mark))
            there.add(mark);
    }

    /// Position of a step's first token of the output; -1 when it wrote none yet.
    private static int begin(Trace trace, int step) {
        List<CommittedToken> committed = trace.committed();
        int low = 0;
        int high = committed.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (committed.get(middle).step() < step)
                low = middle + 1;
            else
                high = middle;
        }
        return low < committed.size() && committed.get(low).step() == step ? committed.get(low).position() : -1;
    }
}
