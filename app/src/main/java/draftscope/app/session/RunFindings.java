package draftscope.app.session;

import draftscope.app.library.Places;
import draftscope.app.library.SettingsFile;
import draftscope.findings.Evidence;
import draftscope.findings.Finding;
import draftscope.findings.Findings;
import draftscope.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import javafx.beans.InvalidationListener;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableSet;
import javafx.collections.SetChangeListener;

/// What the rules find in the run that is shown, and which of them are to keep silent.
///
/// They look when a run has ended or is held, and when a recording was read; not while tokens come. To be used on the person's thread.
public final class RunFindings {
    private final ReadOnlyObjectWrapper<List<Finding>> found = new ReadOnlyObjectWrapper<>(List.of());
    private final ObservableSet<String> muted = FXCollections.observableSet(new TreeSet<>());
    private final Optional<SettingsFile> settings;
    private Supplier<List<Evidence.Beside>> beside = List::of;
    private Trace trace; // null before the first run
    private int length;

    private RunFindings(Optional<SettingsFile> settings) {
        this.settings = settings;
        settings.ifPresent(
                file -> muted.addAll(file.load(RunFindings::kept, Set.<String>of(), "no rule is muted").kept()));
        muted.addListener((SetChangeListener<String>) change -> {
            save();
            look();
        });
    }

    /// Remembers in the usual place of this machine which rules are muted.
    public static RunFindings in(Places places) {
        return new RunFindings(
                Optional.of(new SettingsFile(places.settings(), "findings.json", "The list of muted rules")));
    }

    /// Remembers nothing from one start to the next.
    public static RunFindings forgetful() {
        return new RunFindings(Optional.empty());
    }

    /// Holds the run that is shown against its target alone, when an audit has done so, and against the runs that a person ticked
    /// to be compared with it.
    void follow(Audit audit, Branches branches) {
        beside = () -> beside(audit.outcomeProperty().get(), branches);
        audit.outcomeProperty().subscribe(this::look);
        branches.compared().addListener((InvalidationListener) changed -> look());
    }

    private List<Evidence.Beside> beside(Audit.Outcome audited, Branches branches) {
        List<Evidence.Beside> all = new ArrayList<>();
        if (audited != null && audited.trace() == trace)
            audited.report().divergence().ifPresent(parting -> {
                List<Integer> text = new ArrayList<>(text(trace, parting.position()));
                text.add(parting.targetToken());
                all.add(new Evidence.Beside("the target alone", text,
                        "It is classed as " + parting.finding().fault().words()
                                + "."));
            });
        List<Branch> compared = branches.compared();
        if (compared.stream().anyMatch(branch -> branch.trace() == trace))
            compared.stream().filter(branch -> branch.trace() != trace).forEach(
                    branch -> all.add(new Evidence.Beside("the run “" + branch.name() + "”",
                            text(branch.trace(), Integer.MAX_VALUE), "")));
        return all;
    }

    private static List<Integer> text(Trace of, int length) {
        List<Integer> text = new ArrayList<>(of.prompt());
        of.committed().forEach(token -> text.add(token.token()));
        return text.subList(0, Math.min(length, text.size()));
    }

    /// What matters most first; empty while a run is on.
    public ReadOnlyObjectProperty<List<Finding>> foundProperty() {
        return found.getReadOnlyProperty();
    }

    /// Ids of the rules that keep silent; to be changed at will.
    public ObservableSet<String> muted() {
        return muted;
    }

    /// Called when what is shown, or whether it moves, has changed.
    void shown(Trace shown, Activity activity) {
        boolean still = activity == Activity.FINISHED || activity == Activity.PAUSED;
        if (shown == null || !still) {
            trace = null;
            found.set(List.of());
        } else if (shown != trace || shown.length() != length) {
            trace = shown;
            length = shown.length();
            look();
        }
    }

    private void look() {
        if (trace != null)
            found.set(Findings.of(new Evidence(trace, length, beside.get()), Set.copyOf(muted)));
    }

    private void save() {
        settings.ifPresent(file -> file.saveIfPossible(Map.of("muted", List.copyOf(muted))));
    }

    private static Set<String> kept(Map<?, ?> root) {
        if (!(root.get("muted") instanceof List<?> list))
            throw new IllegalArgumentException("no list of muted rules");
        Set<String> ids = new TreeSet<>();
        list.forEach(id -> ids.add(String.valueOf(id)));
        return ids;
    }
}
