package draftscope.app.session;

import draftscope.app.library.SettingsFile;
import draftscope.query.Breakpoint;
import draftscope.query.Condition;
import draftscope.query.Hit;
import draftscope.query.LogMessage;
import draftscope.query.Watch;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/// The breakpoints of the person, and where the run that is shown hits them.
///
/// A live run asks them itself, on its own thread, and holds where one stops. What is told here is worked out beside that from
/// the trace alone, so a recording has hits as a live run has, and a breakpoint that is set late has those of the past as well:
/// hits are counted over the whole run, whenever the breakpoint was set.
///
/// To be used on the person's thread, but for [#asked()].
public final class Breakpoints implements AutoCloseable {
    private static final int MOST = 100;

    private final ObservableList<Breakpoint> all = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<Hits> hits = new ReadOnlyObjectWrapper<>(Hits.NONE);
    private final ReadOnlyObjectWrapper<List<Hit>> reason = new ReadOnlyObjectWrapper<>(List.of());
    private final Lookout<Hits> lookout;
    private volatile List<Breakpoint> asked = List.of();
    private Optional<SettingsFile> settings = Optional.empty();
    private int at; // the moment shown
    private boolean moving;
    private List<Hit> held = List.of(); // what the live run was held by last

    // Of the lookout's thread.
    private Trace watchedTrace;
    private List<Breakpoint> watched = List.of();
    private Watch watch;
    private int taken;
    private final List<Hit> found = new ArrayList<>();

    Breakpoints(Executor person) {
        lookout = new Lookout<>("breakpoints", person, this::question, this::found);
    }

    /// Keeps them from one start to the next in a file, and brings back those that it holds.
    ///
    /// @return one sentence where it could not be read
    public Optional<String> keepIn(SettingsFile file) {
        SettingsFile.Loaded<List<Breakpoint>> loaded = file.load(Breakpoints::read, List.of(),
                "there are no breakpoints");
        all.setAll(loaded.kept());
        settings = Optional.of(file);
        changed();
        return loaded.problem();
    }

    /// In the order in which they were set; not to be changed here.
    public ObservableList<Breakpoint> all() {
        return FXCollections.unmodifiableObservableList(all);
    }

    /// Those that a run asks. Any thread may look; another list is there when something changed.
    List<Breakpoint> asked() {
        return asked;
    }

    /// Where the run that is shown hits them.
    public ReadOnlyObjectProperty<Hits> hitsProperty() {
        return hits.getReadOnlyProperty();
    }

    /// The breakpoints that the run is held by at the moment shown; empty while it moves, and at any other moment.
    public ReadOnlyObjectProperty<List<Hit>> reasonProperty() {
        return reason.getReadOnlyProperty();
    }

    /// Sets one that stops at every hit, unless there are too many.
    ///
    /// @return the new one; empty when there is one of these words already, which stays as it is
    public Optional<Breakpoint> add(Condition condition) {
        if (all.size() >= MOST || ofWords(condition.text()).isPresent())
            return Optional.empty();
        Breakpoint added = Breakpoint.stop(all.stream().mapToInt(Breakpoint::id).max().orElse(0) + 1, condition);
        all.add(added);
        changed();
        return Optional.of(added);
    }

    /// The one with exactly this condition.
    public Optional<Breakpoint> ofWords(String condition) {
        return all.stream().filter(breakpoint -> breakpoint.condition().text().equals(condition)).findFirst();
    }

    /// Sets a breakpoint, or takes away the one that is there.
    public void toggle(String condition) {
        Optional<Breakpoint> there = ofWords(condition);
        if (there.isPresent())
            remove(there.get().id());
        else
            add(Condition.parse(condition));
    }

    /// Takes one away; those that waited for it wait no longer.
    public void remove(int id) {
        all.removeIf(breakpoint -> breakpoint.id() == id);
        all.replaceAll(breakpoint -> breakpoint.after() == id ? waiting(breakpoint, Breakpoint.NONE) : breakpoint);
        changed();
    }

    private static Breakpoint waiting(Breakpoint old, int after) {
        return new Breakpoint(old.id(), old.condition(), old.enabled(), old.from(), after, old.message());
    }

    /// Puts another one in the place of one with the same id.
    public void replace(Breakpoint changed) {
        all.replaceAll(breakpoint -> breakpoint.id() == changed.id() ? changed : breakpoint);
        changed();
    }

    public void setEnabled(int id, boolean enabled) {
        UnaryOperator<Breakpoint> switched = old -> old.id() != id
                ? old
                : new Breakpoint(id, old.condition(), enabled, old.from(), old.after(), old.message());
        all.replaceAll(switched);
        changed();
    }

    /// Those that `breakpoint` may wait for: not itself, and none that waits for it.
    public List<Breakpoint> waitable(Breakpoint breakpoint) {
        return all.stream().filter(other -> !leadsTo(other, breakpoint.id())).toList();
    }

    private boolean leadsTo(Breakpoint from, int id) {
        Breakpoint at = from;
        for (int i = 0; i <= all.size() && at != null; i++) {
            if (at.id() == id)
                return true;
            int next = at.after();
            at = all.stream().filter(breakpoint -> breakpoint.id() == next).findFirst().orElse(null);
        }
        return false;
    }

    private void changed() {
        asked = all.stream().filter(Breakpoint::enabled).toList();
        held = List.of();
        if (asked.isEmpty())
            found(Hits.NONE);
        lookout.ask();
        save();
    }

    /// The run that is shown, and how it stands. Called whenever something moved; costs nothing when nothing did.
    ///
    /// @param moving the moment shown moves by itself
    void follow(Trace shown, int position, boolean moving) {
        if (!lookout.follows(shown)) {
            held = List.of();
            hits.set(Hits.NONE);
        }
        lookout.follow(shown);
        at = position;
        this.moving = moving;
        tell();
    }

    private void tell() {
        List<Hit> here = moving ? List.of() : hits.get().at(at);
        if (here.isEmpty() && !moving)
            here = held.stream().filter(hit -> hit.position() == at).toList();
        if (!here.equals(reason.get()))
            reason.set(here);
    }

    /// The live run, which is the one that is shown, was held by these.
    void reached(List<Hit> stops) {
        held = stops;
        tell();
    }

    /// All hits of the trace as it stands now.
    CompletableFuture<Hits> upToDate() {
        return lookout.ask().thenApply(found -> found == null ? Hits.NONE : found);
    }

    private Lookout.Question<Hits> question() {
        List<Breakpoint> wanted = asked;
        return wanted.isEmpty() ? null : (moment, overtaken) -> find(moment.of(), wanted, moment.events());
    }

    private void found(Hits result) {
        hits.set(result);
        tell();
    }

    private Hits find(Trace of, List<Breakpoint> wanted, List<TraceEvent> events) {
        if (of != watchedTrace || wanted != watched) {
            watchedTrace = of;
            watched = wanted;
            watch = new Watch(wanted);
            taken = 0;
            found.clear();
        }
        for (; taken < events.size(); taken++)
            found.addAll(watch.accept(events.get(taken)));
        return new Hits(found);
    }

    private void save() {
        List<Map<String, Object>> list = new ArrayList<>();
        for (Breakpoint breakpoint : all) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("id", breakpoint.id());
            values.put("condition", breakpoint.condition().text());
            values.put("enabled", breakpoint.enabled());
            values.put("from", breakpoint.from());
            values.put("after", breakpoint.after());
            values.put("message", breakpoint.message().map(LogMessage::text).orElse(""));
            list.add(values);
        }
        settings.ifPresent(file -> file.saveIfPossible(Map.of("breakpoints", list)));
    }

    private static List<Breakpoint> read(Map<?, ?> root) {
        if (!(root.get("breakpoints") instanceof List<?> list) || list.size() > MOST)
            throw new IllegalArgumentException("no list of breakpoints");
        List<Breakpoint> breakpoints = new ArrayList<>();
        for (Object entry : list) {
            if (!(entry instanceof Map<?, ?> values && values.get("id") instanceof Integer id
                    && values.get("condition") instanceof String condition
                    && values.get("enabled") instanceof Boolean enabled && values.get("from") instanceof Integer from
                    && values.get("after") instanceof Integer after
                    && values.get("message") instanceof String message))
                throw new IllegalArgumentException("no breakpoint");
            breakpoints.add(new Breakpoint(id, Condition.parse(condition), enabled, from, after,
                    message.isEmpty() ? Optional.empty() : Optional.of(LogMessage.parse(message))));
        }
        return breakpoints;
    }

    @Override
    public void close() {
        lookout.close();
    }
}
