package draftscope.app.session;

import draftscope.decode.DecodingMethod;
import draftscope.decode.Family;
import draftscope.decode.MethodCatalog;
import draftscope.decode.Pacer;
import draftscope.decode.RunRequest;
import draftscope.trace.StopReason;
import draftscope.trace.Trace;
import draftscope.trace.TraceFormatException;
import draftscope.trace.TraceState;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;

/// What a person chose, the run that came of it, and the moment of it that is shown.
///
/// Going back only reads the trace. Going forward reads it too, up to its end; beyond that the engine goes on, and only when it
/// is asked to. Everything here happens on the person's thread; the engine runs on its own, models are opened on a third, and
/// neither is ever waited for. [#frame(long)] brings in what the engine wrote meanwhile.
public final class Session implements AutoCloseable {
    /// Frames without news after which the reader sleeps; the engine decides at a boundary, just after an event, whether to
    /// go on, so the first frame without news is too early to know.
    private static final int QUIET_FRAMES = 20;

    private final ModelShelf shelf;
    private final Setup setup = new Setup();
    private final ModelSlot target;
    private final ModelSlot draft;
    private final ObjectProperty<Pace> pace = new SimpleObjectProperty<>(Pace.TWO);
    private final ObjectProperty<Problem> problem = new SimpleObjectProperty<>();
    private final ReadOnlyObjectWrapper<Activity> activity = new ReadOnlyObjectWrapper<>(Activity.NONE);
    private final ReadOnlyObjectWrapper<Trace> trace = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<TraceState> shown = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyIntegerWrapper position = new ReadOnlyIntegerWrapper();
    private final ReadOnlyBooleanWrapper past = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper playing = new ReadOnlyBooleanWrapper();
    private final Lineup lineup;
    private Runnable onWake = () -> {};
    private final PlainTiming plain;
    private final Audit audit;
    private final Filter filter;
    private final Breakpoints breakpoints;
    private final TreeLab lab;
    private final RunFindings findings;
    private final Recordings recordings;
    private final Copies copies;
    private final ReadOnlyObjectWrapper<Path> file = new ReadOnlyObjectWrapper<>();
    private final Readings readings;
    private final Branches branches = new Branches(this::show);
    private final Beginnings beginnings;
    private final Residence residence;
    private LiveRun run;
    private Playhead head;
    private Trace unreadable;
    private int quiet;
    private boolean heldForPast;
    private long now;

    /// A session that records no run by itself.
    ///
    /// @param person runs a task on the thread that all methods here are called on
    public Session(ModelShelf shelf, Executor person) {
        this(shelf, Recordings.nowhere(), RunFindings.forgetful(), person);
    }

    /// @param person runs a task on the thread that all methods here are called on
    public Session(ModelShelf shelf, Recordings recordings, Executor person) {
        this(shelf, recordings, RunFindings.forgetful(), person);
    }

    /// @param person runs a task on the thread that all methods here are called on
    public Session(ModelShelf shelf, Recordings recordings, RunFindings findings, Executor person) {
        this.shelf = shelf;
        this.recordings = recordings;
        this.findings = findings;
        residence = new Residence(shelf, () -> activity.get().live(), person);
        readings = new Readings(recordings, problem, this::showRecorded);
        copies = new Copies(trace, file, activity, recordings, person, problem::set);
        plain = new PlainTiming(person, shelf.loader());
        audit = new Audit(person, shelf.loader());
        filter = new Filter(person);
        breakpoints = new Breakpoints(person);
        findings.follow(audit, branches);
        trace.subscribe(filter::follow);
        target = new ModelSlot(shelf, person, problem::set);
        draft = new ModelSlot(shelf, person, problem::set);
        lineup = new Lineup(shelf, setup, target, draft, () -> activity.get().live());
        beginnings = new Beginnings(lineup, setup, target, draft, shelf.loader(), recordings, breakpoints, person,
                problem::set);
        lab = new TreeLab(person, shelf.loader(), setup, target, draft, lineup, problem::set);
        target.modelProperty().subscribe(this::suit);
        trace.subscribe(this::suit);
        activity.subscribe(this::suit);
        // A model that is to be opened does not wait for an audit.
        target.openingProperty().subscribe(opening -> audit.cancel());
        draft.openingProperty().subscribe(opening -> audit.cancel());
        shown.subscribe(state -> audit.shown(trace.get(), activity.get()));
        target.modelProperty().subscribe(residence::measure);
        draft.modelProperty().subscribe(residence::measure);
        activity.subscribe(residence::measure);
        pace.subscribe(value -> {
            if (run != null)
                run.pacer().waitBetweenRounds(value.round());
        });
    }

    public ModelShelf shelf() {
        return shelf;
    }

    public Setup setup() {
        return setup;
    }

    public ModelSlot target() {
        return target;
    }

    public ModelSlot draft() {
        return draft;
    }

    public ObjectProperty<Pace> paceProperty() {
        return pace;
    }

    /// What did not work last; `null` when there is nothing to say, or the person has read it.
    public ObjectProperty<Problem> problemProperty() {
        return problem;
    }

    /// Where runs are recorded, and which recordings were at hand lately.
    public Recordings recordings() {
        return recordings;
    }

    /// Writes the run that is shown to other files.
    public Copies copies() {
        return copies;
    }

    /// The file that holds the run that is shown; `null` when none does.
    public ReadOnlyObjectProperty<Path> fileProperty() {
        return file.getReadOnlyProperty();
    }

    /// The share of the recording that was read, 0 to 1; `NaN` when none is being read.
    public ReadOnlyDoubleProperty readingShareProperty() {
        return readings.shareProperty();
    }

    public boolean reading() {
        return readings.busy();
    }

    public ReadOnlyObjectProperty<Activity> activityProperty() {
        return activity.getReadOnlyProperty();
    }

    public Activity activity() {
        return activity.get();
    }

    /// How much of each open model lies in memory.
    public Residence residence() {
        return residence;
    }

    /// The trace that is shown; `null` before the first run.
    public ReadOnlyObjectProperty<Trace> traceProperty() {
        return trace.getReadOnlyProperty();
    }

    /// The moment that is shown; `null` before the first run.
    public ReadOnlyObjectProperty<TraceState> shownProperty() {
        return shown.getReadOnlyProperty();
    }

    /// The count of events up to that moment.
    public ReadOnlyIntegerProperty positionProperty() {
        return position.getReadOnlyProperty();
    }

    /// Whether the moment shown lies before the end of the trace, because the person went there.
    public ReadOnlyBooleanProperty pastProperty() {
        return past.getReadOnlyProperty();
    }

    /// Whether the past is being played.
    public ReadOnlyBooleanProperty playingProperty() {
        return playing.getReadOnlyProperty();
    }

    /// Whether the trace was read from elsewhere, with no engine behind it.
    public boolean recorded() {
        return head != null && run == null;
    }

    /// Called, on the person's thread, when [#frame(long)] is to be called once a frame again.
    public void setOnWake(Runnable handler) {
        onWake = handler;
    }

    /// What the chosen models lack for the chosen method, in one sentence; empty when nothing is missing or they are still
    /// being opened.
    public Optional<String> missing() {
        return lineup.missing();
    }

    /// Whether it is the draft model that [#missing()] is about.
    public boolean lacksDraft() {
        return lineup.lacksDraft();
    }

    /// Opens a model, a file or a folder, as the target or as the draft model.
    public void openFile(Path file, boolean asDraft) {
        (asDraft ? draft : target).choose(shelf.add(file));
    }

    /// Chooses a method. One that needs another kind of model gets the one of that kind that was used last, or a sample
    /// where there is one.
    public void choose(DecodingMethod method) {
        lineup.choose(method);
    }

    /// Chooses the family's first method.
    public void choose(Family family) {
        MethodCatalog.all().stream().filter(method -> method.family() == family).findFirst().ifPresent(this::choose);
    }

    /// Starts a run of the setup.
    public void generate() {
        begin(false);
    }

    /// Runs, pauses, or plays the past, whichever makes sense now.
    public void toggle() {
        switch (activity.get()) {
            case NONE -> begin(false);
            case LOADING -> {
            }
            case RUNNING, PAUSED, FINISHED -> {
                if (past.get())
                    playOrStop();
                else if (activity.get() == Activity.FINISHED)
                    head.play(now);
                else if (activity.get() == Activity.RUNNING)
                    run.pacer().pause();
                else
                    run.pacer().run();
                moved();
            }
        }
    }

    /// One round on: in the past through the trace, at its end by the engine. A run that is running goes to the end of its
    /// round and waits there; with no run yet, one begins.
    public void stepRound() {
        forward(Playhead::nextStep, Pacer::stepRound);
    }

    /// One phase on, in the same way.
    public void stepPhase() {
        forward(Playhead::nextPhase, Pacer::stepPhase);
    }

    private void forward(Consumer<Playhead> inTrace, Consumer<Pacer> byEngine) {
        if (activity.get() == Activity.NONE) {
            begin(true);
        } else if (past.get()) {
            inTrace.accept(head);
            moved();
        } else if (run != null && activity.get().live()) {
            heldForPast = false;
            byEngine.accept(run.pacer());
            moved();
        }
    }

    /// One round back.
    public void backRound() {
        back(Playhead::previousStep);
    }

    /// One phase back.
    public void backPhase() {
        back(Playhead::previousPhase);
    }

    /// To the beginning.
    public void toStart() {
        seek(0);
    }

    /// To the end of what there is.
    public void toEnd() {
        if (head != null)
            seek(trace.get().length());
    }

    /// To the end; a run that was held because the person went back goes on.
    public void backToLive() {
        toEnd();
        if (heldForPast && activity.get() == Activity.PAUSED) {
            run.pacer().run();
            moved();
        }
    }

    /// To any moment. Reads the trace; a run that is running waits at its next boundary.
    public void seek(int to) {
        back(playhead -> playhead.seek(to));
    }

    private void back(Consumer<Playhead> move) {
        if (head == null)
            return;
        move.accept(head);
        if (!head.following())
            hold();
        moved();
    }

    private void hold() {
        if (activity.get() == Activity.RUNNING) {
            run.pacer().pause();
            heldForPast = true;
        }
    }

    private void playOrStop() {
        if (head.playing())
            head.stopPlaying();
        else
            head.play(now);
    }

    /// Ends the run and keeps all that it wrote.
    public void cancel() {
        if (activity.get() == Activity.LOADING) {
            beginnings.cancel();
            activity.set(head == null ? Activity.NONE : Activity.FINISHED);
        } else if (run != null && activity.get().live()) {
            run.pacer().cancel();
            moved();
        }
    }

    /// Shows a trace with no engine behind it, at its end.
    public void show(Trace recorded) {
        readings.stop();
        showRecorded(recorded, null);
        refresh();
    }

    private void showRecorded(Trace recorded, Path from) {
        adopt(branches.add(recorded, Optional.empty(), null, from));
        recorded.settings().ifPresent(lineup::takeIfFit);
        head.seek(recorded.length());
    }

    /// The runs of this session.
    public Branches branches() {
        return branches;
    }

    /// Shows another of them, at the moment where it was left; a run that goes on waits. The setup then is the one it was made with.
    public void show(Branch branch) {
        if (branch == branches.shown() || activity.get() == Activity.LOADING)
            return;
        hold();
        readings.stop();
        plain.cancel();
        branches.show(branch);
        adopt(branch);
        if (!activity.get().live())
            branch.trace().settings().ifPresent(lineup::take);
        moved();
    }

    /// Begins a run of the setup that leaves the one shown. A run that goes on ends and keeps all that it wrote.
    public void fork(Departure departure) {
        begin(false, Optional.of(departure));
    }

    /// Reads a recording, ours or that of another engine, and shows it as it comes.
    public void openRecording(Path recording) {
        if (activity.get().live())
            return;
        plain.cancel();
        problem.set(null);
        copies.doneProperty().set("");
        readings.begin(recording);
        stir();
    }

    private void begin(boolean paused) {
        if (!activity.get().live())
            begin(paused, Optional.empty());
    }

    private void begin(boolean paused, Optional<Departure> departure) {
        if (activity.get() == Activity.LOADING)
            return;
        plain.cancel();
        readings.stop();
        copies.doneProperty().set("");
        Optional<Branch> parent = departure.map(place -> branches.shown());
        RunRequest request;
        try {
            request = beginnings.request(departure, parent);
        } catch (IllegalArgumentException wrong) {
            problem.set(Problem.of("This run cannot start", wrong));
            return;
        }
        problem.set(null);
        activity.set(Activity.LOADING);
        beginnings.prepare(request, departure, branches.live(), paused, pace.get().round(), this::stir,
                (prepared, failure) -> begun(prepared, failure, paused, parent));
    }

    private void begun(LiveRun prepared, Throwable failure, boolean paused, Optional<Branch> parent) {
        if (failure != null) {
            activity.set(head == null ? Activity.NONE : Activity.FINISHED);
            problem.set(Problem.of("This run cannot start", failure));
            return;
        }
        prepared.pacer().waitBetweenRounds(pace.get().round());
        adopt(branches.add(prepared.trace(), parent, prepared, null));
        activity.set(paused ? Activity.PAUSED : Activity.RUNNING);
        prepared.start();
        if (paused)
            prepared.pacer().stepRound();
        moved();
    }

    private void adopt(Branch next) {
        run = next.run();
        head = next.head();
        head.stopPlaying();
        heldForPast = false;
        file.set(next.file());
        shown.set(null);
        trace.set(next.trace());
        past.set(false);
        playing.set(false);
        activity.set(next.live() ? Activity.PAUSED : Activity.FINISHED);
    }

    /// Brings in what the engine wrote and moves on where the moment shown moves by itself. Call it once a frame.
    ///
    /// @param nanos time of the frame
    /// @return whether to call it again in the next frame; if not, [#setOnWake] says when
    public boolean frame(long nanos) {
        now = nanos;
        if (readings.takeIn())
            suit();
        if (head == null)
            return readings.busy();
        int before = trace.get().length();
        read();
        filter.follow(trace.get());
        boolean unfolding = pace.get().paced() && activity.get() != Activity.PAUSED && !recorded();
        boolean changed = head.tick(nanos, pace.get().round(), !unfolding) || trace.get().length() != before;
        refresh();
        quiet = changed || playing.get() || head.following() && head.position() < trace.get().length() ? 0 : quiet + 1;
        return readings.busy() || quiet < QUIET_FRAMES || run != null && unreadable != trace.get() && !run.sleep();
    }

    /// Tells all that look at a run which one is shown, and whether it stands still.
    private void suit() {
        plain.shown(trace.get(), target.model(), !activity.get().live());
        audit.shown(trace.get(), activity.get());
        findings.shown(trace.get(), activity.get());
        lab.shown(trace.get(), activity.get());
    }

    private void read() {
        if (run == null || unreadable == trace.get())
            return;
        try {
            trace.get().catchUp();
        } catch (TraceFormatException contradiction) {
            // What was read before stays; nothing after it can be trusted.
            unreadable = trace.get();
            run.pacer().cancel();
            problem.set(Problem.of("The run contradicts itself", contradiction));
        }
    }

    private void refresh() {
        int at = head.position();
        if (run != null && file.get() == null)
            run.file().ifPresent(file::set);
        past.set(!head.following());
        playing.set(head.playing());
        if (shown.get() == null || position.get() != at)
            shown.set(trace.get().at(at));
        position.set(at);
        // While the next run is being prepared the last one is still shown, and says nothing about what goes on.
        if (run != null && activity.get() != Activity.FINISHED && activity.get() != Activity.LOADING)
            activity.set(activityOfRun());
        breakpoints.follow(trace.get(), at, playing.get() || !past.get() && activity.get() == Activity.RUNNING);
    }

    private Activity activityOfRun() {
        boolean told = (trace.get().finished().isPresent() || unreadable == trace.get())
                && (past.get() || head.position() == trace.get().length());
        if (told) {
            trace.get().finished().filter(end -> end.reason() == StopReason.FAILED)
                    .ifPresent(end -> problem.set(new Problem("The run failed: " + end.message())));
            return Activity.FINISHED;
        }
        return run.pacer().state() == Pacer.State.PAUSED ? Activity.PAUSED : Activity.RUNNING;
    }

    /// After an action of the person: shows its effect at once and looks for more in the frames to come.
    private void moved() {
        refresh();
        stir();
    }

    private void stir() {
        quiet = 0;
        onWake.run();
    }

    /// What the chosen method's work looks like, with the parameters of the setup: from the run that is shown when it is the
    /// method's own, else drawn by a short run on another thread. It ends with a [Problem] in words when that cannot be.
    public CompletableFuture<Sketch> sketch() {
        return lineup.sketch(trace.get());
    }

    /// How fast plain decoding is for the run that is shown.
    public PlainTiming plainTiming() {
        return plain;
    }

    /// Times plain decoding of the prompt of the run that is shown, where that is possible now.
    public void timePlain() {
        plain.measure(trace.get(), target.model(), problem::set);
    }

    /// The comparison of the run that is shown with its target alone.
    public Audit audit() {
        return audit;
    }

    /// Compares the run that is shown with its target alone, where that is possible now.
    public void compareWithTarget() {
        audit.begin(target.model(), problem::set);
    }

    /// What rules find in the run that is shown.
    public RunFindings findings() {
        return findings;
    }

    /// Which part of the drafts of the run that is shown would have been fastest.
    public TreeLab lab() {
        return lab;
    }

    /// The condition that is asked of the run that is shown.
    public Filter filter() {
        return filter;
    }

    /// What a run is held by, and where it was.
    public Breakpoints breakpoints() {
        return breakpoints;
    }

    /// Ends the run and closes the models.
    @Override
    public void close() {
        beginnings.cancel();
        readings.stop();
        plain.cancel();
        audit.cancel();
        lab.cancel();
        filter.close();
        breakpoints.close();
        branches.live().map(Branch::run).ifPresent(LiveRun::end);
        shelf.close();
    }
}
