package draftscope.app.session;

import draftscope.app.library.SettingsFile;
import draftscope.query.Condition;
import draftscope.query.ItemReader;
import draftscope.query.Items;
import draftscope.trace.StepSummary;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/// Conditions that a person keeps, each with a sign of its own beside what it is true of.
///
/// Asked as the filter is: of the whole run that is shown, on a thread of their own, a few times a second while it grows.
///
/// To be used on the person's thread.
public final class ColourRules implements AutoCloseable {
    /// How many looks there are, and so how many rules.
    public static final int LOOKS = 6;
    private static final long BETWEEN_LOOKS_MS = 500;

    /// @param look 0 to [#LOOKS] - 1: which shape and colour; no two rules share one
    public record Rule(Condition condition, int look) {}

    /// What a rule is true of.
    public record Found(Rule rule, Matches matches) {}

    private final ObservableList<Rule> all = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<List<Found>> found = new ReadOnlyObjectWrapper<>(List.of());
    private final Executor person;
    private final ExecutorService worker = Executors
            .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("colour rules").factory());
    private final AtomicInteger ticket = new AtomicInteger();
    private Optional<SettingsFile> settings = Optional.empty();
    private Trace trace;
    private int asked = -1;
    private boolean waiting;

    // Of the worker's thread.
    private Trace readTrace;
    private ItemReader reader;

    ColourRules(Executor person) {
        this.person = person;
    }

    /// Keeps them from one start to the next in a file, and brings back those that it holds.
    ///
    /// @return one sentence where it could not be read
    public Optional<String> keepIn(SettingsFile file) {
        SettingsFile.Loaded<List<Rule>> loaded = file.load(ColourRules::read, List.of(), "there are no colour rules");
        all.setAll(loaded.kept());
        settings = Optional.of(file);
        ask();
        return loaded.problem();
    }

    /// In the order in which they were kept; not to be changed here.
    public ObservableList<Rule> all() {
        return FXCollections.unmodifiableObservableList(all);
    }

    /// What each is true of in the run that is shown.
    public ReadOnlyObjectProperty<List<Found>> foundProperty() {
        return found.getReadOnlyProperty();
    }

    /// Keeps a condition, with the first look that is free; one that is kept already stays as it is.
    ///
    /// @return false when there are as many rules as looks
    public boolean add(Condition condition) {
        if (all.stream().anyMatch(rule -> rule.condition().text().equals(condition.text())))
            return true;
        for (int look = 0; look < LOOKS; look++) {
            if (free(look)) {
                all.add(new Rule(condition, look));
                changed();
                return true;
            }
        }
        return false;
    }

    private boolean free(int look) {
        return all.stream().noneMatch(rule -> rule.look() == look);
    }

    public void remove(Rule rule) {
        all.remove(rule);
        changed();
    }

    /// Gives a rule the next look that is free.
    public void nextLook(Rule rule) {
        for (int i = 1; i < LOOKS; i++) {
            int look = (rule.look() + i) % LOOKS;
            if (free(look)) {
                all.replaceAll(other -> other.equals(rule) ? new Rule(rule.condition(), look) : other);
                changed();
                return;
            }
        }
    }

    private void changed() {
        ask();
        List<Map<String, Object>> list = new ArrayList<>();
        for (Rule rule : all) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("condition", rule.condition().text());
            values.put("look", rule.look());
            list.add(values);
        }
        settings.ifPresent(file -> {
            try {
                file.save(Map.of("rules", list));
            } catch (IOException notKept) {
                // They still hold for this start; the next change that can be saved brings all of them.
            }
        });
    }

    private static List<Rule> read(Map<?, ?> root) {
        if (!(root.get("rules") instanceof List<?> list) || list.size() > LOOKS)
            throw new IllegalArgumentException("no list of rules");
        List<Rule> rules = new ArrayList<>();
        for (Object entry : list) {
            if (!(entry instanceof Map<?, ?> values && values.get("condition") instanceof String condition
                    && values.get("look") instanceof Integer look && look >= 0 && look < LOOKS
                    && rules.stream().noneMatch(rule -> rule.look() == look)))
                throw new IllegalArgumentException("no rule");
            rules.add(new Rule(Condition.parse(condition), look));
        }
        return rules;
    }

    /// The run that is shown. Called whenever it may have grown; costs nothing when it has not.
    void follow(Trace shown) {
        if (shown != trace) {
            trace = shown;
            found.set(List.of());
            ask();
        } else if (trace != null && !all.isEmpty() && trace.length() != asked && !waiting) {
            waiting = true;
            CompletableFuture.delayedExecutor(BETWEEN_LOOKS_MS, TimeUnit.MILLISECONDS, person).execute(() -> {
                waiting = false;
                ask();
            });
        }
    }

    private void ask() {
        int mine = ticket.incrementAndGet();
        if (all.isEmpty() || trace == null || worker.isShutdown()) {
            found.set(List.of());
            return;
        }
        Trace of = trace;
        asked = of.length();
        List<Rule> rules = List.copyOf(all);
        List<TraceEvent> events = of.events();
        List<StepSummary> steps = List.copyOf(of.steps());
        worker.execute(() -> {
            if (mine != ticket.get())
                return;
            try {
                if (of != readTrace) {
                    readTrace = of;
                    reader = new ItemReader();
                }
                Items items = reader.read(events, steps);
                List<Found> results = new ArrayList<>();
                for (Rule rule : rules)
                    results.add(new Found(rule, new Matches(rule.condition(), items,
                            rule.condition().matches(items, () -> mine != ticket.get()))));
                person.execute(() -> {
                    if (mine == ticket.get())
                        found.set(List.copyOf(results));
                });
            } catch (CancellationException otherRules) {
                // Their answer comes instead.
            }
        });
    }

    @Override
    public void close() {
        ticket.incrementAndGet();
        worker.shutdown();
    }
}
