package draftscope.trace;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a field means when it is missing from a file.
///
/// In general: a number that can be `NaN` is `NaN`, a whole number 0, a text empty, a list empty, a truth value false, a record
/// the record of its own defaults. The tables hold what differs. A field that a later version adds must have a default here,
/// so that older files stay readable.
final class FieldDefaults {
    /// Without these an event says nothing.
    private static final Set<String> REQUIRED = Set.of("TokensNamed.pieces", "TokenPiece.id", "PromptIngested.tokens",
            "StepStarted.step", "PhaseFinished.step", "PhaseFinished.phase", "Drafted.step", "Drafted.nodes",
            "DraftNode.index", "DraftNode.depth", "DraftNode.token", "DraftStopped.step", "Cut.step", "Cut.nodes",
            "Verified.step", "Verified.rows", "TargetRow.node", "Judged.step", "Judged.verdicts", "Verdict.node",
            "Verdict.outcome", "Verdict.rule", "Drawn.step", "Drawn.draw", "TargetDraw.token",
            "TargetDraw.provenance", "Planned.step", "Planned.tokens", "PlannedToken.position", "PlannedToken.token",
            "PlannedToken.provenance", "Committed.step", "Committed.position", "Committed.token",
            "Committed.provenance",
            "KvChanged.step", "KvChanged.owner", "KvChanged.length", "KvChanged.changes", "KvChange.slot",
            "KvChange.state", "CanvasOpened.length", "CanvasOpened.maskToken", "BlockSpan.from", "BlockSpan.to",
            "BlockCut.step", "BlockCut.block", "BlockCut.span", "Predicted.step", "Predicted.predictions",
            "Prediction.position", "Prediction.token", "Chosen.step",
            "Chosen.choices", "UnmaskChoice.position", "UnmaskChoice.token", "UnmaskChoice.reason", "Unmasked.step",
            "Unmasked.tokens", "LookedAgain.step", "LookedAgain.looks", "SecondLook.position", "SecondLook.token",
            "SecondLook.outcome", "Remasked.step", "Remasked.tokens", "Edited.step", "Edited.edits", "CanvasEdit.kind",
            "CanvasToken.position", "CanvasToken.token",
            "StandingToken.position", "StandingToken.token",
            "TokenProbability.token", "TokenProbability.probability", "RunFinished.reason",
            "Noted.step", "Noted.notes", "BatchOpened.lanes", "LanePrompt.tokens", "BatchRead.step", "BatchRead.lanes",
            "Fork.position", "LaneRows.lane", "LaneRows.firstRow", "LaneRows.rows", "LaneRows.cached",
            "BatchAdvanced.step",
            "BatchAdvanced.lanes", "LaneOutcome.lane", "LaneOutcome.tokens", "SamplerStage.sampler",
            "SamplerStage.kept");

    private static final Map<String, Object> SPECIAL = Map.ofEntries(
            Map.entry("RunSettings.observation", Observation.LIGHT),
            Map.entry("RunSettings.sampling", SamplingSettings.GREEDY),
            Map.entry("SamplingSettings.temperature", 0.0), Map.entry("SamplingSettings.topP", 1.0),
            Map.entry("SamplingSettings.minP", 0.0), Map.entry("Committed.node", DraftNode.NONE),
            Map.entry("PlannedToken.node", DraftNode.NONE),
            Map.entry("TokenMeasures.rank", -1), Map.entry("TargetRow.position", -1), Map.entry("TargetRow.slot", -1),
            Map.entry("Verdict.drawnToken", -1), Map.entry("Verdict.blockedBy", DraftNode.NONE),
            Map.entry("PhaseFinished.forwardNanos", TraceEvent.PhaseFinished.NOT_TOLD),
            Map.entry("PhaseFinished.lawNanos", TraceEvent.PhaseFinished.NOT_TOLD),
            Map.entry("PhaseFinished.tellNanos", TraceEvent.PhaseFinished.NOT_TOLD),
            Map.entry("PhaseFinished.asideNanos", TraceEvent.PhaseFinished.NOT_TOLD),
            Map.entry("Predicted.rows", TraceEvent.Predicted.NOT_TOLD), Map.entry("Fork.forced", Fork.NOTHING),
            Map.entry("KvChange.from", KvChange.NOT_COPIED), Map.entry("KvChange.token", -1),
            Map.entry("Prediction.barred", Prediction.NOTHING), Map.entry("Note.position", Note.NOWHERE),
            Map.entry("Note.node", DraftNode.NONE),
            Map.entry("UnmaskChoice.scored", UnmaskChoice.Score.CONFIDENCE),
            Map.entry("UnmaskChoice.anchor", UnmaskChoice.NO_ANCHOR), Map.entry("KvChange.position", -1),
            Map.entry("KvChange.node", DraftNode.NONE),
            Map.entry("CanvasEdit.position", CanvasEdit.NOWHERE), Map.entry("CanvasEdit.before", CanvasEdit.NOWHERE),
            Map.entry("CanvasEdit.token", CanvasEdit.NO_TOKEN), Map.entry("CanvasEdit.was", CanvasEdit.NO_TOKEN),
            Map.entry("StandingToken.provenance", Provenance.TAKEN_OVER));

    private FieldDefaults() {}

    static boolean required(RecordShape.Field field) {
        return REQUIRED.contains(field.path());
    }

    static Object of(RecordShape.Field field) {
        Object special = SPECIAL.get(field.path());
        if (special != null)
            return special;
        Class<?> type = field.type();
        if (type == int.class)
            return 0;
        if (type == long.class)
            return 0L;
        if (type == double.class)
            return Double.NaN;
        if (type == boolean.class)
            return false;
        if (type == String.class)
            return "";
        if (type == byte[].class)
            return new byte[0];
        if (type == List.class)
            return List.of();
        if (type == Map.class)
            return Map.of();
        if (type == Optional.class)
            return Optional.empty();
        if (type.isRecord()) {
            RecordShape shape = RecordShape.of(type);
            return shape.create(shape.fields().stream().map(FieldDefaults::of).toArray());
        }
        throw new IllegalStateException(field.path() + " has neither a default nor is it required");
    }

    /// The default as the documentation and the file write it.
    static String written(RecordShape.Field field) {
        Object value = of(field);
        if (value instanceof Double d && d.isNaN())
            return "null";
        return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : String.valueOf(value);
    }
}
