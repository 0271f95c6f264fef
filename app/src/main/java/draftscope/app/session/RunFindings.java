package draftscope.app.session;

import draftscope.app.library.Places;
import draftscope.app.library.SettingsFile;
import draftscope.findings.Evidence;
import draftscope.findings.Finding;
import draftscope.findings.Findings;
import draftscope.trace.Trace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
            found.set(Findings.of(new Evidence(trace, length), Set.copyOf(muted)));
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
