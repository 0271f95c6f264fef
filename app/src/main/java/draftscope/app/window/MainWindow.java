package draftscope.app.window;

import draftscope.app.export.Reproduction;
import draftscope.app.library.Places;
import draftscope.app.library.SettingsFile;
import draftscope.app.marks.ExactView;
import draftscope.app.session.Changes;
import draftscope.app.session.ParallelBench;
import draftscope.app.session.Problem;
import draftscope.app.session.Recordings;
import draftscope.app.session.Session;
import draftscope.styles.Theme;
import draftscope.trace.DraftNode;
import draftscope.trace.Trace;
import draftscope.views.Inspector;
import draftscope.views.Overlay;
import draftscope.views.Selection;
import draftscope.views.Timeline;
import draftscope.views.TraceView;
import draftscope.views.layout.AuditCard;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javafx.application.Platform;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.stage.Window;

/// The window's content: setup, output over a view, inspector, timeline, status line.
///
/// Once a frame it lets the session read what the engine wrote, and gives the one state that comes of it to the views that can
/// be seen. It stops when there is nothing to read.
public final class MainWindow extends StackPane {
    private static final double FINDINGS_WIDTH = 640;
    private static final double METHOD_WIDTH = 820;
    private static final double PREFERENCES_WIDTH = 760;
    private static final double PALETTE_WIDTH = 720;
    private static final double PALETTE_HEIGHT = 460;
    private static final double LIBRARY_WIDTH = 1280;
    private static final double LIBRARY_HEIGHT = 680;

    private final Session session;
    private final FileChoice files;
    private final Preferences preferences;
    private final KeyBindings keys;
    private final Looks looks;
    private final ObjectProperty<Selection> selection = new SimpleObjectProperty<>(Selection.none());
    private final ObjectProperty<View> view = new SimpleObjectProperty<>(View.TREE);
    private final ObjectProperty<Overlay> overlay = new SimpleObjectProperty<>(Overlay.ENTROPY);
    private final BooleanProperty table = new SimpleBooleanProperty();
    /// The node that stands leftmost in the tree.
    private final IntegerProperty treeTop = new SimpleIntegerProperty(DraftNode.ROOT);
    private final Search search;
    private final Forks forks;
    private final BooleanBinding typing;
    private final Actions actions;
    private final ViewDeck deck;
    private final ParallelBench parallel;
    private final Inspector inspector = new Inspector();
    private final Timeline timeline = new Timeline();
    private final TopBar topBar;
    private final SetupPanel setup;
    private final BooleanProperty writingBreakpoint = new SimpleBooleanProperty();
    private final Marking marking;
    private final LibraryPanel library;
    private final MarkDesk marks;
    private final MarkSheet markSheet;
    private final ExportSheet export;
    private final FindingsPanel findings;
    private final BooleanProperty shortcutsOpen = new SimpleBooleanProperty();
    private final BooleanProperty preferencesOpen = new SimpleBooleanProperty();
    private final CommandPalette palette;
    private final BooleanProperty paletteOpen = new SimpleBooleanProperty();
    private final BooleanProperty methodOpen = new SimpleBooleanProperty();
    private final FileDrop drop;
    private final Turns turns;
    private final BooleanProperty passingOn = new SimpleBooleanProperty();

    /// A window that keeps nothing from one start to the next.
    ///
    /// @param files   asks for a model file
    /// @param browser opens an address
    public MainWindow(Session session, FileChoice files, Consumer<String> browser) {
        this(session, files, browser, Optional.empty());
    }

    /// @param files   asks for a model file
    /// @param browser opens an address
    /// @param places  where preferences and keys are kept
    public MainWindow(Session session, FileChoice files, Consumer<String> browser, Optional<Places> places) {
        this.session = session;
        preferences = places.map(Preferences::in).orElseGet(Preferences::forgotten);
        looks = new Looks(preferences);
        this.files = files;
        getStyleClass().add("main-window");
        library = new LibraryPanel(session, this);
        findings = new FindingsPanel(session, this);
        search = new Search(session, this);
        forks = new Forks(session, this);
        ObservableValue<Node> focused = sceneProperty().flatMap(Scene::focusOwnerProperty);
        typing = Bindings.createBooleanBinding(() -> focused.getValue() instanceof TextInputControl, focused);
        marks = new MarkDesk(session, this);
        markSheet = new MarkSheet(this, marks);
        export = new ExportSheet(session, this, name -> files.newFile(owner(), "Export", name));
        parallel = new ParallelBench(session.shelf(), Platform::runLater);
        actions = new Actions(session, this);
        keys = new KeyBindings(actions.all(),
                places.map(place -> new SettingsFile(place.settings(), "keys.json", "The file of keys")));
        Consumer<String> lost = sentence -> session.problemProperty().set(new Problem(sentence));
        preferences.setOnFailure(lost);
        keys.setOnFailure(lost);
        session.setup().observationProperty().bindBidirectional(preferences.observationProperty());
        marking = new Marking(session);
        deck = new ViewDeck(session, this, actions);
        treeTop.bind(deck.tree().topProperty());
        topBar = new TopBar(session, this, actions);
        ShortcutSheet shortcuts = new ShortcutSheet(actions.all(), this::toggleShortcuts);
        shortcuts.visibleProperty().bind(shortcutsOpen);

        BorderPane regions = new BorderPane();
        regions.setTop(new VBox(topBar, new Banner(session.problemProperty(), session.copies().doneProperty()),
                new HeldBanner(session, actions), new LoadingStrip(session), export.progress(),
                new NoteStrip(this, marks)));
        setup = new SetupPanel(session, this, actions, browser);
        VBox.setVgrow(setup, Priority.ALWAYS);
        regions.setLeft(LateChildren.in(new VBox(), setup, new BranchMap(session)));
        writingBreakpoint.bind(setup.breakpoints().writing());
        NoteArrows arrows = new NoteArrows(marks, deck, view);
        regions.setCenter(new StackPane(deck, arrows));
        inspector.setId("inspector");
        StackPane inspected = edged(inspector, "right-edge");
        VBox.setVgrow(inspected, Priority.ALWAYS);
        VBox right = new VBox(inspected, new ForkBar(forks, actions, preferences));
        regions.setRight(right);
        timeline.setId("timeline");
        timeline.setAccessibleText("Timeline");
        StackPane scrubber = edged(timeline, "top-edge");
        new Room(this, preferences, setup, List.of(inspected, right), scrubber);
        regions.setBottom(new VBox(new ChangesLine(new Changes(session)), scrubber, new Narrator(session, preferences),
                new StatusLine(session, actions)));
        palette = new CommandPalette(actions.all(), actions.aboutPalette(), preferences.recentActions());
        paletteOpen.bindBidirectional(palette.openProperty());
        PreferencesPanel settings = new PreferencesPanel(session, preferences, new KeyEditor(actions.all(), keys),
                preferencesOpen);
        MethodPage about = new MethodPage(session, this, methodOpen, browser);
        Sheets sheets = new Sheets(this, topBar, preferences);
        sheets.middle(shortcuts);
        sheets.middle(findings, FINDINGS_WIDTH);
        sheets.top(export, markSheet);
        sheets.top(library, LIBRARY_WIDTH, LIBRARY_HEIGHT);
        sheets.top(about, METHOD_WIDTH, Double.MAX_VALUE);
        sheets.top(settings, PREFERENCES_WIDTH, Double.MAX_VALUE);
        sheets.top(palette, PALETTE_WIDTH, PALETTE_HEIGHT);
        LateChildren.in(this, regions, deck.filterHelp(), setup.breakpoints().help(), library, about, findings, export,
                markSheet, settings, shortcuts, palette);

        turns = wireViews();
        drop = new FileDrop(session, this);
        session.setOnWake(turns::start);
    }

    /// Puts the window's content into a scene, with its looks and its keys.
    public Scene newScene(double width, double height) {
        Scene scene = new Scene(this, width, height);
        Keys.install(scene, actions.all(), passingOn::get);
        // Clicking where nothing takes the focus gives the single keys back to the window.
        scene.addEventFilter(MouseEvent.MOUSE_PRESSED, event -> {
            Node under = event.getPickResult().getIntersectedNode();
            while (under != null && !under.isFocusTraversable()) {
                under = under.getParent();
            }
            if (under == null)
                requestFocus();
        });
        looks.dress(scene);
        return scene;
    }

    /// A view with a hairline where it meets its neighbour.
    private static StackPane edged(TraceView view, String edge) {
        StackPane pane = new StackPane(view);
        pane.getStyleClass().add(edge);
        return pane;
    }

    private Turns wireViews() {
        List<TraceView> all = new ArrayList<>(deck.all());
        all.add(inspector);
        all.add(timeline);
        for (TraceView each : all) {
            each.selectionProperty().bindBidirectional(selection);
            each.emphasisProperty().bind(search.emphasisProperty());
            each.marksProperty().bind(marking.marksProperty());
            each.themeProperty().bind(themeProperty());
            each.liveProperty().bind(session.pastProperty().not());
        }
        deck.all().forEach(each -> {
            if (each != deck.output())
                each.tableProperty().bindBidirectional(table);
        });
        Turns made = new Turns(session, () -> deck.view(view.get()), List.of(deck.output(), timeline), inspector);
        timeline.setOnSeek(made::drag);
        timeline.setLegend(true);
        inspector.setOnShow(this::show);
        inspector.setOnPick(forks::take);
        new KeptSelections(session.traceProperty(), selection);
        view.subscribe(chosen -> deck.view(chosen).setState(session.shownProperty().get()));
        return made;
    }

    public Session session() {
        return session;
    }

    /// All that can be done here, in the order of the list of shortcuts.
    public List<Action> actions() {
        return actions.all();
    }

    public ObjectProperty<Theme> themeProperty() {
        return preferences.themeProperty();
    }

    /// What is selected, in all views.
    public ObjectProperty<Selection> selectionProperty() {
        return selection;
    }

    /// The view below the running text.
    public ObjectProperty<View> viewProperty() {
        return view;
    }

    public ObjectProperty<Overlay> overlayProperty() {
        return overlay;
    }

    /// Whether the views show their facts as tables.
    public BooleanProperty tableProperty() {
        return table;
    }

    /// Picture or table: of the text or the timeline where that has the focus, else of the views.
    void toggleTable() {
        Node at = getScene() == null ? null : getScene().getFocusOwner();
        while (at != null && at != deck.output() && at != timeline) {
            at = at.getParent();
        }
        BooleanProperty of = at instanceof TraceView focused ? focused.tableProperty() : table;
        of.set(!of.get());
    }

    /// The filter, and the way through what it found.
    Search search() {
        return search;
    }

    /// Where a branch would leave the run.
    Forks forks() {
        return forks;
    }

    /// Takes the focus to where a text for the canvas is typed.
    void writeOnCanvas() {
        deck.writeOnCanvas();
    }

    /// Whether a text field has the focus.
    BooleanBinding typing() {
        return typing;
    }

    /// The live numbers of the top bar.
    List<String> figures() {
        return topBar.numbers();
    }

    void openFile(boolean asDraft) {
        files.modelFile(owner())
                .ifPresent(file -> session.openFile(file, asDraft));
    }

    /// Asks for a recording to open.
    void openRecording() {
        files.recording(owner(), session.recordings().folder()).ifPresent(session::openRecording);
    }

    /// Asks for the file that the run is to be saved in.
    void saveRecording() {
        files.newFile(owner(), "Save the run", "run" + Recordings.ENDING).ifPresent(session.copies()::save);
    }

    /// Asks for the file that the run is to be saved in without its text.
    void scrubRecording() {
        files.newFile(owner(), "Save without the text", "scrubbed" + Recordings.ENDING)
                .ifPresent(session.copies()::scrub);
    }

    private Window owner() {
        return getScene() == null ? null : getScene().getWindow();
    }

    /// Asks for a folder to watch.
    void addFolder() {
        files.folder(owner()).ifPresent(drop::watch);
    }

    void drop(List<Path> paths) {
        drop.take(paths);
    }

    /// Whether the library chooses a draft model.
    boolean choosingDraft() {
        return libraryOpen().get() && library.choosingDraft();
    }

    /// Opens the library, to choose the draft model or the target.
    void openLibrary(boolean forDraft) {
        library.open(forDraft);
    }

    void toggleLibrary() {
        if (libraryOpen().get())
            library.close();
        else
            library.open(false);
    }

    /// Whether the list of findings is shown.
    BooleanProperty findingsOpen() {
        return findings.openProperty();
    }

    void toggleFindings() {
        findingsOpen().set(!findingsOpen().get());
    }

    /// Whether the library is shown.
    ReadOnlyBooleanProperty libraryOpen() {
        return library.opened();
    }

    void switchTheme() {
        ObjectProperty<Theme> theme = themeProperty();
        theme.set((theme.get().dark() ? Theme.LIGHT : Theme.DARK).withColours(theme.get().colours()));
    }

    /// What a person likes, and where they like it kept.
    Preferences preferences() {
        return preferences;
    }

    /// What was kept and could not be read, in sentences.
    List<String> problems() {
        return Stream.of(preferences.problem(), keys.problem()).flatMap(Optional::stream).toList();
    }

    void togglePalette() {
        palette.toggle();
    }

    /// Whether the command palette is shown.
    ReadOnlyBooleanProperty paletteOpen() {
        return paletteOpen;
    }

    void togglePreferences() {
        preferencesOpen.set(!preferencesOpen.get());
        if (!preferencesOpen.get())
            requestFocus();
    }

    /// Whether the preferences are shown.
    ReadOnlyBooleanProperty preferencesOpen() {
        return preferencesOpen;
    }

    void toggleShortcuts() {
        shortcutsOpen.set(!shortcutsOpen.get());
    }

    void toggleMethodPage() {
        methodOpen.set(!methodOpen.get());
    }

    /// Whether the page about the chosen method is shown.
    ReadOnlyBooleanProperty methodOpen() {
        return methodOpen;
    }

    /// Whether the list of shortcuts is shown.
    ReadOnlyBooleanProperty shortcutsOpen() {
        return shortcutsOpen;
    }

    /// The marks of the run that is shown.
    MarkDesk marks() {
        return marks;
    }

    MarkSheet markSheet() {
        return markSheet;
    }

    ExportSheet export() {
        return export;
    }

    /// Shows a moment as a link tells it; what the link does not say stays.
    void show(ExactView exact) {
        if (exact.position() < 0)
            session.toEnd();
        else
            session.seek(exact.position());
        Stream.of(View.values()).filter(v -> Words.lower(v.name()).equals(exact.view())).findFirst()
                .ifPresent(view::set);
        Stream.of(Overlay.values()).filter(o -> Words.lower(o.name()).equals(exact.overlay())).findFirst()
                .ifPresent(overlay::set);
        table.set(exact.table());
        selection.set(exact.selection());
    }

    ParallelBench parallel() {
        return parallel;
    }

    /// Shows something of the run where it is over: a node in the tree of its round, a token in the text.
    private void show(Selection thing) {
        if (thing instanceof Selection.Node(int step, int _)) {
            if (session.shownProperty().get().tree().step() != step)
                session.seek(session.traceProperty().get().endOfStep(step));
            view.set(View.TREE);
        }
        selection.set(thing);
    }

    /// Gives a view for a figure what those of the window show beside the moment.
    void dress(TraceView made) {
        deck.dress(made);
    }

    void copyReproduction() {
        Trace trace = session.traceProperty().get();
        Optional<String> obstacle = Reproduction.obstacle(trace);
        if (obstacle.isPresent()) {
            session.problemProperty().set(new Problem(obstacle.get()));
            return;
        }
        MarkDesk.copy(Reproduction.text(trace));
        session.copies().doneProperty().set("Copied: the command that makes this run again.");
    }

    /// How a run like the setup is started, in a sentence.
    String liveHint() {
        String key = actions.generate.reminder("generates");
        return (key.isEmpty() ? "The button Generate starts" : key) + " one live, on this machine.";
    }

    void clearSelection() {
        selection.set(Selection.none());
        requestFocus();
    }

    /// Gives a key of the tree's own to the tree, whatever has the focus.
    void treeKey(KeyCode key, boolean shift) {
        // The tree's key only needs to come there; the action that stands for it must not catch it again.
        passingOn.set(true);
        deck.tree().fireEvent(new KeyEvent(KeyEvent.KEY_PRESSED, "", "", key, shift, false, false, false));
        passingOn.set(false);
    }

    /// Whether the tree's keys do anything.
    BooleanBinding treeKeys() {
        return view.isEqualTo(View.TREE).and(table.not()).and(session.shownProperty().isNotNull()).and(passingOn.not());
    }

    /// Whether only a subtree is shown.
    BooleanBinding inSubtree() {
        return treeKeys().and(treeTop.isNotEqualTo(DraftNode.ROOT));
    }

    void showWholeTree() {
        deck.tree().showAll();
    }

    /// Tidy tree, icicle, table.
    void nextTreeForm() {
        deck.tree().nextForm();
    }

    void showRejection(boolean forward) {
        Landmarks.rejection(session.shownProperty().get(), selection.get(), forward).ifPresent(found -> {
            session.seek(found.position());
            view.set(View.TREE);
            selection.set(new Selection.Node(found.step(), found.node()));
        });
    }

    /// Compares the run with its target alone and shows what comes of it.
    void compare() {
        view.set(View.AUDIT);
        session.compareWithTarget();
    }

    /// Goes to the round of a finding, and selects what it is about.
    void showFinding(AuditCard.Item finding) {
        if (finding.step() < 0)
            return;
        session.seek(session.traceProperty().get().endOfStep(finding.step()));
        selection.set(finding.selection());
    }

    /// Sets a breakpoint on what is selected, or takes it away.
    void toggleBreakpoint() {
        BreakpointWords.here(selection.get(), session.shownProperty().get())
                .ifPresent(session.breakpoints()::toggle);
    }

    /// Whether the form of a breakpoint is open.
    ReadOnlyBooleanProperty writingBreakpoint() {
        return writingBreakpoint;
    }

    void closeBreakpoint() {
        setup.breakpoints().escape();
    }

    /// Opens the form for a breakpoint, beginning with what is selected.
    void writeBreakpoint() {
        setup.breakpoints().create(selection.get() instanceof Selection.None
                ? ""
                : BreakpointWords.here(selection.get(), session.shownProperty().get()).orElse(""));
    }

    void showUncertain(boolean forward) {
        Landmarks.uncertain(session.shownProperty().get(), selection.get(), forward)
                .ifPresent(index -> selection.set(new Selection.Token(index)));
    }
}
