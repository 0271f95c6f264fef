package draftscope.app.window;

import draftscope.app.session.Session;
import draftscope.trace.KvMap;
import draftscope.trace.KvOwner;
import draftscope.trace.KvState;
import draftscope.trace.TraceState;
import draftscope.views.layout.Numbers;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.materialdesign2.MaterialDesignK;
import org.kordamp.ikonli.materialdesign2.MaterialDesignL;
import org.kordamp.ikonli.materialdesign2.MaterialDesignT;

/// Whether this is now or then, why nothing moves, the cache, the time a pass takes, the keys that matter now, and the file that
/// holds the run.
final class StatusLine extends HBox {
    private static final double LEAST_WIDTH = 600;
    private static final PseudoClass PAST = PseudoClass.getPseudoClass("past");

    private final Session session;
    private final Actions actions;
    private final Label badge = new Label();
    private final Label where = new Label();
    private final Label cache = new Label();
    private final Label passes = new Label();
    private final Label keys = new Label();
    private final Button findings;
    private final RecordingMenu recording;

    StatusLine(Session session, Actions actions) {
        this.session = session;
        this.actions = actions;
        getStyleClass().add("status-line");
        setAlignment(Pos.CENTER_LEFT);
        badge.setId("badge");
        badge.getStyleClass().add("badge");
        badge.setMinWidth(Region.USE_PREF_SIZE);
        where.setId("where");
        Button resume = Icons.wire(new Button("Resume from here"), actions.resumeHere);
        resume.setId("resume");
        resume.getStyleClass().add("resume");
        resume.setMinWidth(Region.USE_PREF_SIZE);
        resume.visibleProperty().bind(session.pastProperty());
        resume.managedProperty().bind(resume.visibleProperty());
        List.of(where, cache, passes, keys).forEach(label -> label.setMinWidth(Region.USE_PREF_SIZE));
        keys.getStyleClass().add("keys");
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        Button theme = Icons.wire(new Button(), MaterialDesignT.THEME_LIGHT_DARK, actions.theme);
        theme.setId("theme");
        Button shortcuts = Icons.wire(new Button(), MaterialDesignK.KEYBOARD_OUTLINE, actions.shortcuts);
        shortcuts.setId("shortcuts");
        theme.setMinWidth(Region.USE_PREF_SIZE);
        shortcuts.setMinWidth(Region.USE_PREF_SIZE);
        recording = new RecordingMenu(session, actions);
        findings = Icons.wire(new Button(), MaterialDesignL.LIGHTBULB_OUTLINE, actions.findings);
        findings.setId("findings-chip");
        findings.setMinWidth(Region.USE_PREF_SIZE);
        session.findings().foundProperty().subscribe(found -> {
            findings.setText(found.isEmpty() ? "" : found.size() + (found.size() == 1 ? " finding" : " findings"));
            findings.setManaged(!found.isEmpty());
            findings.setVisible(!found.isEmpty());
        });
        getChildren().addAll(badge, where, resume, cache, passes, gap, keys, new Meters(session), findings, recording,
                theme, shortcuts);
        Runnable show = this::show;
        session.shownProperty().subscribe(show);
        session.activityProperty().subscribe(show);
        session.pastProperty().subscribe(show);
        session.playingProperty().subscribe(show);
        session.paceProperty().subscribe(show);
        session.readingShareProperty().subscribe(show);
        actions.all().forEach(action -> action.keysProperty().subscribe(show));
        session.breakpoints().reasonProperty().subscribe(show);
        show();
    }

    /// Room for what always stays.
    @Override
    protected double computeMinWidth(double height) {
        return LEAST_WIDTH;
    }

    /// What matters least goes first where there is little room; nothing is cut short.
    @Override
    protected void layoutChildren() {
        List<Label> leastFirst = List.of(keys, passes, cache);
        leastFirst.forEach(label -> label.setManaged(true));
        for (Label label : leastFirst) {
            if (computePrefWidth(-1) > getWidth())
                label.setManaged(false);
            label.setVisible(label.isManaged());
        }
        super.layoutChildren();
    }

    private void show() {
        badge.setText(Words.badge(session));
        badge.pseudoClassStateChanged(PAST, session.pastProperty().get());
        where.setText(Words.where(session));
        TraceState state = session.shownProperty().get();
        cache.setText(state == null ? "" : cache(state));
        passes.setText(state == null ? "" : Words.passes(state.counts()));
        keys.setText(keysNow());
    }

    private static String cache(TraceState state) {
        KvMap map = state.kv(KvOwner.TARGET);
        int used = map.capacity() - map.count(KvState.FREE) - map.count(KvState.ROLLED_BACK)
                - map.count(KvState.EVICTED);
        // A canvas without cached rows leaves the cache alone.
        if (map.capacity() == 0 || used == 0 && state.canvas().isPresent())
            return "";
        String bytes = state.trace().settings().map(settings -> settings.target().bytesPerSlot() * used)
                .filter(size -> size > 0).map(size -> " · " + Numbers.bytes(size)).orElse("");
        return "KV " + Numbers.count(used) + " of " + Numbers.count(map.capacity()) + " slots" + bytes;
    }

    private String keysNow() {
        boolean past = session.pastProperty().get();
        List<String> keys = past
                ? List.of(play(), rounds(), phases(), session.recorded()
                        ? actions.toEnd.reminder("end")
                        : actions.backToLive.reminder("live"))
                : switch (session.activity()) {
                    case NONE -> List.of(generate(), actions.stepRound.reminder("one round"));
                    case LOADING -> List.of(stop());
                    case RUNNING -> List.of(actions.toggle.reminder("pause"), actions.backRound.reminder("back"),
                            together(actions.slower, actions.faster, "speed"), stop());
                    case PAUSED -> List.of(actions.nextStop.reminder("run"), rounds(), phases(), stop());
                    case FINISHED -> List.of(session.recorded() ? "" : generate(), play(),
                            actions.backRound.reminder("back"), actions.nextRejection.reminder("rejection"));
                };
        return Stream
                .concat(keys.stream(), Stream.of(actions.palette.reminder("do"), actions.shortcuts.reminder("all")))
                .filter(key -> !key.isEmpty()).collect(Collectors.joining("   "));
    }

    private String play() {
        return actions.toggle.reminder("play");
    }

    private String generate() {
        return actions.generate.reminder("generate");
    }

    private String stop() {
        return actions.stop.reminder("stop");
    }

    private String rounds() {
        return together(actions.stepRound, actions.backRound, "round");
    }

    private String phases() {
        return together(actions.stepPhase, actions.backPhase, "phase");
    }

    /// `. , round`.
    private static String together(Action one, Action other, String word) {
        return Stream.of(one.reminder(""), other.reminder(word)).filter(key -> !key.isBlank()).map(String::strip)
                .collect(Collectors.joining(" "));
    }
}
