package draftscope.app.window;

import draftscope.app.session.Audit;
import draftscope.app.session.ParallelBench;
import draftscope.app.session.PlainTiming;
import draftscope.app.session.Session;
import draftscope.app.session.TreeLab;
import draftscope.trace.RunSettings;
import draftscope.trace.Trace;
import draftscope.trace.TraceState;
import draftscope.views.AuditView;
import draftscope.views.CompareView;
import draftscope.views.DistributionsView;
import draftscope.views.DraftTreeView;
import draftscope.views.KvCacheMap;
import draftscope.views.LanesView;
import draftscope.views.MetricsView;
import draftscope.views.OutputView;
import draftscope.views.Overlay;
import draftscope.views.ParallelView;
import draftscope.views.TimeLedgerView;
import draftscope.views.TraceView;
import draftscope.views.TreeLabView;
import draftscope.views.UnmaskingGrid;
import draftscope.views.layout.LedgerWords;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.geometry.Orientation;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SplitPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.materialdesign2.MaterialDesignB;
import org.kordamp.ikonli.materialdesign2.MaterialDesignT;

/// The centre of the window: the running text, and below it one of the views.
final class ViewDeck extends SplitPane {
    /// What has something to say about a run without drafts.
    private static final Set<View> PLAIN = EnumSet.of(View.DISTRIBUTIONS, View.METRICS, View.TIME, View.AUDIT,
            View.COMPARE);
    private static final double LEAST_OUTPUT = 96;
    private static final double MOST_GROWTH = 2.1; // two rows of large text
    private static final double LEAST_OUTPUT_WITH_FILTER = 188;

    private final OutputView output = new OutputView();
    private final DraftTreeView tree = new DraftTreeView();
    private final Map<View, TraceView> views = new EnumMap<>(View.class);
    private final Map<View, Node> legends = new EnumMap<>(View.class);
    private final Map<View, ToggleButton> tabs = new EnumMap<>(View.class);
    private final StackPane stage = new StackPane();
    private final FlowPane tabRow = new FlowPane();
    private final MainWindow window;
    private final FilterBar filter;
    private final ToggleButton controls = new ToggleButton();
    private SteeringStrip steering;
    private final MatchList matches;
    private Trace suited;
    private Trace laned; // the last one that turned out to be a batch
    private double dividerBefore;

    ViewDeck(Session session, MainWindow window, Actions actions) {
        this.window = window;
        matches = new MatchList(window.search());
        filter = new FilterBar(window.search(), actions, matches::enter);
        getStyleClass().add("deck");
        setOrientation(Orientation.VERTICAL);
        output.setId("output");
        output.setLegend(false);
        output.setAccessibleText("Output");
        output.overlayProperty().bindBidirectional(window.overlayProperty());
        KvCacheMap kv = new KvCacheMap();
        UnmaskingGrid unmasking = new UnmaskingGrid();
        unmasking.setCanvas(false); // the running text above shows the canvas already
        views.put(View.TREE, tree);
        views.put(View.KV, kv);
        views.put(View.UNMASKING, unmasking);
        views.put(View.DISTRIBUTIONS, new DistributionsView());
        views.put(View.METRICS, new MetricsView());
        views.put(View.TIME, time(session));
        views.put(View.AUDIT, audit(session, window));
        views.put(View.LANES, new LanesView());
        views.put(View.COMPARE, new Comparing(session, window).view());
        views.put(View.LAB, lab(session));
        views.put(View.PARALLEL, parallel(window.parallel()));
        views.forEach((view, control) -> {
            control.setLegend(false);
            control.setAccessibleText(view.label());
            control.setId("view-" + Words.lower(view.name()));
            legends.put(view, control.newLegend());
        });
        getItems().addAll(outputBox(), viewBox(session, actions));
        SplitPane.setResizableWithParent(getItems().getFirst(), false);
        setDividerPositions(0.33);
        window.viewProperty().subscribe(this::show);
        session.shownProperty().subscribe(state -> {
            if (state != null && state.trace() != suited && state.trace().settings().isPresent())
                suit(state.trace());
            if (state != null && state.trace() != laned && state.batch().isPresent()) {
                laned = state.trace();
                window.viewProperty().set(View.LANES);
            }
        });
    }

    private static TimeLedgerView time(Session session) {
        TimeLedgerView view = new TimeLedgerView();
        PlainTiming plain = session.plainTiming();
        plain.rateProperty().subscribe(rate -> view.baselineProperty().set(rate == null
                ? null
                : new LedgerWords.Baseline(rate.nanosPerToken(), rate.tokens(),
                        session.shownProperty().get().batch().isPresent()
                                ? "a plain run of the first lane's prompt"
                                : "a plain run of the same prompt")));
        view.measurableProperty().bind(plain.possible());
        view.measuringProperty().bind(plain.measuringProperty());
        view.setOnMeasure(session::timePlain);
        return view;
    }

    private static AuditView audit(Session session, MainWindow window) {
        AuditView view = new AuditView();
        Audit audit = session.audit();
        audit.outcomeProperty().subscribe(
                outcome -> view.cardProperty().set(outcome == null ? null : AuditWords.card(outcome)));
        view.obstacleProperty().bind(audit.obstacleProperty());
        view.workingProperty().bind(audit.workingProperty());
        view.comparedProperty().bind(audit.comparedProperty());
        view.setOnCompare(session::compareWithTarget);
        view.setOnStop(audit::cancel);
        view.setOnShow(window::showFinding);
        return view;
    }

    private static ParallelView parallel(ParallelBench bench) {
        ParallelView view = new ParallelView();
        Runnable show = () -> view.cardProperty()
                .set(ParallelCards.card(bench).choosing(view.cardProperty().get().chosen()));
        bench.outcomeProperty().subscribe(show);
        bench.obstacleProperty().subscribe(show);
        return view;
    }

    private TreeLabView lab(Session session) {
        TreeLabView view = new TreeLabView();
        TreeLab lab = session.lab();
        Runnable show = () -> view.cardProperty().set(LabCards.card(lab, session.shownProperty().get()));
        lab.mapProperty().subscribe(show);
        lab.depthProperty().subscribe(show);
        lab.nodesProperty().subscribe(show);
        session.shownProperty().subscribe(() -> {
            if (lab.openProperty().get())
                show.run();
        });
        view.setOnChoose(place -> {
            lab.depthProperty().set(place.depth());
            lab.nodesProperty().set(place.nodes());
        });
        view.setOnApply(lab::apply);
        return view;
    }

    private VBox outputBox() {
        Label heading = new Label("Output");
        heading.getStyleClass().add("ds-heading");
        heading.setMinWidth(Region.USE_PREF_SIZE);
        Chip overlay = new Chip("overlay", this::overlays);
        overlay.setId("overlay");
        overlay.setMinWidth(Region.USE_PREF_SIZE);
        window.overlayProperty().subscribe(() -> overlay.setValue(overlayName()));
        window.session().shownProperty().subscribe(() -> overlay.setValue(overlayName()));
        overlay.setValue(overlayName());
        LegendRow header = new LegendRow(heading, List.of(output.newLegend()), overlay);
        header.getStyleClass().add("deck-header");
        window.preferences().textPercentProperty().subscribe(() -> header.setFolding(Room.large(window.preferences())));
        HBox.setHgrow(output, Priority.ALWAYS);
        HBox text = LateChildren.in(new HBox(), output, matches);
        text.setMinHeight(0);
        VBox box = LateChildren.in(new VBox(), header, filter, text);
        VBox.setVgrow(text, Priority.ALWAYS);
        box.getStyleClass().add("output-box");
        window.search().filter().openProperty().subscribe(open -> makeRoom(box, open));
        window.preferences().textPercentProperty().subscribe(() -> box.setMinHeight(leastOutput()));
        return box;
    }

    /// An open filter needs room for its list; what it took it gives back.
    private void makeRoom(VBox box, boolean forFilter) {
        if (forFilter && !getDividers().isEmpty())
            dividerBefore = getDividerPositions()[0];
        box.setMinHeight(leastOutput());
        if (!forFilter && !getDividers().isEmpty())
            setDividerPositions(dividerBefore);
    }

    private double leastOutput() {
        double least = LEAST_OUTPUT * Math.min(MOST_GROWTH, window.preferences().scale());
        return window.search().filter().openProperty().get() ? Math.max(least, LEAST_OUTPUT_WITH_FILTER) : least;
    }

    private VBox viewBox(Session session, Actions actions) {
        tabRow.getStyleClass().add("tabs");
        tabRow.setPrefWrapLength(Double.MAX_VALUE / 2); // one line where there is room, as many as it takes where there is not
        tabRow.setAlignment(Pos.CENTER_LEFT);
        for (View view : View.values()) {
            ToggleButton tab = new ToggleButton(view.label());
            tab.getStyleClass().add("tab-button");
            tab.setMinWidth(Region.USE_PREF_SIZE);
            Icons.wire(tab, actions.views.get(view.ordinal()));
            tab.setAccessibleText(view.label());
            tabs.put(view, tab);
            tabRow.getChildren().add(tab);
        }
        ToggleButton table = Icons.wire(new ToggleButton(), MaterialDesignT.TABLE, actions.table);
        table.setId("table");
        window.tableProperty().subscribe(on -> table.setSelected(on));
        Button marks = Icons.wire(new Button(), MaterialDesignB.BOOKMARK_OUTLINE, actions.marks);
        marks.setId("open-marks");
        marks.getStyleClass().add("icon-button");
        controls.setGraphic(Icons.of(MaterialDesignT.TUNE));
        controls.setId("view-controls");
        controls.getStyleClass().add("icon-button");
        controls.setAccessibleText("Controls of this view");
        Icons.tip(controls, "Controls of this view");
        HBox tools = new HBox(4, controls, marks, table);
        tools.setAlignment(Pos.CENTER_RIGHT);
        LegendRow header = new LegendRow(tabRow, List.copyOf(legends.values()), tools);
        header.getStyleClass().add("tab-header");
        Chip chosen = new Chip("view", this::viewItems);
        chosen.setId("view-chip");
        chosen.setMinWidth(Region.USE_PREF_SIZE);
        window.viewProperty().subscribe(view -> chosen.setValue(view.label()));
        // Tabs in large text would take as many lines as the picture.
        window.preferences().textPercentProperty().subscribe(() -> {
            boolean large = Room.large(window.preferences());
            header.setFolding(large);
            header.setLeft(large ? chosen : tabRow);
        });
        List<Node> rows = new ArrayList<>(bars(session, actions));
        rows.addFirst(header);
        rows.add(stage);
        VBox box = LateChildren.in(new VBox(), rows.toArray(Node[]::new));
        VBox.setVgrow(stage, Priority.ALWAYS);
        return box;
    }

    /// What some views are set with, above them. Large text needs many rows for it: there it waits behind a button, and
    /// scrolls rather than push the picture out.
    private List<StackPane> bars(Session session, Actions actions) {
        BooleanProperty large = new SimpleBooleanProperty();
        window.preferences().textPercentProperty().subscribe(() -> large.set(Room.large(window.preferences())));
        BooleanBinding inLab = window.viewProperty().isEqualTo(View.LAB);
        BooleanBinding measuring = window.viewProperty().isEqualTo(View.PARALLEL);
        BooleanBinding canvas = Bindings.createBooleanBinding(
                () -> window.viewProperty().get() == View.UNMASKING && window.forks().steering().canvas().isPresent(),
                window.viewProperty(), session.shownProperty());
        session.lab().openProperty().bind(inLab);
        steering = new SteeringStrip(window.forks(), actions, views.get(View.UNMASKING)::requestFocus);
        ((UnmaskingGrid) views.get(View.UNMASKING)).steeringProperty()
                .bind(window.forks().steering().changesProperty().map(SteeringStrip::signs));
        controls.visibleProperty().bind(large.and(inLab.or(measuring).or(canvas)));
        controls.managedProperty().bind(controls.visibleProperty());
        BooleanBinding unfolded = large.not().or(controls.selectedProperty());
        return List.of(
                bar(new LabBar(session.lab(), actions.applyShape, actions.measureShapes), large, inLab.and(unfolded)),
                bar(steering, large, canvas.and(unfolded)),
                bar(new ParallelBar(window.parallel(), actions.measureMethods), large, measuring.and(unfolded)));
    }

    private static StackPane bar(Region content, BooleanProperty large, BooleanBinding seen) {
        StackPane bar = new StackPane();
        large.subscribe(scrolls -> bar.getChildren().setAll(scrolls ? new ScrollBox(content) : content));
        bar.managedProperty().bind(bar.visibleProperty());
        bar.visibleProperty().bind(seen);
        return bar;
    }

    private List<MenuItem> viewItems() {
        List<MenuItem> items = new ArrayList<>();
        for (View view : View.values()) {
            RadioMenuItem item = new RadioMenuItem(view.label());
            item.setSelected(view == window.viewProperty().get());
            item.setOnAction(event -> window.viewProperty().set(view));
            items.add(item);
        }
        return items;
    }

    /// A canvas knows confidences and nothing else.
    private String overlayName() {
        Overlay chosen = window.overlayProperty().get();
        TraceState shown = window.session().shownProperty().get();
        return chosen != Overlay.PLAIN && shown != null && shown.canvas().isPresent() ? "confidence" : chosen.label();
    }

    private List<MenuItem> overlays() {
        List<MenuItem> items = new ArrayList<>();
        for (Overlay entry : Overlay.values()) {
            RadioMenuItem item = new RadioMenuItem(entry.label());
            item.setSelected(entry == window.overlayProperty().get());
            item.setOnAction(event -> window.overlayProperty().set(entry));
            items.add(item);
        }
        return items;
    }

    private void show(View chosen) {
        for (View view : View.values()) {
            boolean on = view == chosen;
            views.get(view).setVisible(on);
            legends.get(view).setVisible(on);
            tabs.get(view).setSelected(on);
        }
        // Part of the scene from the first time on that it is seen: a start need not style and lay out all of them.
        if (views.get(chosen).getParent() == null)
            stage.getChildren().add(views.get(chosen));
    }

    /// A view that has nothing to say about a run makes way for one that does.
    private void suit(Trace trace) {
        suited = trace;
        View shown = window.viewProperty().get();
        window.viewProperty().set(switch (trace.settings().map(RunSettings::family).orElseThrow()) {
            case "Diffusion", "Editing" ->
                shown == View.DISTRIBUTIONS || shown == View.COMPARE ? shown : View.UNMASKING;
            case "Speculative" -> shown == View.UNMASKING || shown == View.LANES ? View.TREE : shown;
            default -> PLAIN.contains(shown) ? shown : View.KV;
        });
    }

    /// Gives a view for a figure what its twin here shows beside the moment.
    void dress(TraceView made) {
        made.setTable(window.tableProperty().get() && !(made instanceof OutputView));
        switch (made) {
            case OutputView text -> text.setOverlay(output.getOverlay());
            case DraftTreeView drawn -> {
                drawn.setForm(tree.getForm());
                drawn.hoist(tree.getTop());
            }
            case AuditView audit -> audit.cardProperty().set(((AuditView) views.get(View.AUDIT)).cardProperty().get());
            case TimeLedgerView time ->
                time.baselineProperty().set(((TimeLedgerView) views.get(View.TIME)).baselineProperty().get());
            case ParallelView methods ->
                methods.cardProperty().set(((ParallelView) views.get(View.PARALLEL)).cardProperty().get());
            case TreeLabView lab -> lab.cardProperty().set(((TreeLabView) views.get(View.LAB)).cardProperty().get());
            case DistributionsView laws -> {
                DistributionsView shown = (DistributionsView) views.get(View.DISTRIBUTIONS);
                laws.pinnedProperty().set(shown.pinnedProperty().get());
                laws.whatIfProperty().set(shown.whatIfProperty().get());
                laws.logScaleProperty().set(shown.logScaleProperty().get());
            }
            case CompareView runs -> {
                CompareView shown = (CompareView) views.get(View.COMPARE);
                runs.byTimeProperty().set(shown.byTimeProperty().get());
                runs.runsProperty().set(shown.getRuns());
                // The moment is one of a run that is compared, not of a copy.
                runs.setState(shown.getState());
            }
            default -> {
                // Shows nothing but the moment.
            }
        }
    }

    /// What could be written in the filter, to lie over all regions.
    Node filterHelp() {
        return filter.help();
    }

    /// Takes the focus to the field for a text of one's own on the canvas.
    void writeOnCanvas() {
        controls.setSelected(true);
        steering.write();
    }

    /// The running text.
    OutputView output() {
        return output;
    }

    DraftTreeView tree() {
        return tree;
    }

    TraceView view(View view) {
        return views.get(view);
    }

    /// All that draws here, seen or not.
    List<TraceView> all() {
        List<TraceView> all = new ArrayList<>(views.values());
        all.add(output);
        return all;
    }

}
