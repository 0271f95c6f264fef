package draftscope.app.session;

import draftscope.decode.RunMemory;
import draftscope.decode.RunRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Gets runs ready, each when the one before it has ended; they share what their models have read.
final class Beginnings {
    private final RunMemory memory = new RunMemory();
    private final Lineup lineup;
    private final Setup setup;
    private final Executor engine;
    private final Recordings recordings;
    private final Breakpoints breakpoints;
    private final Executor person;
    private final Consumer<Problem> problems;
    private int ticket;

    /// @param engine   does what a person must not wait for
    /// @param person   runs a task on the person's thread
    /// @param problems takes what goes wrong with a recording, on that thread
    Beginnings(Lineup lineup, Setup setup, ModelSlot target, ModelSlot draft, Executor engine, Recordings recordings,
            Breakpoints breakpoints, Executor person, Consumer<Problem> problems) {
        this.lineup = lineup;
        this.setup = setup;
        this.engine = engine;
        this.recordings = recordings;
        this.breakpoints = breakpoints;
        this.person = person;
        this.problems = problems;
        Runnable forget = () -> memory.keepOnly(target.model(), draft.model());
        target.modelProperty().subscribe(forget);
        draft.modelProperty().subscribe(forget);
    }

    /// The run that the setup asks for.
    ///
    /// @param left the run that a departure leaves
    /// @throws IllegalArgumentException one sentence about what is missing or out of range
    RunRequest request(Optional<Departure> departure, Optional<Branch> left) {
        lineup.missing().ifPresent(lacking -> {
            throw new IllegalArgumentException(
                    left.map(run -> "No branch yet: " + lacking + " " + run.needs()).orElse(lacking));
        });
        RunRequest whole = setup.request();
        return departure.map(place -> place.request(whole, left.map(Branch::source).orElse(""))).orElse(whole);
    }

    /// Gets it ready on another thread.
    ///
    /// @param before the run that may still go on; it is ended
    /// @param wake   called, on the person's thread, when the run has written again
    /// @param begun  takes the run or what failed, on the person's thread; not called when this was cancelled, or asked for again
    void prepare(RunRequest request, Optional<Departure> departure, Optional<Branch> before, boolean paused,
            Duration round, Runnable wake, BiConsumer<LiveRun, Throwable> begun) {
        int mine = ++ticket;
        lineup.ready().thenApplyAsync(models -> {
            before.map(Branch::run).ifPresent(LiveRun::end);
            departure.ifPresent(place -> place.check(models));
            return new LiveRun(request, models, memory, paused, round, () -> person.execute(wake),
                    settings -> recordings.begin(settings, failure -> person
                            .execute(() -> problems.accept(new Problem(failure.getMessage())))),
                    breakpoints::asked, stops -> person.execute(() -> breakpoints.reached(stops)));
        }, engine).whenCompleteAsync((prepared, failure) -> {
            if (mine == ticket)
                begun.accept(prepared, failure);
        }, person);
    }

    /// Nothing comes of what is being prepared.
    void cancel() {
        ticket++;
    }
}
