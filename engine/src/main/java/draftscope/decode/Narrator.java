package draftscope.decode;

import draftscope.decode.speculative.AsidePass;
import draftscope.decode.speculative.DraftStop;
import draftscope.trace.BlockSpan;
import draftscope.trace.CanvasEdit;
import draftscope.trace.CanvasToken;
import draftscope.trace.DraftNode;
import draftscope.trace.KvChange;
import draftscope.trace.KvOwner;
import draftscope.trace.LaneOutcome;
import draftscope.trace.LanePrompt;
import draftscope.trace.LaneRows;
import draftscope.trace.Note;
import draftscope.trace.Observation;
import draftscope.trace.Phase;
import draftscope.trace.PlannedToken;
import draftscope.trace.Prediction;
import draftscope.trace.Provenance;
import draftscope.trace.RunSettings;
import draftscope.trace.RunStats;
import draftscope.trace.SecondLook;
import draftscope.trace.StopReason;
import draftscope.trace.TargetDraw;
import draftscope.trace.TargetRow;
import draftscope.trace.TokenMeasures;
import draftscope.trace.TokenPiece;
import draftscope.trace.TokenProbability;
import draftscope.trace.TopTokens;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceSink;
import draftscope.trace.UnmaskChoice;
import draftscope.trace.Verdict;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/// Tells the events of one run: numbers them, stamps them, and gives the bytes of every token before it is first mentioned.
///
/// What is told depends on the level of observation. When nothing is captured, drivers skip the work behind an event by
/// asking [#captures()]. Belongs to the run's thread.
final class Narrator {
    private final TraceSink sink;
    private final Fidelity fidelity;
    private final Lexicon lexicon;
    private final BitSet named = new BitSet();
    private final List<TokenPiece> unnamed = new ArrayList<>();
    private long started;
    private long seq;

    Narrator(TraceSink sink, Observation observation, Lexicon lexicon) {
        this.sink = sink;
        fidelity = new Fidelity(observation);
        this.lexicon = lexicon;
    }

    /// Whether more is told than ids and provenance of committed tokens.
    boolean captures() {
        return fidelity.level() != Observation.OFF;
    }

    /// Whether everything that can be told is wanted.
    boolean capturesAll() {
        return fidelity.level() == Observation.FULL;
    }

    /// How many of a law's likeliest tokens are told; 0 for none.
    int top() {
        return fidelity.level().top();
    }

    void runStarted(RunSettings settings) {
        started = System.nanoTime();
        sink.accept(new TraceEvent.RunStarted(seq++, 0, settings));
    }

    void promptIngested(int[] tokens) {
        for (int token : tokens) {
            mention(token);
        }
        name();
        sink.accept(new TraceEvent.PromptIngested(seq++, nanos(), IntStream.of(tokens).boxed().toList()));
    }

    void stepStarted(int step, int length) {
        if (captures()) {
            sink.accept(new TraceEvent.StepStarted(seq++, nanos(), step, length));
            fidelity.settle().ifPresent(lowered -> noted(step, List.of(lowered)));
        }
    }

    void phaseFinished(int step, Phase phase, int level, long spentNanos, StopClock clock) {
        if (captures()) {
            fidelity.add(spentNanos, Math.min(spentNanos, clock.spent(StopClock.Part.TELL)));
            sink.accept(new TraceEvent.PhaseFinished(seq++, nanos(), step, phase, level, spentNanos,
                    Math.min(spentNanos, clock.spent(StopClock.Part.FORWARD)),
                    Math.min(spentNanos, clock.spent(StopClock.Part.LAW)),
                    Math.min(spentNanos, clock.spent(StopClock.Part.TELL))));
        }
    }

    void phaseFinishedAside(int step, Phase phase, int level, AsidePass pass) {
        if (captures()) {
            long now = System.nanoTime();
            sink.accept(new TraceEvent.PhaseFinished(seq++, now - started, step, phase, level, pass.spentNanos(),
                    pass.forwardNanos(), 0, 0, now - pass.ended()));
        }
    }

    void drafted(int step, int pass, List<DraftNode> nodes) {
        if (captures()) {
            for (DraftNode node : nodes) {
                mention(node.token());
                mention(node.top());
            }
            name();
            sink.accept(new TraceEvent.Drafted(seq++, nanos(), step, pass, nodes));
        }
    }

    void draftStopped(int step, DraftStop stop) {
        if (captures()) {
            sink.accept(new TraceEvent.DraftStopped(seq++, nanos(), step, stop.reason(), stop.value(), stop.limit()));
        }
    }

    void verified(int step, List<TargetRow> rows) {
        for (TargetRow row : rows) {
            mention(row.top());
            mention(row.raw());
        }
        name();
        sink.accept(new TraceEvent.Verified(seq++, nanos(), step, rows));
    }

    void judged(int step, List<Verdict> verdicts) {
        for (Verdict verdict : verdicts) {
            mention(verdict.drawnToken());
            mention(verdict.residual());
        }
        name();
        sink.accept(new TraceEvent.Judged(seq++, nanos(), step, verdicts));
    }

    void drawn(int step, TargetDraw draw) {
        mention(draw.token());
        mention(draw.law());
        name();
        sink.accept(new TraceEvent.Drawn(seq++, nanos(), step, draw));
    }

    void planned(int step, List<PlannedToken> tokens, int length, int givenUp) {
        tokens.forEach(token -> mention(token.token()));
        name();
        sink.accept(new TraceEvent.Planned(seq++, nanos(), step, tokens.stream().map(token -> new PlannedToken(
                token.position(), token.token(), token.provenance(), token.node(),
                token.measures().withTop(TopTokens.NOT_CAPTURED))).toList(), length, givenUp));
    }

    void committed(int step, int position, int token, Provenance provenance, int node, TokenMeasures measures) {
        mention(token);
        mention(measures.top());
        name();
        sink.accept(
                new TraceEvent.Committed(seq++, nanos(), step, position, token, provenance, node, measures));
    }

    void kvChanged(int step, KvOwner owner, int length, List<KvChange> changes) {
        if (!changes.isEmpty()) {
            for (KvChange change : changes) {
                mention(change.token());
            }
            name();
            sink.accept(new TraceEvent.KvChanged(seq++, nanos(), step, owner, length, changes));
        }
    }

    void noted(int step, List<Note> notes) {
        if (captures() && !notes.isEmpty()) {
            for (Note note : notes) {
                note.tokens().forEach(this::mention);
            }
            name();
            sink.accept(new TraceEvent.Noted(seq++, nanos(), step, notes));
        }
    }

    void batchOpened(List<int[]> prompts) {
        prompts.forEach(prompt -> IntStream.of(prompt).forEach(this::mention));
        name();
        sink.accept(new TraceEvent.BatchOpened(seq++, nanos(), prompts.stream()
                .map(prompt -> new LanePrompt(IntStream.of(prompt).boxed().toList())).toList()));
    }

    void batchRead(int step, List<LaneRows> lanes) {
        sink.accept(new TraceEvent.BatchRead(seq++, nanos(), step, lanes));
    }

    void batchAdvanced(int step, List<LaneOutcome> lanes) {
        lanes.forEach(lane -> lane.tokens().forEach(this::mention));
        name();
        sink.accept(new TraceEvent.BatchAdvanced(seq++, nanos(), step, lanes));
    }

    void canvasOpened(int[] prompt, int maskToken, CanvasBeginning beginning, int attentionBlock) {
        if (captures()) {
            mention(maskToken);
            beginning.standing().forEach(token -> mention(token.token()));
            name();
            sink.accept(new TraceEvent.CanvasOpened(seq++, nanos(), IntStream.of(prompt).boxed().toList(),
                    beginning.length(), maskToken, beginning.blocks(), attentionBlock, beginning.standing(),
                    beginning.stepsBefore(), beginning.masksBefore()));
        }
    }

    void blockCut(int step, int block, BlockSpan span) {
        if (captures()) {
            sink.accept(new TraceEvent.BlockCut(seq++, nanos(), step, block, span));
        }
    }

    /// @param computed positions whose keys and values are those of this very canvas
    /// @param rows     rows of the forward that it cost
    void predicted(int step, int block, List<Prediction> predictions, List<BlockSpan> computed, int rows,
            int exact) {
        for (Prediction prediction : predictions) {
            mention(prediction.token());
            mention(prediction.barred());
            mention(prediction.top());
        }
        name();
        sink.accept(new TraceEvent.Predicted(seq++, nanos(), step, block, predictions, computed, rows,
                exact));
    }

    void chosen(int step, List<UnmaskChoice> choices) {
        if (captures()) {
            sink.accept(new TraceEvent.Chosen(seq++, nanos(), step, choices));
        }
    }

    void unmasked(int step, List<CanvasToken> tokens) {
        if (captures()) {
            sink.accept(new TraceEvent.Unmasked(seq++, nanos(), step, tokens));
        }
    }

    void lookedAgain(int step, List<SecondLook> looks) {
        if (captures() && !looks.isEmpty()) {
            sink.accept(new TraceEvent.LookedAgain(seq++, nanos(), step, looks));
        }
    }

    void remasked(int step, List<CanvasToken> tokens) {
        if (captures()) {
            sink.accept(new TraceEvent.Remasked(seq++, nanos(), step, tokens));
        }
    }

    /// @param forwards of the target that the step took
    /// @param rows     of all of them
    void edited(int step, List<CanvasEdit> edits, int forwards, int rows) {
        if (captures()) {
            for (CanvasEdit edit : edits) {
                mention(edit.token());
                mention(edit.candidates());
            }
            name();
            sink.accept(new TraceEvent.Edited(seq++, nanos(), step, edits, forwards, rows));
        }
    }

    void runFinished(StopReason reason, String message, RunStats stats) {
        sink.accept(new TraceEvent.RunFinished(seq++, nanos(), reason, message, stats));
    }

    private long nanos() {
        return System.nanoTime() - started;
    }

    private void mention(TopTokens top) {
        List<TokenProbability> tokens = top.tokens();
        for (int i = 0; i < tokens.size(); i++) {
            mention(tokens.get(i).token());
        }
    }

    private void mention(int token) {
        if (token >= 0 && !named.get(token)) {
            named.set(token);
            unnamed.add(lexicon.piece(token));
        }
    }

    // Before the event that mentions them.
    private void name() {
        if (!unnamed.isEmpty()) {
            sink.accept(new TraceEvent.TokensNamed(seq++, nanos(), unnamed));
            unnamed.clear();
        }
    }
}
