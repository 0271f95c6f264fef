package draftscope.app.session;

import draftscope.decode.DecodingMethod;
import draftscope.decode.DecodingRun;
import draftscope.decode.MethodCatalog;
import draftscope.decode.Models;
import draftscope.decode.Pacer;
import draftscope.decode.RunRequest;
import draftscope.lab.Rounds;
import draftscope.lab.Shape;
import draftscope.lab.Shape.Order;
import draftscope.model.LanguageModel;
import draftscope.trace.Observation;
import draftscope.trace.RunSettings;
import draftscope.trace.StopReason;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;

/// Which part of the drafts of the run that is shown would have been fastest, and runs that measure it.
///
/// It looks only while it is open and the run is still. A sweep runs on the engine's thread, never beside another run; what it
/// measured belongs to the run that is shown. To be used on the person's thread.
public final class TreeLab {
    /// Tokens of a measuring run: enough rounds for a mean, short enough to wait for a dozen of them.
    private static final int TOKENS = 96;

    private final ReadOnlyObjectWrapper<LabMap> map = new ReadOnlyObjectWrapper<>();
    private final BooleanProperty open = new SimpleBooleanProperty();
    private final IntegerProperty depth = new SimpleIntegerProperty(1);
    private final IntegerProperty width = new SimpleIntegerProperty(1);
    private final IntegerProperty nodes = new SimpleIntegerProperty(1);
    private final DoubleProperty leastProbability = new SimpleDoubleProperty();
    private final ObjectProperty<Order> order = new SimpleObjectProperty<>(Order.DRAFTED);
    private final ReadOnlyBooleanWrapper working = new ReadOnlyBooleanWrapper();
    private final ReadOnlyStringWrapper progress = new ReadOnlyStringWrapper("");
    private final Map<Map<String, String>, List<Rounds>> measured = new HashMap<>();
    private final Executor person;
    private final Executor engine;
    private final Setup setup;
    private final ModelSlot target;
    private final ModelSlot draft;
    private final Lineup lineup;
    private final Consumer<Problem> problems;
    private Trace trace;
    private Trace read; // the one that `rounds` are of
    private int length;
    private Rounds rounds;
    private boolean adopting;
    private Sweep sweep;

    /// @param problems takes one sentence when something does not work
    TreeLab(Executor person, Executor engine, Setup setup, ModelSlot target, ModelSlot draft, Lineup lineup,
            Consumer<Problem> problems) {
        this.person = person;
        this.engine = engine;
        this.setup = setup;
        this.target = target;
        this.draft = draft;
        this.lineup = lineup;
        this.problems = problems;
        // A model that is to be opened does not wait for a sweep.
        target.openingProperty().subscribe(opening -> cancel());
        draft.openingProperty().subscribe(opening -> cancel());
        open.subscribe(this::look);
        width.subscribe(this::look);
        leastProbability.subscribe(this::look);
        order.subscribe(this::look);
    }

    /// `null` while it is closed, or before there is a run that stands still.
    public ReadOnlyObjectProperty<LabMap> mapProperty() {
        return map.getReadOnlyProperty();
    }

    /// Whether somebody looks.
    public BooleanProperty openProperty() {
        return open;
    }

    /// The chosen cell's depth.
    public IntegerProperty depthProperty() {
        return depth;
    }

    /// The chosen cell's budget.
    public IntegerProperty nodesProperty() {
        return nodes;
    }

    /// Most children of a node, in all cells.
    public IntegerProperty widthProperty() {
        return width;
    }

    /// See [Shape#leastProbability()]; of all cells.
    public DoubleProperty leastProbabilityProperty() {
        return leastProbability;
    }

    /// What a budget is spent on first, in all cells.
    public ObjectProperty<Order> orderProperty() {
        return order;
    }

    /// Whether shapes are being measured.
    public ReadOnlyBooleanProperty workingProperty() {
        return working.getReadOnlyProperty();
    }

    /// How far measuring is, such as `shape 3 of 8`; empty when nothing is measured.
    public ReadOnlyStringProperty progressProperty() {
        return progress.getReadOnlyProperty();
    }

    /// The chosen part.
    public Shape chosen() {
        return new Shape(depth.get(), width.get(), nodes.get(), order.get(), leastProbability.get());
    }

    /// Called when what is shown, or whether it moves, has changed.
    void shown(Trace shown, Activity activity) {
        boolean still = activity == Activity.FINISHED || activity == Activity.PAUSED;
        if (!still)
            cancel();
        Trace now = still ? shown : null;
        if (now == trace && (now == null || now.length() == length))
            return;
        trace = now;
        length = now == null ? 0 : now.length();
        if (now != null && now != read)
            measured.clear();
        rounds = null;
        look();
    }

    private void look() {
        if (adopting)
            return;
        if (!open.get() || trace == null) {
            map.set(null);
            return;
        }
        if (rounds == null) {
            rounds = Rounds.of(trace);
            if (trace != read)
                adopt(rounds);
            read = trace;
        }
        map.set(trace.settings().map(settings -> LabMap.of(rounds, settings,
                new Shape(1, Math.max(1, width.get()), 1, order.get(), leastProbability.get()), measured))
                .orElseGet(() -> LabMap.without(rounds, "This recording does not say which method wrote it.")));
    }

    /// Begins with the shape of the run itself.
    private void adopt(Rounds of) {
        adopting = true;
        depth.set(of.shape().depth());
        width.set(of.shape().width());
        nodes.set(of.shape().nodes());
        leastProbability.set(0);
        order.set(Order.DRAFTED);
        adopting = false;
    }

    /// Writes the chosen part to the setup, as parameters of the run's method.
    public void apply() {
        chosenCell().map(LabMap.Cell::apply).ifPresent(apply -> {
            if (!apply.why().isEmpty()) {
                problems.accept(new Problem(apply.why()));
                return;
            }
            DecodingMethod method = MethodCatalog.byId(trace.settings().orElseThrow().methodId());
            if (setup.methodProperty().get() != method)
                lineup.choose(method);
            setup.parameters(method).putAll(apply.over(trace.settings().orElseThrow()));
        });
    }

    /// The chosen cell of the map; empty while there is none.
    public Optional<LabMap.Cell> chosenCell() {
        return map.get() == null
                ? Optional.empty()
                : map.get().cells().stream().filter(cell -> cell.prediction().shape().depth() == depth.get()
                        && cell.prediction().shape().nodes() == nodes.get()).findFirst();
    }

    /// The open models, when they are those of the run that is shown.
    private Optional<Models> models() {
        RunSettings settings = trace.settings().orElseThrow();
        LanguageModel big = target.model();
        LanguageModel small = settings.draft().isPresent() ? draft.model() : null;
        boolean same = big != null && !trace.numbered() && big.name().equals(settings.target().name())
                && settings.draft().map(identity -> small != null && small.name().equals(identity.name())).orElse(true);
        return same ? Optional.of(new Models(big, Optional.ofNullable(small))) : Optional.empty();
    }

    /// Runs the shape of the run and every one of the map that the method has parameters for, with the prompt of the run and, where it is another, the
    /// one written in the setup. The results come one by one.
    public void measure() {
        LabMap now = map.get();
        if (working.get() || now == null || now.cells().isEmpty())
            return;
        RunSettings settings = trace.settings().orElseThrow();
        Optional<Models> models = models();
        Set<Map<String, String>> shapes = new LinkedHashSet<>();
        shapes.add(settings.parameters()); // the run's own shape too, under the same conditions
        for (LabMap.Cell cell : now.cells()) {
            if (cell.apply().why().isEmpty())
                shapes.add(cell.apply().over(settings));
        }
        shapes.removeAll(measured.keySet());
        if (models.isEmpty())
            problems.accept(new Problem("Shapes cannot be measured: open the models of the run that is shown."));
        else if (shapes.isEmpty())
            problems.accept(new Problem("Every shape of this map that the method has parameters for is measured."));
        else
            begin(new Sweep(settings, models.get(), List.copyOf(trace.prompt()), setup.promptProperty().get()), shapes);
    }

    private void begin(Sweep mine, Set<Map<String, String>> shapes) {
        Trace of = trace;
        sweep = mine;
        working.set(true);
        progress.set("warming up");
        CompletableFuture.runAsync(() -> {
            mine.run(mine.settings.parameters()); // not counted: code that never ran is slow
            int done = 0;
            for (Map<String, String> parameters : shapes) {
                String words = "shape " + ++done + " of " + shapes.size();
                person.execute(() -> progress.set(words));
                List<Rounds> runs = mine.run(parameters);
                person.execute(() -> take(of, parameters, runs));
            }
        }, engine).whenCompleteAsync((nothing, failure) -> {
            working.set(false);
            progress.set("");
            if (failure != null && !mine.stopped)
                problems.accept(Problem.of("A shape cannot be measured", failure));
        }, person);
    }

    private void take(Trace of, Map<String, String> parameters, List<Rounds> runs) {
        if (of != trace)
            return;
        measured.put(parameters, runs);
        look();
    }

    /// Ends measuring; what was measured stays.
    public void cancel() {
        if (sweep != null)
            sweep.stop();
    }

    /// Runs of one method with several parameters, one after the other, until somebody stops it.
    private static final class Sweep {
        private final RunSettings settings;
        private final Models models;
        private final List<Integer> ids;
        private final String other;
        private volatile boolean stopped;
        private volatile Pacer pacer = Pacer.unthrottled();

        Sweep(RunSettings settings, Models models, List<Integer> ids, String prompt) {
            this.settings = settings;
            this.models = models;
            this.ids = ids;
            other = prompt.equals(settings.prompt()) ? "" : prompt;
        }

        void stop() {
            stopped = true;
            pacer.cancel();
        }

        List<Rounds> run(Map<String, String> parameters) {
            List<Rounds> runs = new ArrayList<>(List.of(run(parameters, "", ids)));
            if (!other.isBlank())
                runs.add(run(parameters, other, List.of()));
            return runs;
        }

        private Rounds run(Map<String, String> parameters, String prompt, List<Integer> promptIds) {
            pacer = Pacer.unthrottled();
            if (stopped) // asked for just before there was this pacer
                throw new CancellationException();
            List<TraceEvent> events = new ArrayList<>();
            DecodingRun.prepare(new RunRequest(settings.methodId(), parameters, prompt, promptIds,
                    Math.min(TOKENS, settings.maxTokens()), settings.sampling(), settings.seed(), Observation.LIGHT,
                    settings.threads()), models, events::add, pacer).run();
            TraceEvent.RunFinished end = (TraceEvent.RunFinished) events.getLast();
            if (end.reason() == StopReason.CANCELLED)
                throw new CancellationException();
            if (end.reason() == StopReason.FAILED)
                throw new IllegalStateException(end.message());
            return Rounds.of(Trace.of(events));
        }
    }
}
