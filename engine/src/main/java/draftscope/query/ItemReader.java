package draftscope.query;

import draftscope.query.Item.StepFacts;
import draftscope.trace.Provenance;
import draftscope.trace.StepSummary;
import draftscope.trace.TokenPiece;
import draftscope.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes the items of a trace, a step at a time, and goes on where it stopped when the trace has grown.
///
/// For one thread; what it gives is for any.
public final class ItemReader {
    private final StepItems current = new StepItems();
    private List<StepSummary> summaries = List.of();
    private final List<Item> items = new ArrayList<>();
    private final List<StepFacts> steps = new ArrayList<>();
    private final List<Integer> outputs = new ArrayList<>();
    private Map<Integer, TokenPiece> handedOut = Map.of();
    private int position; // events read so far
    private int doneItems; // of steps that are over; what is behind belongs to the one in progress
    private int doneSteps;
    private int doneOutputs;

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
        if (handedOut.size() != current.pieces().size())
            handedOut = Map.copyOf(current.pieces());
        return new Items(items, this.steps, outputs, handedOut);
    }

    /// The step in progress is told anew, with all that is known of it now.
    private void takeBack() {
        items.subList(doneItems, items.size()).clear();
        steps.subList(doneSteps, steps.size()).clear();
        outputs.subList(doneOutputs, outputs.size()).clear();
    }

    private void read(TraceEvent event) {
        if (event instanceof TraceEvent.StepStarted started)
            beginStep(started.step());
        // At Observation.OFF nothing tells of a step but the tokens that it commits.
        if (event instanceof TraceEvent.Committed token && token.provenance() != Provenance.PROMPT
                && token.step() > current.step())
            beginStep(token.step());
        current.apply(event);
    }

    private void beginStep(int number) {
        closeStep();
        doneItems = items.size();
        doneSteps = steps.size();
        doneOutputs = outputs.size();
        current.begin(number);
    }

    private void closeStep() {
        int step = current.step();
        if (step >= 0)
            current.addTo(items, outputs, steps,
                    step < summaries.size() ? Optional.of(summaries.get(step)) : Optional.empty());
    }
}
