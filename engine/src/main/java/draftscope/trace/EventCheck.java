package draftscope.trace;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Refuses events that contradict what a trace has told so far, so that no reader of states ever meets one.
///
/// A trace may come from a file that somebody else wrote. Numbers that size something are bounded here, before anything is
/// allocated by them; numbers that point at something must point at something that exists.
final class EventCheck {
    /// Slots of a KV cache.
    static final int MAX_SLOTS = 1 << 20;
    /// Positions of a canvas.
    static final int MAX_CANVAS = 1 << 16;
    /// Lanes of a batch.
    static final int MAX_LANES = 1 << 10;
    /// Draft nodes of one step.
    static final int MAX_NODES = 1 << 14;

    private final StateBuilder run;
    private final int index;
    private final TraceEvent event;

    private EventCheck(StateBuilder run, int index, TraceEvent event) {
        this.run = run;
        this.index = index;
        this.event = event;
    }

    /// Returns when `event` may be applied to `run` as its event number `index`.
    ///
    /// @throws TraceFormatException when it may not
    static void check(StateBuilder run, int index, TraceEvent event) {
        new EventCheck(run, index, event).check();
    }

    private void check() {
        require(event.seq() == index, "has seq " + event.seq(), "seq counts 0, 1, 2, ..., so this is " + index);
        require(!run.isFinished() || event instanceof TraceEvent.Unrecognised, "stands behind RunFinished",
                "nothing that belongs to the run");
        switch (event) {
            case TraceEvent.RunStarted e -> {
                require(index == 0, "comes late", "RunStarted as the first event only");
                range("capacity", e.settings().capacity(), 0, MAX_SLOTS);
                e.settings().fork().ifPresent(this::fork);
            }
            case TraceEvent.TokensNamed _,TraceEvent.RunFinished _,TraceEvent.Unrecognised _ -> {
                // Points at nothing.
            }
            case TraceEvent.PromptIngested _ -> require(run.step() < 0, "comes inside step " + run.step(),
                    "the prompt before the first step");
            case TraceEvent.StepStarted e -> {
                range("step", e.step(), run.step() + 1, run.step() + 1);
                range("length", e.length(), 0, Integer.MAX_VALUE);
            }
            case TraceEvent.PhaseFinished e -> {
                stepOrPrefill(e.step());
                require(e.spentNanos() >= 0, "spentNanos is " + e.spentNanos(), "0 or more");
                part("forwardNanos", e.forwardNanos(), e.spentNanos());
                part("lawNanos", e.lawNanos(), e.spentNanos());
                part("tellNanos", e.tellNanos(), e.spentNanos());
                require(!e.aside() || e.asideNanos() >= 0 && e.asideNanos() <= e.nanos() - e.spentNanos(),
                        "asideNanos is " + e.asideNanos(), "0 to nanos less spentNanos, or "
                                + TraceEvent.PhaseFinished.NOT_TOLD);
            }
            case TraceEvent.Drafted e -> {
                step(e.step());
                drafted(e.nodes());
            }
            case TraceEvent.DraftStopped e -> step(e.step());
            case TraceEvent.Cut e -> {
                step(e.step());
                e.nodes().forEach(node -> range("node", node, 1, run.tree().size()));
            }
            case TraceEvent.Verified e -> {
                step(e.step());
                e.rows().forEach(this::row);
            }
            case TraceEvent.Judged e -> {
                step(e.step());
                judged(e.verdicts());
            }
            case TraceEvent.Drawn e -> {
                step(e.step());
                existing("after", e.draw().after(), DraftNode.ROOT);
            }
            case TraceEvent.Planned e -> {
                step(e.step());
                range("length", e.length(), 0, MAX_SLOTS);
                range("givenUp", e.givenUp(), 0, MAX_SLOTS);
                for (PlannedToken token : e.tokens()) {
                    range("position", token.position(), 0, Integer.MAX_VALUE);
                    existing("node", token.node(), DraftNode.NONE);
                }
            }
            case TraceEvent.Committed e -> {
                boolean stands = e.provenance() == Provenance.FORCED || e.provenance() == Provenance.TAKEN_OVER;
                if (stands && run.step() < 0 && e.step() <= 0)
                    stepOrPrefill(e.step());
                else
                    stepOrUntold(e.step());
                range("position", e.position(), 0, Integer.MAX_VALUE);
                existing("node", e.node(), DraftNode.NONE);
            }
            case TraceEvent.KvChanged e -> {
                stepOrPrefill(e.step());
                kv(e);
            }
            case TraceEvent.Noted e -> {
                stepOrPrefill(e.step());
                e.notes().forEach(note -> {
                    range("position of a note", note.position(), Note.NOWHERE, Integer.MAX_VALUE);
                    existing("node of a note", note.node(), DraftNode.NONE);
                });
            }
            case TraceEvent.BatchOpened e -> lanes(e);
            case TraceEvent.BatchRead e -> {
                step(e.step());
                read(e.lanes());
            }
            case TraceEvent.BatchAdvanced e -> {
                stepOrUntold(e.step());
                advanced(e.lanes());
            }
            case TraceEvent.CanvasOpened e -> canvas(e);
            case TraceEvent.BlockCut e -> {
                row(e.step());
                cut(e);
            }
            case TraceEvent.Predicted e -> {
                row(e.step());
                range("rows", e.rows(), TraceEvent.Predicted.NOT_TOLD, Integer.MAX_VALUE);
                range("exact", e.exact(), 0, run.canvas().length());
                e.computed().forEach(span -> {
                    range("from of a span", span.from(), 0, run.canvas().length() - 1);
                    range("to of a span", span.to(), span.from() + 1, run.canvas().length());
                });
                e.predictions().forEach(p -> open(p.position()));
            }
            case TraceEvent.Chosen e -> {
                row(e.step());
                e.choices().forEach(c -> open(c.position()));
            }
            case TraceEvent.Unmasked e -> {
                row(e.step());
                e.tokens().forEach(t -> open(t.position()));
            }
            case TraceEvent.LookedAgain e -> {
                row(e.step());
                e.looks().forEach(look -> open(look.position()));
            }
            case TraceEvent.Remasked e -> {
                row(e.step());
                e.tokens().forEach(t -> open(t.position()));
            }
            case TraceEvent.Edited e -> {
                row(e.step());
                range("forwards", e.forwards(), 0, Integer.MAX_VALUE);
                range("rows", e.rows(), 0, Integer.MAX_VALUE);
                edited(e.edits());
            }
        }
    }

    private void drafted(List<DraftNode> nodes) {
        int known = run.tree().size();
        range("number of nodes in this step", known + nodes.size(), 0, MAX_NODES);
        int[] depths = new int[nodes.size()];
        for (int i = 0; i < depths.length; i++) {
            DraftNode node = nodes.get(i);
            range("node", node.index(), known + i + 1, known + i + 1);
            range("parent of node " + node.index(), node.parent(), 0, node.index() - 1);
            int parentDepth = node.parent() > known
                    ? depths[node.parent() - known - 1]
                    : run.tree().depth(node.parent());
            depths[i] = parentDepth + 1;
            range("depth of node " + node.index(), node.depth(), depths[i], depths[i]);
            range("rank of node " + node.index(), node.rank(), 0, MAX_NODES);
            node.draws().forEach(draw -> range("draw of node " + node.index(), draw, 0, MAX_NODES));
        }
    }

    private void row(TargetRow row) {
        range("node", row.node(), DraftNode.ROOT, run.tree().size());
        range("position", row.position(), -1, Integer.MAX_VALUE);
        range("slot", row.slot(), -1, MAX_SLOTS - 1);
        range("prefix", row.prefix(), 0, MAX_SLOTS);
        row.visible().forEach(slot -> range("visible slot", slot, 0, MAX_SLOTS - 1));
    }

    private void judged(List<Verdict> verdicts) {
        java.util.BitSet seen = new java.util.BitSet();
        for (Verdict verdict : verdicts) {
            int node = verdict.node();
            range("node", node, 1, run.tree().size());
            require(!seen.get(node) && !run.tree().isJudged(node), "judges node " + node + " again",
                    "one verdict a node");
            seen.set(node);
            existing("blockedBy of node " + node, verdict.blockedBy(), DraftNode.NONE);
        }
    }

    private void kv(TraceEvent.KvChanged e) {
        // The settings give the target's slots; a draft cache may be of another size, but not of any size.
        int told = e.owner() == KvOwner.TARGET ? run.capacity() : 0;
        int capacity = told == 0 ? MAX_SLOTS : told;
        range("length", e.length(), 0, capacity);
        for (KvChange change : e.changes()) {
            range("slot", change.slot(), 0, capacity - 1);
            range("from of slot " + change.slot(), change.from(), KvChange.NOT_COPIED, capacity - 1);
            range("token of slot " + change.slot(), change.token(), -1, Integer.MAX_VALUE);
            range("position of slot " + change.slot(), change.position(), -1, Integer.MAX_VALUE);
            range("node of slot " + change.slot(), change.node(), DraftNode.NONE, MAX_NODES);
        }
    }

    private void fork(Fork fork) {
        range("position of the fork", fork.position(), 0, Integer.MAX_VALUE);
        range("promptLength of the fork", fork.promptLength(), 0, fork.position());
        range("forced of the fork", fork.forced(), Fork.NOTHING, Integer.MAX_VALUE);
        range("step of the fork", fork.step(), 0, Integer.MAX_VALUE);
    }

    private void lanes(TraceEvent.BatchOpened e) {
        require(run.batch() == null, "opens a second batch", "one batch a run");
        require(run.step() < 0, "comes inside step " + run.step(), "the lanes before the first step");
        range("number of lanes", e.lanes().size(), 1, MAX_LANES);
        for (int i = 0; i < e.lanes().size(); i++)
            range("number of prompt tokens of lane " + (i + 1), e.lanes().get(i).tokens().size(), 1,
                    Integer.MAX_VALUE);
    }

    private void read(List<LaneRows> lanes) {
        requireBatch();
        require(!run.batch().isRead(), "reads the batch again", "one BatchRead a step");
        int rows = 0;
        int before = 0;
        for (LaneRows read : lanes) {
            going(read.lane(), before);
            range("firstRow of lane " + read.lane(), read.firstRow(), rows, rows);
            range("rows of lane " + read.lane(), read.rows(), 1, MAX_NODES);
            int cached = run.batch().lane(read.lane()).length() - 1;
            range("cached of lane " + read.lane(), read.cached(), cached, cached);
            rows += read.rows();
            before = read.lane();
        }
    }

    private void advanced(List<LaneOutcome> lanes) {
        requireBatch();
        boolean told = run.batch().isRead();
        int before = 0;
        for (LaneOutcome outcome : lanes) {
            going(outcome.lane(), before);
            BatchState.Lane lane = run.batch().lane(outcome.lane());
            require(lane.accepted() == BatchState.Lane.NOT_JUDGED || !told,
                    "tells of lane " + outcome.lane() + " again", "one BatchAdvanced a step");
            range("accepted of lane " + outcome.lane(), outcome.accepted(), 0, told ? lane.rows() - 1 : MAX_NODES);
            range("number of tokens of lane " + outcome.lane(), outcome.tokens().size(), outcome.accepted(),
                    outcome.accepted() + 1);
            before = outcome.lane();
        }
    }

    private void requireBatch() {
        require(run.batch() != null, "speaks of lanes that the run does not have",
                "BatchOpened before the first step");
    }

    /// A lane that goes on, behind the one named before it.
    private void going(int lane, int before) {
        range("lane", lane, before + 1, run.batch().size());
        require(run.batch().lane(lane).end().isEmpty(), "lane " + lane + " is over", "lanes that go on");
    }

    private void canvas(TraceEvent.CanvasOpened e) {
        require(run.canvas() == null, "opens a second canvas", "one canvas a run");
        range("length", e.length(), 0, MAX_CANVAS);
        range("number of prompt tokens", e.prompt().size(), 0, e.length());
        range("attentionBlock", e.attentionBlock(), 0, Integer.MAX_VALUE);
        for (BlockSpan block : e.blocks()) {
            range("start of a block", block.from(), 0, e.length());
            range("end of a block", block.to(), block.from(), e.length());
        }
        int before = e.prompt().size() - 1;
        for (StandingToken token : e.standing()) {
            range("position of a standing token", token.position(), before + 1, e.length() - 1);
            require(token.provenance() == Provenance.TAKEN_OVER || token.provenance() == Provenance.FORCED,
                    "a standing token is " + token.provenance(), "TAKEN_OVER or FORCED");
            before = token.position();
        }
        require(e.maskToken() != TraceEvent.CanvasOpened.NO_MASK
                || e.standing().size() == e.length() - e.prompt().size(),
                "has no mask token and " + e.standing().size() + " standing tokens",
                "one for each of its " + (e.length() - e.prompt().size()) + " positions behind the prompt");
        range("stepsBefore", e.stepsBefore(), 0, Integer.MAX_VALUE);
        range("masksBefore", e.masksBefore(), 0, e.length());
    }

    private void edited(List<CanvasEdit> edits) {
        require(run.canvas().maskFree(), "edits a canvas with masks", "edits where maskToken is "
                + TraceEvent.CanvasOpened.NO_MASK);
        // Each edit is checked against the canvas that the ones before it leave, as far as places are numbered by them.
        int places = run.canvas().length();
        Set<Integer> emptied = new HashSet<>();
        for (CanvasEdit edit : edits) {
            if (edit.kind() == CanvasEdit.Kind.INSERT) {
                int expected = edit.taken() ? places : CanvasEdit.NOWHERE;
                range("position of an insertion", edit.position(), expected, expected);
                require(edit.before() == CanvasEdit.NOWHERE || edit.before() >= run.canvas().promptLength()
                        && edit.before() < places, "an insertion stands before place " + edit.before(),
                        run.canvas().promptLength() + " to " + (places - 1) + ", or " + CanvasEdit.NOWHERE);
                places += edit.taken() ? 1 : 0;
                range("number of places", places, 0, MAX_CANVAS);
            } else {
                range("position", edit.position(), run.canvas().promptLength(), places - 1);
                require(!emptied.contains(edit.position()) && (edit.position() >= run.canvas().length()
                        || run.canvas().holds(edit.position())), "changes place " + edit.position()
                                + ", where nothing stands",
                        "places with a token");
                if (edit.kind() == CanvasEdit.Kind.DELETE && edit.taken())
                    emptied.add(edit.position());
            }
        }
    }

    /// An event of a denoising step: the canvas is open and the step has begun.
    private void row(int step) {
        step(step);
        require(run.canvas() != null && run.canvas().inRow(), "speaks of a canvas that this step does not have",
                "CanvasOpened before the first denoising step");
    }

    private void cut(TraceEvent.BlockCut e) {
        range("block", e.block(), 0, run.canvas().blocks() - 1);
        BlockSpan planned = run.canvas().block(e.block());
        range("start of the block", e.span().from(), planned.from(), planned.from());
        range("end of the block", e.span().to(), planned.from() + 1, planned.to());
    }

    /// A position that is not part of the prompt.
    private void open(int position) {
        range("position", position, run.canvas().promptLength(), run.canvas().length() - 1);
    }

    private void step(int step) {
        require(run.step() >= 0, "comes before the first step", "StepStarted first");
        range("step", step, run.step(), run.step());
    }

    /// At [Observation#OFF] a step is told of by its tokens only.
    private void stepOrUntold(int step) {
        if (run.step() < 0)
            range("step", step, run.committedStep(), Integer.MAX_VALUE - 1);
        else
            step(step);
    }

    /// What happens while the prompt is read belongs to no step: it may say -1 or 0.
    private void stepOrPrefill(int step) {
        if (run.step() < 0)
            range("step before the first StepStarted", step, -1, 0);
        else
            step(step);
    }

    /// A draft node of this step. Where no node was told of ([Observation#OFF]), any number may stand.
    private void existing(String name, int node, int least) {
        int nodes = run.tree().size();
        range(name, node, least, nodes == 0 ? MAX_NODES : nodes);
    }

    private void range(String name, int value, int from, int to) {
        if (value < from || value > to)
            throw refusal(name + " is " + value, from == to
                    ? String.valueOf(from)
                    : to == Integer.MAX_VALUE
                            ? from + " or more"
                            : to < from ? "none, since there is nothing to point at" : from + " to " + to);
    }

    /// A part of a time, or the mark that it was not taken.
    private void part(String name, long nanos, long whole) {
        require(nanos == TraceEvent.PhaseFinished.NOT_TOLD || nanos >= 0 && nanos <= whole, name + " is " + nanos,
                "0 to spentNanos, which is " + whole + ", or " + TraceEvent.PhaseFinished.NOT_TOLD);
    }

    private void require(boolean ok, String found, String accepted) {
        if (!ok)
            throw refusal(found, accepted);
    }

    private TraceFormatException refusal(String found, String accepted) {
        String step = run.step() < 0 ? "" : ", step " + run.step();
        return new TraceFormatException("event " + index + " (" + event.getClass().getSimpleName() + step + "): "
                + found + "; accepted: " + accepted);
    }
}
