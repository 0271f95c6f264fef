package draftscope.query;

import draftscope.query.Item.StepFacts;
import draftscope.trace.DraftNode;
import draftscope.trace.Prediction;
import draftscope.trace.Provenance;
import draftscope.trace.StepFollower;
import draftscope.trace.TokenPiece;
import draftscope.trace.TraceEvent;
import draftscope.trace.UnmaskChoice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Follows a run event by event and gives each of its rounds once, at the end of the phase in which everything about it is
/// decided and nothing done: before the commit of a speculative round, before the choices of a denoising step are written.
/// Nothing but the round in progress is kept.
///
/// A round of a trace that tells of no plan is given when it is over, for the end of the last phase before its tokens.
final class RoundReader {
    private final StepItems current = new StepItems();
    private final StepFollower follower = new StepFollower();
    private final Map<Integer, Prediction> predictions = new HashMap<>();
    private TraceEvent.Planned plan;
    private List<UnmaskChoice> choices = List.of();
    private boolean given;
    private int order;
    private int output;
    private int events;
    private int position;
    private int held; // end of the last phase, or start of the step, before the first token of the step in progress
    private boolean canvas;

    /// Takes the next event.
    ///
    /// @return the round that it completes
    Optional<Round> accept(TraceEvent event) {
        boolean begins = event instanceof TraceEvent.StepStarted
                || event instanceof TraceEvent.Committed token && token.provenance() != Provenance.PROMPT
                        && token.step() > current.step();
        Optional<Round> over = begins || event instanceof TraceEvent.RunFinished ? close() : Optional.empty();
        events++;
        if (event instanceof TraceEvent.StepStarted started)
            begin(started.step());
        else if (begins)
            begin(((TraceEvent.Committed) event).step());
        if (begins)
            held = event instanceof TraceEvent.StepStarted ? events : events - 1;
        follower.accept(event);
        current.apply(event);
        return switch (event) {
            case TraceEvent.PhaseFinished _ when !given && plan != null -> give(current.planned(plan, order, output,
                    follower.summary()));
            case TraceEvent.PhaseFinished _ when !given && !choices.isEmpty() -> give(chosen());
            case TraceEvent.PhaseFinished _ -> {
                if (current.committed().isEmpty())
                    held = events;
                yield over;
            }
            case TraceEvent.Planned e -> {
                plan = e;
                yield over;
            }
            case TraceEvent.CanvasOpened _ -> {
                canvas = true;
                yield over;
            }
            case TraceEvent.Predicted e -> {
                e.predictions().forEach(prediction -> predictions.put(prediction.position(), prediction));
                yield over;
            }
            case TraceEvent.Chosen e -> {
                choices = e.choices();
                yield over;
            }
            default -> over;
        };
    }

    /// As a position in the trace: where the round that was given last is held.
    int position() {
        return position;
    }

    /// What tokens stand for; it grows.
    Map<Integer, TokenPiece> pieces() {
        return current.pieces();
    }

    private void begin(int step) {
        current.begin(step);
        predictions.clear();
        plan = null;
        choices = List.of();
        given = false;
    }

    private Optional<Round> give(Round round) {
        given = true;
        position = events;
        return Optional.of(round);
    }

    private Optional<Round> close() {
        if (current.step() < 0)
            return Optional.empty();
        Optional<Round> round = Optional.empty();
        // A round that was broken off before its plan came to nothing.
        if (!given && !canvas && !current.committed().isEmpty()) {
            boolean told = follower.summary().filter(s -> s.step() == current.step()).isPresent();
            round = Optional.of(current.done(order, output, told ? follower.summary() : Optional.empty()));
            position = held;
        }
        order++;
        output += current.committed().size();
        return round;
    }

    private Round chosen() {
        StepFacts facts = current.facts(order, 0, follower.summary(), 0).at(0, choices.size());
        List<Item> items = new ArrayList<>();
        for (UnmaskChoice choice : choices) {
            Prediction law = predictions.get(choice.position());
            double raw = law == null ? Double.NaN : law.top().probabilityOrNone(choice.token());
            int stood = current.stood(choice.position()).orElse(choice.token());
            items.add(new Item(facts, DraftNode.NONE, -1, choice.position(), choice.token(), State.UNMASKED, -1, -1,
                    law == null ? Double.NaN : law.entropyBits(), StepItems.bits(raw), raw,
                    law == null ? Double.NaN : law.marginRaw(),
                    law == null ? -1 : StepItems.rank(law.top(), choice.token()), Double.NaN, Double.NaN, -1,
                    law == null ? -1 : StepItems.first(law.top()), current.control(choice.token()),
                    stood == choice.token() ? 0 : 1));
        }
        return new Round(facts, items);
    }
}
