package draftscope.app.session;

import draftscope.audit.AuditReport;
import draftscope.audit.Auditor;
import draftscope.decode.Family;
import draftscope.decode.ModelIdentities;
import draftscope.decode.TokenScorer;
import draftscope.model.LanguageModel;
import draftscope.trace.ModelIdentity;
import draftscope.trace.RunSettings;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;

/// Compares the run that is shown with its target alone, when a person asks for it.
///
/// It works on another thread and never beside a run that goes on: each would slow the other. Without the run's own target,
/// the recorded facts alone are checked.
public final class Audit {
    /// What an audit came to.
    ///
    /// @param trace       the run
    /// @param tokens      tokens that it had put out when it was looked at
    /// @param notCompared why the run was not compared with its target; empty when it was
    public record Outcome(Trace trace, int tokens, AuditReport report, Optional<String> notCompared) {}

    /// An audit under way.
    private static final class Task {
        private final AtomicInteger compared = new AtomicInteger();
        private volatile boolean cancelled;
    }

    private static final String NO_RUN = "There is no run yet.";

    private final ReadOnlyObjectWrapper<Outcome> outcome = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyBooleanWrapper working = new ReadOnlyBooleanWrapper();
    private final ReadOnlyIntegerWrapper compared = new ReadOnlyIntegerWrapper();
    private final ReadOnlyStringWrapper obstacle = new ReadOnlyStringWrapper(NO_RUN);
    private final Executor person;
    private final Executor engine;
    private Trace shown;
    private Task task;

    /// @param engine where the target runs
    Audit(Executor person, Executor engine) {
        this.person = person;
        this.engine = engine;
    }

    /// What came of the audit of the run that is shown; `null` before.
    public ReadOnlyObjectProperty<Outcome> outcomeProperty() {
        return outcome.getReadOnlyProperty();
    }

    public ReadOnlyBooleanProperty workingProperty() {
        return working.getReadOnlyProperty();
    }

    /// Tokens that the audit under way has compared.
    public ReadOnlyIntegerProperty comparedProperty() {
        return compared.getReadOnlyProperty();
    }

    /// Why the run that is shown cannot be looked at now, in a sentence; empty when it can.
    public ReadOnlyStringProperty obstacleProperty() {
        return obstacle.getReadOnlyProperty();
    }

    /// Another run is shown, or the one shown goes on, waits or ended.
    void shown(Trace trace, Activity activity) {
        if (trace != shown) {
            cancel();
            shown = trace;
            outcome.set(null);
        }
        if (activity == Activity.RUNNING || activity == Activity.LOADING)
            cancel();
        obstacle.set(obstacle(activity));
    }

    private String obstacle(Activity activity) {
        if (shown == null)
            return NO_RUN;
        if (activity == Activity.RUNNING || activity == Activity.LOADING)
            return "The run goes on. Pause it, or let it end.";
        String family = shown.settings().map(RunSettings::family).orElse("");
        if (family.equals(Family.DIFFUSION.label()))
            return "A run that fills a canvas has no target alone to be compared with.";
        if (family.equals(Family.EDITING.label()))
            return "A run that edits a text writes no text that the target alone would write; there is nothing to compare with.";
        return shown.settings().isEmpty() || shown.committed().isEmpty() ? "The run has no token yet." : "";
    }

    /// Looks at the run; the outcome comes later.
    ///
    /// @param target   the model that is open; `null` for none
    /// @param problems takes one sentence when it does not work
    void begin(LanguageModel target, Consumer<Problem> problems) {
        if (working.get() || !obstacle.get().isEmpty())
            return;
        Trace trace = shown;
        List<TraceEvent> events = IntStream.range(0, trace.length()).mapToObj(trace::event).toList();
        int tokens = trace.committed().size();
        ModelIdentity own = trace.settings().orElseThrow().target();
        boolean numbered = trace.numbered();
        Task mine = new Task();
        task = mine;
        compared.set(0);
        working.set(true);
        CompletableFuture.supplyAsync(() -> {
            Optional<String> refusal = numbered
                    ? Optional.of("This recording does not tell the target's own token ids.")
                    : refusal(own, target);
            Auditor auditor = refusal.isPresent()
                    ? Auditor.ofFacts()
                    : new Auditor(TokenScorer.of(target), count -> goOn(mine, count));
            auditor.add(events);
            return new Outcome(trace, tokens, auditor.report(), refusal);
        }, engine).whenCompleteAsync((found, failure) -> {
            if (task != mine)
                return;
            end();
            if (failure != null)
                problems.accept(Problem.of("The run cannot be compared with its target", failure));
            else
                outcome.set(found);
        }, person);
    }

    /// On the engine's thread.
    private boolean goOn(Task mine, int count) {
        // One errand to the person's thread at a time, which then takes the newest count.
        if (count > 0 && mine.compared.getAndSet(count) == 0)
            person.execute(() -> {
                int newest = mine.compared.getAndSet(0);
                if (task == mine)
                    compared.set(newest);
            });
        return !mine.cancelled;
    }

    private static Optional<String> refusal(ModelIdentity own, LanguageModel open) {
        if (open == null)
            return Optional.of("The run's target, " + own.name() + ", is not open.");
        ModelIdentity other = ModelIdentities.of(open);
        boolean same = own.fingerprint().isEmpty()
                ? own.name().equals(other.name()) && own.vocabulary() == other.vocabulary()
                : own.fingerprint().equals(other.fingerprint());
        if (same)
            return Optional.empty();
        return Optional.of(own.name().equals(other.name())
                ? "The model that is open is called " + own.name()
                        + ", as the run's target is, but it is another file: their fingerprints differ."
                : "The run's target is " + own.name() + "; the model that is open is " + other.name() + ".");
    }

    /// Ends an audit that is under way; nothing comes of it.
    public void cancel() {
        if (task == null)
            return;
        task.cancelled = true;
        end();
    }

    private void end() {
        task = null;
        working.set(false);
    }
}
