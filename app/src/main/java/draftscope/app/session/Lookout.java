package draftscope.app.session;

import draftscope.query.ItemReader;
import draftscope.query.Items;
import draftscope.trace.StepSummary;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Asks something of the run that is shown, all of it, on a thread of its own: when another run is shown, when the question
/// changes, and a few times a second while the run grows. An answer that another question overtook is told to nobody.
///
/// To be used on the person's thread.
final class Lookout<A> implements AutoCloseable {
    private static final long BETWEEN_LOOKS_MS = 250;

    /// A trace as it stood when the question was asked.
    record Moment(Trace of, List<TraceEvent> events, List<StepSummary> steps) {}

    /// Asked on the lookout's thread, so what it remembers needs no lock.
    interface Question<A> {
        /// @param overtaken whether the answer is wanted no longer; it may then be anything, or a `CancellationException`
        A ask(Moment moment, BooleanSupplier overtaken);
    }

    /// The items of a run, read further as it grows. Of the lookout's thread.
    static final class Reading {
        private Trace read;
        private ItemReader reader;

        Items of(Moment moment) {
            if (moment.of() != read) {
                read = moment.of();
                reader = new ItemReader();
            }
            return reader.read(moment.events(), moment.steps());
        }
    }

    private final Executor person;
    private final Supplier<Question<A>> question;
    private final Consumer<A> told;
    private final ExecutorService worker;
    private final AtomicInteger ticket = new AtomicInteger();
    private Trace trace;
    private int asked = -1; // length of the trace when it was asked last
    private boolean waiting;

    /// @param name     of the thread
    /// @param question what to ask now; `null` while there is nothing to be asked
    /// @param told     takes the answer, on the person's thread
    Lookout(String name, Executor person, Supplier<Question<A>> question, Consumer<A> told) {
        this.person = person;
        this.question = question;
        this.told = told;
        worker = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name(name).factory());
    }

    /// Whether this is the run that was shown last.
    boolean follows(Trace shown) {
        return shown == trace;
    }

    /// The run that is shown. Called whenever it may have grown; costs nothing when it has not.
    void follow(Trace shown) {
        if (shown != trace) {
            trace = shown;
            ask();
        } else if (trace != null && trace.length() != asked && !waiting && question.get() != null) {
            waiting = true;
            CompletableFuture.delayedExecutor(BETWEEN_LOOKS_MS, TimeUnit.MILLISECONDS, person).execute(() -> {
                waiting = false;
                ask();
            });
        }
    }

    /// Asks now; what was asked before is overtaken.
    ///
    /// @return done with the answer after it was told; with `null` when there is nothing to ask
    CompletableFuture<A> ask() {
        int mine = ticket.incrementAndGet();
        Question<A> now = question.get();
        if (now == null || trace == null || worker.isShutdown())
            return CompletableFuture.completedFuture(null);
        asked = trace.length();
        Moment moment = new Moment(trace, trace.events(), List.copyOf(trace.steps()));
        return CompletableFuture.supplyAsync(() -> now.ask(moment, () -> mine != ticket.get()), worker)
                .thenApplyAsync(answer -> {
                    if (mine == ticket.get())
                        told.accept(answer);
                    return answer;
                }, person);
    }

    @Override
    public void close() {
        ticket.incrementAndGet();
        worker.shutdown();
    }
}
