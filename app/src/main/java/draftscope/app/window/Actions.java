package draftscope.app.window;

import static draftscope.app.window.Keys.alt;
import static draftscope.app.window.Keys.key;
import static draftscope.app.window.Keys.shift;
import static draftscope.app.window.Keys.shiftShortcut;
import static draftscope.app.window.Keys.shortcut;

import draftscope.app.session.Activity;
import draftscope.app.session.Branches;
import draftscope.app.session.Session;
import draftscope.app.session.Stops;
import draftscope.trace.StepSummary;
import draftscope.trace.TraceState;
import draftscope.views.Overlay;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableBooleanValue;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;

/// Everything that a person can do in the window.
final class Actions {
    private static final ObservableBooleanValue ALWAYS = new SimpleBooleanProperty(true);
    private static final KeyCode[] DIGITS = {KeyCode.DIGIT0, KeyCode.DIGIT1, KeyCode.DIGIT2, KeyCode.DIGIT3,
            KeyCode.DIGIT4, KeyCode.DIGIT5, KeyCode.DIGIT6, KeyCode.DIGIT7, KeyCode.DIGIT8, KeyCode.DIGIT9};

    private static final String CLOSED = "It is not open.";

    private final Set<Action> closing = new HashSet<>();
    private final List<Action> all = new ArrayList<>();

    final Action generate;
    final Action stop;
    final Action toggle;
    final Action stepRound;
    final Action backRound;
    final Action stepPhase;
    final Action backPhase;
    final Action toStart;
    final Action toEnd;
    final Action backToLive;
    final Action nextRejection;
    final Action slower;
    final Action faster;
    final Action nextStop;
    final Action previousStop;
    final Action addBreakpoint;
    final Action findings;
    final Action nextMatch;
    final Action previousMatch;
    final Action closeFilter;
    final Action applyShape;
    final Action measureShapes;
    final Action measureMethods;
    final Action saveRule;
    final Action table;
    final Action theme;
    final Action shortcuts;
    final Action preferences;
    final Action palette;
    final Action aboutMethod;
    final Action library;
    final Action openModel;
    final Action openRecording;
    final Action saveRecording;
    final Action scrubRecording;
    final Action forkHere;
    final Action resumeHere;
    final Action lockToken;
    final Action maskAgain;
    final Action forceToken;
    final Action typeToken;
    final Action dropSteering;
    final Action nextCandidate;
    final Action previousCandidate;
    final Action exportView;
    final Action copyReproduction;
    final Action marks;
    final Action copyLink;
    final List<Action> overlays = new ArrayList<>();
    final List<Action> views = new ArrayList<>();

    Actions(Session session, MainWindow window) {
        BooleanBinding running = Bindings.createBooleanBinding(() -> session.activity().live(),
                session.activityProperty());
        Possible live = Possible.when(running, "No run is going on.");
        Possible idle = Possible.when(running.not(), "A run is going on; stop it first.");
        Possible forward = Possible.when(Bindings.createBooleanBinding(
                () -> session.activity() != Activity.LOADING
                        && (session.pastProperty().get() || session.activity() != Activity.FINISHED),
                session.activityProperty(), session.pastProperty()),
                () -> session.activity() == Activity.LOADING
                        ? "The models are being opened."
                        : "This is the end of the run.");
        Possible shown = Possible.when(session.shownProperty().isNotNull(), "Nothing has run yet.");
        Possible back = Possible.when(shown.and(session.positionProperty().greaterThan(0)),
                () -> shown.get() ? "This is the beginning of the run." : shown.why());
        Possible past = Possible.when(session.pastProperty(), "This is not the past.");

        // First, so that Esc closes what lies over the views before it stops a run.
        closing.add(add("Close the command palette", "Window", Possible.when(window.paletteOpen(), CLOSED),
                window::togglePalette, key(KeyCode.ESCAPE)));
        add("Close this list", "Window", Possible.when(window.shortcutsOpen(), CLOSED), window::toggleShortcuts,
                key(KeyCode.ESCAPE));
        add("Close the preferences", "Window", Possible.when(window.preferencesOpen(), CLOSED),
                window::togglePreferences, key(KeyCode.ESCAPE));
        add("Close the model library", "Window", Possible.when(window.libraryOpen(), CLOSED), window::toggleLibrary,
                key(KeyCode.ESCAPE));
        add("Close the page about the method", "Window", Possible.when(window.methodOpen(), CLOSED),
                window::toggleMethodPage, key(KeyCode.ESCAPE));
        add("Close the export sheet", "Window", Possible.when(window.export().opened(), CLOSED), window.export()::close,
                key(KeyCode.ESCAPE));
        add("Close the list of marks", "Window", Possible.when(window.markSheet().opened(), CLOSED),
                window.markSheet()::close, key(KeyCode.ESCAPE));
        add("Stop writing the file", "Window",
                Possible.when(window.export().work().workingProperty(), "No file is being written."),
                window.export().work()::cancel, key(KeyCode.ESCAPE));
        add("Close the findings", "Window", Possible.when(window.findingsOpen(), CLOSED), window::toggleFindings,
                key(KeyCode.ESCAPE));
        closeFilter = add("Close the filter", "Window",
                Possible.when(window.search().filter().openProperty(), CLOSED), window.search()::close,
                key(KeyCode.ESCAPE));
        add("Close the form of a breakpoint", "Window", Possible.when(window.writingBreakpoint(), CLOSED),
                window::closeBreakpoint, key(KeyCode.ESCAPE));
        Possible treeKeys = Possible.when(window.treeKeys(), "The picture of the draft tree is not shown.");
        // Before the one that stops a run: the whole tree first.
        add("Back to the whole tree", "Tree", Possible.when(window.inSubtree(), "The whole tree is shown."),
                window::showWholeTree, key(KeyCode.ESCAPE));
        add("Stop measuring shapes", "Lab",
                Possible.when(session.lab().workingProperty(), "Nothing is being measured."),
                session.lab()::cancel, key(KeyCode.ESCAPE));
        add("Stop comparing", "Run", Possible.when(session.audit().workingProperty(), "Nothing is being compared."),
                session.audit()::cancel, key(KeyCode.ESCAPE));
        generate = add("Generate", "Run", idle, session::generate, shortcut(KeyCode.ENTER));
        stop = add("Stop, keep everything", "Run", live, session::cancel, key(KeyCode.ESCAPE));
        toggle = add("Run or pause; play the past", "Run",
                Possible.when(session.activityProperty().isNotEqualTo(Activity.LOADING),
                        "The models are being opened."),
                session::toggle, key(KeyCode.SPACE));
        add("Compare with the target alone", "Run",
                Possible.when(session.audit().obstacleProperty().isEmpty(), session.audit().obstacleProperty()::get),
                window::compare, shift(KeyCode.A));
        slower = add("Slower", "Run", ALWAYS, () -> session.paceProperty().set(session.paceProperty().get().slower()),
                key(KeyCode.MINUS));
        faster = add("Faster", "Run", ALWAYS, () -> session.paceProperty().set(session.paceProperty().get().faster()),
                key(KeyCode.EQUALS));

        stepRound = add("One round forward", "Time", forward, session::stepRound, key(KeyCode.PERIOD),
                key(KeyCode.F10));
        backRound = add("One round back", "Time", back, session::backRound, key(KeyCode.COMMA), shift(KeyCode.F10));
        stepPhase = add("One phase forward", "Time", forward, session::stepPhase, key(KeyCode.CLOSE_BRACKET),
                key(KeyCode.F11), shortcut(KeyCode.CLOSE_BRACKET));
        backPhase = add("One phase back", "Time", back, session::backPhase, key(KeyCode.OPEN_BRACKET),
                shortcut(KeyCode.OPEN_BRACKET));
        add("Run out of this round", "Time",
                Possible.when(forward.and(inside(session)), () -> forward.get()
                        ? "No round is under way."
                        : forward.why()),
                session::stepRound, shift(KeyCode.F11), shift(KeyCode.CLOSE_BRACKET));
        toStart = add("To the start", "Time", back, session::toStart, key(KeyCode.HOME));
        toEnd = add("To the end", "Time", past, session::toEnd, key(KeyCode.END));
        backToLive = add("Back to live", "Time", past, session::backToLive, key(KeyCode.L));

        Stops stops = new Stops(session);
        Possible goesOn = Possible.when(Bindings.createBooleanBinding(
                () -> session.pastProperty().get() || session.activity() == Activity.PAUSED
                        || session.activity() == Activity.NONE,
                session.activityProperty(), session.pastProperty()),
                () -> session.activity() == Activity.RUNNING
                        ? "The run goes on by itself."
                        : "This is the end of the run.");
        nextStop = add("On to the next breakpoint", "Breakpoints", goesOn, stops::next, key(KeyCode.F5),
                key(KeyCode.C));
        previousStop = add("Back to the previous breakpoint", "Breakpoints", back, stops::previous, alt(KeyCode.F5),
                shift(KeyCode.C));
        add("Set or take away a breakpoint here", "Breakpoints", shown, window::toggleBreakpoint, key(KeyCode.F9),
                shortcut(KeyCode.D));
        addBreakpoint = add("New breakpoint with a condition", "Breakpoints", ALWAYS, window::writeBreakpoint,
                shift(KeyCode.F9), shiftShortcut(KeyCode.D));

        Forks forks = window.forks();
        Possible here = Possible.when(forks.possible(),
                "Select a token, a candidate or a node from which a branch can leave the run.");
        forkHere = add("Fork here", "Branches", here, forks::fork, alt(KeyCode.ENTER));
        nextCandidate = add("Next candidate", "Branches", here, () -> forks.next(true),
                alt(KeyCode.PERIOD));
        previousCandidate = add("Previous candidate", "Branches", here, () -> forks.next(false),
                alt(KeyCode.COMMA));
        resumeHere = add("Resume from here", "Branches",
                Possible.when(forks.resumable(), "A run is resumed from a moment of its past, with its models open."),
                forks::resume, alt(KeyCode.R));
        Possible steerable = Possible.when(forks.steerable(), "No position of a diffusion canvas is selected.");
        lockToken = add("Lock this token", "Canvas", steerable, forks::lock, key(KeyCode.K));
        maskAgain = add("Mask this again", "Canvas", steerable, forks::mask, shift(KeyCode.K));
        forceToken = add("Put the chosen candidate here", "Canvas", Possible.when(
                forks.forcible().and(window.viewProperty().isEqualTo(View.UNMASKING)),
                "No candidate for a position of the canvas is chosen; select one in the unmasking view."), forks::force,
                key(KeyCode.ENTER));
        typeToken = add("Put a text of your own here", "Canvas",
                Possible.when(forks.steerable().and(window.viewProperty().isEqualTo(View.UNMASKING)),
                        steerable::why),
                window::writeOnCanvas, key(KeyCode.E));
        dropSteering = add("Drop what is prepared for the canvas", "Canvas",
                Possible.when(Bindings.createBooleanBinding(() -> !forks.steering().changes().isEmpty(),
                        forks.steering().changesProperty()), "Nothing is prepared for the canvas."),
                forks.steering()::clear);
        Branches branches = session.branches();
        Possible several = Possible.when(branches.shownProperty().isNotNull(), "Nothing has run yet.");
        add("Next run", "Branches", several,
                () -> branches.neighbour(true).ifPresent(session::show), shortcut(KeyCode.PAGE_DOWN));
        add("Previous run", "Branches", several,
                () -> branches.neighbour(false).ifPresent(session::show), shortcut(KeyCode.PAGE_UP));
        add("Undo the last change of the runs", "Branches",
                Possible.when(branches.undoableProperty().and(window.typing().not()), "No run was changed."),
                branches::undo, shortcut(KeyCode.Z));
        add("Redo it", "Branches",
                Possible.when(branches.redoableProperty().and(window.typing().not()), "Nothing was undone."),
                branches::redo,
                shiftShortcut(KeyCode.Z), shortcut(KeyCode.Y));

        Possible found = Possible.when(window.search().found(), "The filter has found nothing, or there is none.");
        add("Filter tokens and draft nodes", "Find", ALWAYS, window.search()::open, key(KeyCode.SLASH),
                shortcut(KeyCode.F));
        saveRule = add("Save the filter as a colour rule", "Find",
                Possible.when(window.search().valid(), "There is no valid condition in the filter."),
                window.search()::saveRule, shiftShortcut(KeyCode.F));
        nextMatch = add("Next match", "Find", found, () -> window.search().next(true),
                key(KeyCode.F3), shortcut(KeyCode.G));
        previousMatch = add("Previous match", "Find", found, () -> window.search().next(false),
                shift(KeyCode.F3), shiftShortcut(KeyCode.G));
        nextRejection = add("Next rejection", "Find", shown, () -> window.showRejection(true), key(KeyCode.X));
        add("Previous rejection", "Find", shown, () -> window.showRejection(false), shift(KeyCode.X));
        add("Next uncertain token", "Find", shown, () -> window.showUncertain(true), key(KeyCode.N));
        add("Previous uncertain token", "Find", shown, () -> window.showUncertain(false), shift(KeyCode.N));
        add("Widen the selection to a range", "Find",
                Possible.when(Bindings.createBooleanBinding(
                        () -> Ranges.around(session.shownProperty().get(), window.selectionProperty().get())
                                .isPresent(),
                        session.shownProperty(), window.selectionProperty()),
                        "Select a token, a node, a round or a range first."),
                () -> Ranges.around(session.shownProperty().get(), window.selectionProperty().get())
                        .ifPresent(window.selectionProperty()::set),
                key(KeyCode.R));
        findings = add("Findings", "Find", shown, window::toggleFindings, shortcut(KeyCode.J));
        Possible inLab = Possible.when(Bindings.createBooleanBinding(
                () -> window.viewProperty().get() == View.LAB && session.lab().chosenCell().isPresent(),
                window.viewProperty(), session.lab().mapProperty()), "No cell of the tree lab is chosen.");
        applyShape = add("Apply the chosen shape", "Lab", inLab, session.lab()::apply, shift(KeyCode.ENTER));
        measureShapes = add("Measure the shapes of the map", "Lab",
                Possible.when(inLab.and(idle), () -> inLab.get() ? idle.why() : inLab.why()), session.lab()::measure,
                shift(KeyCode.M));
        measureMethods = add("Measure every method on the list task", "Lab",
                Possible.when(window.parallel().workingProperty().not(), "It is being measured."), () -> {
                    window.viewProperty().set(View.PARALLEL);
                    window.parallel().measure();
                });
        add("Let go of the selection", "Find", idle, window::clearSelection, key(KeyCode.ESCAPE));

        Possible marked = Possible.when(window.marks().any(), "Nothing is marked in this run.");
        add("Mark this moment", "Marks", shown, window.marks()::mark, key(KeyCode.B));
        add("Next mark", "Marks", marked, () -> window.marks().nextInTime(true), alt(KeyCode.DOWN));
        add("Previous mark", "Marks", marked, () -> window.marks().nextInTime(false), alt(KeyCode.UP));
        add("Next stop of the tour", "Marks", marked, () -> window.marks().nextStop(true),
                key(KeyCode.PAGE_DOWN));
        add("Previous stop of the tour", "Marks", marked, () -> window.marks().nextStop(false),
                key(KeyCode.PAGE_UP));
        marks = add("Bookmarks and notes", "Marks", shown, window.markSheet()::toggle, shift(KeyCode.B));
        add("Write a note", "Marks", shown, window.markSheet()::openForNote, shortcut(KeyCode.B));
        add("Undo a change of marks", "Marks",
                Possible.when(window.marks().undoable(), "No mark was changed."), window.marks()::undo,
                shortcut(KeyCode.Z));
        add("Redo a change of marks", "Marks",
                Possible.when(window.marks().redoable(), "Nothing was undone."), window.marks()::redo,
                shiftShortcut(KeyCode.Z), shortcut(KeyCode.Y));
        copyLink = add("Copy link to this view", "Marks", Possible.when(
                shown.and(session.fileProperty().isNotNull()), "The run that is shown is in no file; save it first."),
                window.marks()::copyLink, shiftShortcut(KeyCode.C));

        for (View view : View.values()) {
            KeyCodeCombination[] keys = view.ordinal() < DIGITS.length
                    ? new KeyCodeCombination[]{shortcut(DIGITS[(view.ordinal() + 1) % DIGITS.length])}
                    : new KeyCodeCombination[]{shiftShortcut(KeyCode.L)};
            views.add(add(view.label(), "View", ALWAYS, () -> window.viewProperty().set(view), keys));
        }
        for (Overlay overlay : Overlay.values()) {
            overlays.add(add("Overlay: " + overlay.label(), "View", ALWAYS, () -> window.overlayProperty().set(overlay),
                    key(DIGITS[overlay.ordinal()])));
        }
        table = add("Picture or table", "View", ALWAYS, window::toggleTable, key(KeyCode.T));
        add("Form of the tree: tidy, icicle, table", "Tree",
                Possible.when(window.viewProperty().isEqualTo(View.TREE), "The draft tree is not shown."),
                window::nextTreeForm, key(KeyCode.V));
        add("Only the selected node's subtree", "Tree", treeKeys, () -> window.treeKey(KeyCode.H, false),
                key(KeyCode.H));
        add("Back from the subtree", "Tree", treeKeys, () -> window.treeKey(KeyCode.H, true), shift(KeyCode.H));
        add("Centre or fit the tree", "Tree", treeKeys, () -> window.treeKey(KeyCode.F, false), key(KeyCode.F));
        theme = add("Dark or light", "View", ALWAYS, window::switchTheme);
        library = add("Model library", "Window", ALWAYS, window::toggleLibrary, key(KeyCode.M), shortcut(KeyCode.M));
        openModel = add("Open a model file", "Window", idle, () -> window.openFile(false), shortcut(KeyCode.O));
        openRecording = add("Open a recording", "Window", idle, window::openRecording,
                shiftShortcut(KeyCode.O));
        saveRecording = add("Save the run as", "Window", shown, window::saveRecording, shortcut(KeyCode.S));
        scrubRecording = add("Scrub text for sharing", "Window", shown, window::scrubRecording);
        exportView = add("Export", "Window", shown, window.export()::open, shiftShortcut(KeyCode.E));
        copyReproduction = add("Copy reproduction", "Window", shown, window::copyReproduction);
        aboutMethod = add("About the chosen method", "Window", ALWAYS, window::toggleMethodPage, key(KeyCode.I));
        preferences = add("Preferences", "Window", ALWAYS, window::togglePreferences, shortcut(KeyCode.COMMA));
        palette = add("Command palette", "Window", ALWAYS, window::togglePalette, shortcut(KeyCode.K),
                shiftShortcut(KeyCode.P));
        closing.add(palette);
        shortcuts = add("All shortcuts", "Window", ALWAYS, window::toggleShortcuts, shift(KeyCode.SLASH),
                key(KeyCode.F1));
    }

    /// Whether the moment shown lies inside a round, with something of it still to come.
    private static BooleanBinding inside(Session session) {
        return Bindings.createBooleanBinding(() -> {
            TraceState state = session.shownProperty().get();
            if (state == null || state.step() < 0 || state.step() >= state.trace().steps().size())
                return false;
            StepSummary step = state.trace().steps().get(state.step());
            return !step.complete() || state.position() < step.endEvent();
        }, session.shownProperty(), session.activityProperty());
    }

    /// In the order of the list of shortcuts.
    List<Action> all() {
        return List.copyOf(all);
    }

    /// Those that make no sense in the palette, being about the palette.
    Set<Action> aboutPalette() {
        return Set.copyOf(closing);
    }

    private Action add(String name, String group, ObservableBooleanValue enabled, Runnable run,
            KeyCodeCombination... keys) {
        Action action = new Action(name, group, List.of(keys), enabled, run);
        all.add(action);
        return action;
    }
}
