package draftscope.trace;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;

/// Index over a run's events: the same for a live run, a recorded file and a trace that another engine wrote.
///
/// A *position* is a number of events: position 0 stands before the first event, position [#length()] behind the last, and
/// "the position just behind event `i`" is `i + 1`.
///
/// Events are checked as they are read in. One that contradicts what was told before (a parent that does not exist, a slot
/// beyond the cache, a step out of order) is refused with a [TraceFormatException], and everything before it stays readable.
/// So [#at(int)] never meets such an event.
///
/// States are kept every 128 events or so, and a state in between is reached from the nearest one before it, so going
/// anywhere costs the application of at most 1,024 events, whatever the length of the run. Versions share what they have in
/// common.
///
/// Confined to the thread that reads it. A live run is followed by calling [#catchUp()] from that thread, once a frame.
public final class Trace {
    /// Events between kept states. A state is kept at the start of a step, where it is smallest, and inside a step only when
    /// that is very long.
    private static final int KEEP_AT_STEP = 128;
    private static final int KEEP_ANYWHERE = 1024;

    private final IntSupplier available;
    private final IntFunction<TraceEvent> source;
    private final AppendList<CommittedToken> committed = new AppendList<>();
    private final StateBuilder.Shared shared = new StateBuilder.Shared(this, committed, new AppendList<>(),
            new ArrayList<>());
    private final StateBuilder head = new StateBuilder(shared);
    private final List<TraceState> kept = new ArrayList<>(); // by rising position
    private final Map<Integer, TokenPiece> pieces = new HashMap<>();
    private final List<StepSummary> steps = new ArrayList<>();
    private final List<StepSummary> stepsView = java.util.Collections.unmodifiableList(steps);
    private StepTally current; // null outside a step
    private int[] phaseEnds = new int[64]; // positions just behind a PhaseFinished
    private int phases;
    private int length;
    private boolean numbered;
    private Optional<RunSettings> settings = Optional.empty();
    private boolean judged; // some verdict was told
    private boolean unjudged;
    private List<Integer> prompt = List.of();
    private final Map<Integer, TokenMeasures> promptMeasures = new HashMap<>(); // by position
    private Optional<TraceEvent.RunFinished> finished = Optional.empty();
    private TraceState last; // what was asked for last

    private Trace(IntSupplier available, IntFunction<TraceEvent> source) {
        this.available = available;
        this.source = source;
        last = head.freeze();
        kept.add(last);
        catchUp();
    }

    /// The trace of a run that may still go on.
    public static Trace of(TraceLog log) {
        return new Trace(log::length, log::get);
    }

    /// The trace of a run that is complete, or as far as it was recorded.
    ///
    /// @throws TraceFormatException when an event contradicts those before it
    public static Trace of(List<TraceEvent> events) {
        List<TraceEvent> copy = List.copyOf(events);
        return new Trace(copy::size, copy::get);
    }

    /// Reads what was told since the last call.
    ///
    /// @return how many events are new
    /// @throws TraceFormatException when an event contradicts those before it; the trace ends before that event
    public int catchUp() {
        return catchUp(Integer.MAX_VALUE);
    }

    /// As [#catchUp()], but at most so many events.
    public int catchUp(int most) {
        int from = length;
        int to = (int) Math.min(available.getAsInt(), (long) length + most);
        try {
            while (length < to)
                read(source.apply(length));
        } finally {
            if (current != null && length > from)
                steps.set(steps.size() - 1, current.summary(length));
        }
        return length - from;
    }

    /// Number of events; the position of now.
    public int length() {
        return length;
    }

    public TraceEvent event(int index) {
        return source.apply(Objects.checkIndex(index, length));
    }

    /// The events up to now, for a reader on any thread; unlike the trace itself, the list does not grow.
    public List<TraceEvent> events() {
        return new Told(source, length);
    }

    public Optional<RunSettings> settings() {
        return settings;
    }

    /// Whether the run takes its drafts without judging them, by its first verdict; false before that.
    public boolean unjudged() {
        return unjudged;
    }

    /// What a token id stands for; one that the trace has not named reads as a special piece such as `<17>`.
    public TokenPiece piece(int token) {
        TokenPiece piece = pieces.get(token);
        return piece != null ? piece : new TokenPiece(token, "<" + token + ">", new byte[0], true);
    }

    public List<Integer> prompt() {
        return prompt;
    }

    /// What was measured where the prompt went on with its token at `position`; [TokenMeasures#NOT_CAPTURED] for the first token
    /// and where nobody asked.
    public TokenMeasures promptMeasures(int position) {
        return promptMeasures.getOrDefault(position, TokenMeasures.NOT_CAPTURED);
    }

    /// Events that were told and not read yet.
    public int waiting() {
        return available.getAsInt() - length;
    }

    /// Whether its ids are not those of its model, because they were not captured or were scrubbed: they only tell tokens apart.
    public boolean numbered() {
        return numbered;
    }

    /// All tokens of the output so far, prompt excluded; grows with [#catchUp()].
    public List<CommittedToken> committed() {
        return committed.growing();
    }

    /// One summary for each [TraceEvent.StepStarted], the last perhaps incomplete; grows with [#catchUp()].
    public List<StepSummary> steps() {
        return stepsView;
    }

    public Optional<TraceEvent.RunFinished> finished() {
        return finished;
    }

    /// The run after its first `position` events.
    public TraceState at(int position) {
        Objects.checkIndex(position, length + 1);
        if (position == last.position())
            return last;
        // At the end the head is there already: the live case.
        last = position == length ? head.freeze() : replay(position);
        return last;
    }

    /// The position just behind the next finished phase, or [#length()].
    public int nextPhase(int position) {
        int at = firstPhaseBehind(position);
        return at < phases ? phaseEnds[at] : length;
    }

    /// The position just behind the previous finished phase, or 0.
    public int previousPhase(int position) {
        int at = Arrays.binarySearch(phaseEnds, 0, phases, position);
        int before = (at < 0 ? -at - 1 : at) - 1;
        return before < 0 ? 0 : phaseEnds[before];
    }

    /// The next position at which a step is over, or [#length()].
    public int nextStep(int position) {
        int step = stepsOverBy(position);
        return step < steps.size() ? steps.get(step).endEvent() : length;
    }

    /// The previous position at which a step is over, or 0.
    public int previousStep(int position) {
        int step = stepsOverBy(position - 1) - 1;
        return step < 0 ? 0 : steps.get(step).endEvent();
    }

    /// The position just behind a step's last event; [#length()] behind the last step, 0 for negative numbers.
    public int endOfStep(int step) {
        return step < 0 ? 0 : step < steps.size() ? steps.get(step).endEvent() : length;
    }

    /// The position just before a step's first event; [#length()] behind the last step, 0 for negative numbers.
    public int startOfStep(int step) {
        return step < 0 ? 0 : step < steps.size() ? steps.get(step).firstEvent() : length;
    }

    private TraceState replay(int position) {
        TraceState start = kept.get(keptBefore(position));
        if (last.position() < position && last.position() > start.position())
            start = last;
        StateBuilder builder = new StateBuilder(shared, start);
        for (int i = start.position(); i < position; i++)
            builder.apply(source.apply(i));
        return builder.freeze();
    }

    /// Index of the last kept state at or before a position.
    private int keptBefore(int position) {
        int low = 0;
        int high = kept.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (kept.get(middle).position() <= position)
                low = middle;
            else
                high = middle - 1;
        }
        return low;
    }

    private int firstPhaseBehind(int position) {
        int at = Arrays.binarySearch(phaseEnds, 0, phases, position);
        return at < 0 ? -at - 1 : at + 1;
    }

    /// How many steps end at or before a position.
    private int stepsOverBy(int position) {
        int low = 0;
        int high = steps.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (steps.get(middle).endEvent() <= position)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private void read(TraceEvent event) {
        EventCheck.check(head, length, event);
        boolean stepEnds = event instanceof TraceEvent.StepStarted || event instanceof TraceEvent.RunFinished;
        if (stepEnds && current != null) {
            current.finish();
            steps.set(steps.size() - 1, current.summary(length));
            current = null;
        }
        head.apply(event);
        if (event instanceof TraceEvent.StepStarted started) {
            current = new StepTally(started, length);
            steps.add(current.summary(length + 1));
        }
        index(event);
        length++;
        int since = length - kept.getLast().position();
        if (since >= KEEP_ANYWHERE || since >= KEEP_AT_STEP && event instanceof TraceEvent.StepStarted)
            kept.add(head.freeze());
    }

    private void index(TraceEvent event) {
        if (current != null) {
            current.apply(event);
            KvMap.Builder target = head.kv(KvOwner.TARGET);
            current.kv(target.length(), target.used());
        }
        switch (event) {
            case TraceEvent.RunStarted e -> settings = Optional.of(e.settings());
            case TraceEvent.Judged e when !judged -> {
                judged = true;
                unjudged = e.verdicts().stream().anyMatch(verdict -> verdict.rule() == Rule.BEST_DRAFT);
            }
            case TraceEvent.TokensNamed e -> e.pieces().forEach(piece -> {
                pieces.put(piece.id(), piece);
                numbered |= piece.numbered();
            });
            case TraceEvent.PromptIngested e -> prompt = e.tokens();
            case TraceEvent.CanvasOpened e when prompt.isEmpty() -> prompt = e.prompt();
            case TraceEvent.Committed e when e.provenance() == Provenance.PROMPT ->
                promptMeasures.put(e.position(), e.measures());
            case TraceEvent.PhaseFinished _ -> {
                if (phases == phaseEnds.length)
                    phaseEnds = Arrays.copyOf(phaseEnds, phases * 2);
                phaseEnds[phases++] = length + 1;
            }
            case TraceEvent.RunFinished e -> finished = Optional.of(e);
            default -> {
                // The states and the summaries hold the rest; a kind unknown to them does not compile there.
            }
        }
    }

    /// Needs nothing of the trace that changes.
    private static final class Told extends AbstractList<TraceEvent> implements RandomAccess {
        private final IntFunction<TraceEvent> source;
        private final int count;

        Told(IntFunction<TraceEvent> source, int count) {
            this.source = source;
            this.count = count;
        }

        @Override
        public TraceEvent get(int index) {
            return source.apply(Objects.checkIndex(index, count));
        }

        @Override
        public int size() {
            return count;
        }
    }
}
