package draftscope.app.session;

import draftscope.query.Condition;
import draftscope.query.ConditionException;
import draftscope.query.ItemReader;
import draftscope.query.Items;
import draftscope.trace.StepSummary;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/// Asks a condition of the run that is shown, all of it, whatever the moment.
///
/// A condition is read at once, on the person's thread; it is asked on a thread of the filter's own, which gives up as soon as
/// another condition is written. A run that goes on is asked again a few times a second.
public final class Filter implements AutoCloseable {
    private static final long BETWEEN_LOOKS_MS = 250;

    /// How the text stands.
    public enum Verdict {
        /// Nothing is written.
        EMPTY,
        /// It is a condition.
        VALID,
        /// It is none; [Filter#wrong()] says why.
        WRONG
    }

    private final StringProperty text = new SimpleStringProperty("");
    private final BooleanProperty open = new SimpleBooleanProperty();
    private final ReadOnlyObjectWrapper<Verdict> verdict = new ReadOnlyObjectWrapper<>(Verdict.EMPTY);
    private final ReadOnlyObjectWrapper<Matches> matches = new ReadOnlyObjectWrapper<>();
    private final ColourRules rules;
    private final Executor person;
    private final ExecutorService worker = Executors
            .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("filter").factory());
    private final AtomicInteger ticket = new AtomicInteger();
    private Trace trace;
    private Condition condition;
    private String wrong = "";
    private int asked = -1; // length of the trace when it was asked last
    private boolean waiting;

    // Of the worker's thread.
    private Trace readTrace;
    private ItemReader reader;

    Filter(Executor person) {
        this.person = person;
        rules = new ColourRules(person);
        text.subscribe(this::write);
        open.subscribe(this::write);
    }

    /// What a person writes; see [Condition].
    public StringProperty textProperty() {
        return text;
    }

    /// Whether the condition is in force.
    public BooleanProperty openProperty() {
        return open;
    }

    public ReadOnlyObjectProperty<Verdict> verdictProperty() {
        return verdict.getReadOnlyProperty();
    }

    /// One sentence: where the text goes wrong and what is accepted there; empty when it does not.
    public String wrong() {
        return wrong;
    }

    /// What was found; `null` before the first result, and where there is no condition or no run.
    public ReadOnlyObjectProperty<Matches> matchesProperty() {
        return matches.getReadOnlyProperty();
    }

    /// The conditions that a person keeps, each beside a sign.
    public ColourRules rules() {
        return rules;
    }

    private void write() {
        condition = null;
        wrong = "";
        try {
            if (!text.get().isBlank())
                condition = Condition.parse(text.get());
        } catch (ConditionException why) {
            wrong = why.getMessage() + ".";
        }
        verdict.set(condition != null ? Verdict.VALID : wrong.isEmpty() ? Verdict.EMPTY : Verdict.WRONG);
        ask();
    }

    /// The run that is shown. Called whenever it may have grown; costs nothing when it has not.
    void follow(Trace shown) {
        rules.follow(shown);
        if (shown != trace) {
            trace = shown;
            ask();
        } else if (trace != null && open.get() && condition != null && trace.length() != asked && !waiting) {
            waiting = true;
            CompletableFuture.delayedExecutor(BETWEEN_LOOKS_MS, TimeUnit.MILLISECONDS, person).execute(() -> {
                waiting = false;
                ask();
            });
        }
    }

    private void ask() {
        int mine = ticket.incrementAndGet();
        if (!open.get() || condition == null || trace == null)
            matches.set(null);
        if (worker.isShutdown())
            return;
        if (!open.get() || trace == null) {
            forget();
            return;
        }
        Condition question = condition;
        Trace of = trace;
        asked = of.length();
        List<TraceEvent> events = of.events();
        List<StepSummary> steps = List.copyOf(of.steps());
        worker.execute(() -> {
            if (mine != ticket.get())
                return;
            try {
                // Also before there is a condition: the first one then need not wait for it.
                Items items = read(of, events, steps);
                if (question == null)
                    return;
                Matches result = new Matches(question, items,
                        question.matches(items, () -> mine != ticket.get()));
                person.execute(() -> {
                    if (mine == ticket.get())
                        matches.set(result);
                });
            } catch (CancellationException anotherIsWritten) {
                // Its answer comes instead.
            }
        });
    }

    /// A filter that is closed keeps nothing of a run.
    private void forget() {
        if (asked < 0)
            return;
        asked = -1;
        worker.execute(() -> {
            readTrace = null;
            reader = null;
        });
    }

    private Items read(Trace of, List<TraceEvent> events, List<StepSummary> steps) {
        if (of != readTrace) {
            readTrace = of;
            reader = new ItemReader();
        }
        return reader.read(events, steps);
    }

    @Override
    public void close() {
        ticket.incrementAndGet();
        worker.shutdown();
        rules.close();
    }
}
