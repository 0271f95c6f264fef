package draftscope.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/// Everything that a state shows, as text, so that two ways of getting there can be compared.
final class StateText {
    private StateText() {}

    static String of(TraceState state) {
        StringJoiner text = new StringJoiner("\n");
        text.add("step " + state.step() + " phase " + state.phase().orElse(null) + " " + state.level());
        text.add("prompt " + state.prompt());
        for (CommittedToken t : state.committed())
            text.add("token " + t.index() + " " + t.position() + " " + t.token() + " " + t.provenance() + " "
                    + t.event());
        TreeState tree = state.tree();
        text.add("tree " + tree.step() + " root " + tree.rootToken() + " row " + tree.rootRow().isPresent() + " draw "
                + tree.draw().map(TargetDraw::token).orElse(null) + " stopped " + tree.stopped().isPresent());
        for (TreeNode n : tree.nodes())
            text.add(node(n.node(), n.row().isPresent(), n.verdict().orElse(null), n.cut(), n.committed(),
                    n.targetProbability()));
        for (KvOwner owner : KvOwner.values())
            kv(text, owner, state.kv(owner));
        state.canvas().ifPresent(canvas -> canvas(text, canvas));
        state.batch().ifPresent(batch -> {
            batch.lanes().forEach(lane -> text.add(lane(lane.number(), lane.prompt(), lane.output(), lane.cached(),
                    lane.firstRow(), lane.rows(), lane.accepted(), lane.end().orElse(null))));
            text.add(batch(batch.rowsRead(), batch.drafted(), batch.accepted(), batch.inputPadding(),
                    batch.cachePadding(), batch.rows(),
                    batch.paddedRows()));
        });
        RunCounts c = state.counts();
        text.add(counts(c.drafted(), c.judged(), c.accepted(), c.rejected(), c.notReached(), c.cut(), c.emitted(),
                c.rounds(), c.engineNanos()));
        text.add("finished " + state.finished().isPresent());
        return text.toString();
    }

    static String node(DraftNode node, boolean row, Verdict verdict, boolean cut, boolean committed,
            double probability) {
        return "node " + node.index() + " row " + row + " " + (verdict == null ? null : verdict.outcome()) + " cut "
                + cut + " committed " + committed + " target " + probability;
    }

    static String cell(KvOwner owner, int slot, KvState state, int token, int position, int node) {
        return owner + " " + slot + " " + state + " " + token + " " + position + " " + node;
    }

    static String canvasCell(int row, int position, CanvasEvent event, int token, double confidence,
            boolean predicted, boolean chosen, boolean looked, boolean edited) {
        return "canvas " + row + " " + position + " " + event + " " + token + " " + confidence + " " + predicted + " "
                + chosen + " " + looked + " " + edited;
    }

    static String lane(int number, List<Integer> prompt, List<Integer> output, int cached, int firstRow, int rows,
            int accepted, StopReason end) {
        return "lane " + number + " " + prompt + " " + output + " cached " + cached + " row " + firstRow + " of " + rows
                + " accepted " + accepted + " " + end;
    }

    static String batch(long rowsRead, long drafted, long accepted, long inputPadding, long cachePadding, int rows,
            int paddedRows) {
        return "batch " + rowsRead + " " + drafted + " " + accepted + " " + inputPadding + " " + cachePadding + " "
                + rows + " " + paddedRows;
    }

    static String counts(int... counts) {
        return "counts " + java.util.Arrays.toString(counts);
    }

    static String counts(int drafted, int judged, int accepted, int rejected, int notReached, int cut, int emitted,
            int rounds, long engineNanos) {
        return counts(drafted, judged, accepted, rejected, notReached, cut, emitted, rounds) + " " + engineNanos;
    }

    private static void kv(StringJoiner text, KvOwner owner, KvMap map) {
        text.add(owner + " length " + map.length() + " changes " + map.changes().size());
        for (int slot = 0; slot < map.capacity(); slot++) {
            if (map.state(slot) != KvState.FREE)
                text.add(cell(owner, slot, map.state(slot), map.token(slot), map.position(slot), map.node(slot)));
        }
    }

    private static void canvas(StringJoiner text, CanvasState canvas) {
        List<Integer> order = new ArrayList<>();
        for (int column = -canvas.promptLength(); column < canvas.length() - canvas.promptLength(); column++)
            order.add(canvas.place(column));
        text.add("order " + order);
        for (int position = 0; position < canvas.length(); position++)
            text.add("now " + position + " " + canvas.token(position) + " " + canvas.masked(position) + " "
                    + canvas.unmaskedAtRow(position));
        for (int row = 0; row < canvas.rows(); row++) {
            for (int position = 0; position < canvas.length(); position++) {
                CanvasCell cell = canvas.cell(row, position);
                text.add(canvasCell(row, position, cell.event(), cell.token(), cell.confidence(),
                        canvas.prediction(row, position).isPresent(), canvas.choice(row, position).isPresent(),
                        canvas.look(row, position).isPresent(), canvas.edit(row, position).isPresent()));
            }
        }
    }
}
