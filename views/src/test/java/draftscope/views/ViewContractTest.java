package draftscope.views;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.styles.Theme;
import draftscope.trace.KvOwner;
import draftscope.trace.SamplingSettings;
import draftscope.trace.Trace;
import draftscope.trace.TraceState;
import draftscope.views.layout.AuditCard;
import draftscope.views.skin.LegendStrip;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javafx.event.Event;
import javafx.geometry.Orientation;
import javafx.geometry.Point2D;
import javafx.scene.AccessibleAttribute;
import javafx.scene.Scene;
import javafx.scene.canvas.Canvas;
import javafx.scene.control.ScrollBar;
import javafx.scene.control.Skin;
import javafx.scene.control.SkinBase;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every control that draws a trace promises.
class ViewContractTest {

    static Stream<Named<Supplier<TraceView>>> views() {
        return Stream.of(Named.of("output", OutputView::new), Named.of("tree", DraftTreeView::new),
                Named.of("kv", KvCacheMap::new), Named.of("grid", UnmaskingGrid::new),
                Named.of("inspector", Inspector::new),
                Named.of("metrics", MetricsView::new), Named.of("time", TimeLedgerView::new),
                Named.of("audit", ViewContractTest::audited),
                Named.of("lanes", LanesView::new), Named.of("lab", ViewContractTest::lab),
                Named.of("compare", ViewContractTest::sideBySide),
                Named.of("distributions", DistributionsView::new),
                Named.of("what if", ViewContractTest::compared), Named.of("timeline", Timeline::new));
    }

    /// A map with everything that one can have.
    private static TreeLabView lab() {
        TreeLabView view = new TreeLabView();
        view.cardProperty().set(Labs.card());
        view.setOnApply(() -> {});
        return view;
    }

    /// A result with everything that one can have.
    private static AuditView audited() {
        AuditView view = new AuditView();
        view.cardProperty().set(new AuditCard(AuditCard.Shield.BROKEN, "Not the target's own", "Token 9 differs.",
                Optional.of(new AuditCard.Difference(9, 3, 4, Double.NaN, 0.25, 0.5, "position mismatch")),
                List.of(new AuditCard.Fact("Tokens compared", "9", "one target pass each")),
                List.of(new AuditCard.Item(1, 9, "position mismatch", "Round 2: token 9 was read elsewhere.", true,
                        new Selection.Node(1, 1)),
                        new AuditCard.Item(-1, -1, "non-strict rule, by design", "By design. ".repeat(40), false,
                                Selection.none())),
                9));
        return view;
    }

    private static CompareView sideBySide() {
        CompareView view = new CompareView();
        view.runsProperty().set(List.of(new ComparedRun(1, "plain", STATES.get(2).trace()),
                new ComparedRun(2, "chain", STATES.get(1).trace()),
                new ComparedRun(3, "diffusion", STATES.get(4).trace())));
        return view;
    }

    /// A law beside a pinned one and a what-if.
    private static DistributionsView compared() {
        DistributionsView view = new DistributionsView();
        view.selectionProperty().subscribe(chosen -> {
            view.pinnedProperty().set(new Selection.Token(1));
            view.whatIfProperty().set(new SamplingSettings(1.4, 5, 0.9, 0));
            view.soughtProperty().set("a");
            view.logScaleProperty().set(true);
        });
        return view;
    }

    private static final List<TraceState> STATES = List.of(Toolkit.after(Tales.trees(7), 1),
            Toolkit.end(Tales.chains(4)),
            Toolkit.end(Tales.plain(4)), Toolkit.after(Tales.batch(6, 5), 3), Toolkit.after(Tales.blocks(5), 9),
            Toolkit.after(Tales.diffusion(5), 8));

    @ParameterizedTest
    @MethodSource("views")
    void canBeDisposedOfTwice(Supplier<TraceView> made) {
        Toolkit.run(() -> {
            TraceView view = made.get();
            view.setState(STATES.getFirst());
            Toolkit.scene(view, Theme.DARK, 800, 400, 13);
            Skin<?> skin = view.getSkin();
            skin.dispose();
            skin.dispose();
            view.setState(STATES.getLast());
            view.setSelection(new Selection.Token(0));
            view.setTable(true);
        });
    }

    @ParameterizedTest
    @MethodSource("views")
    void letsGoOfAReplacedSkin(Supplier<TraceView> made) throws InterruptedException {
        TraceView view = Toolkit.on(made::get);
        WeakReference<Skin<?>> old = Toolkit.on(() -> {
            view.setState(STATES.getFirst());
            Toolkit.scene(view, Theme.DARK, 800, 400, 13);
            WeakReference<Skin<?>> skin = new WeakReference<>(view.getSkin());
            view.setSkin(new SkinBase<TraceView>(view) {
            });
            // A scene remembers removed nodes until its next frame.
            view.getScene().snapshot(null);
            return skin;
        });
        for (int i = 0; i < 50 && old.get() != null; i++) {
            System.gc();
            Toolkit.run(() -> {});
            Thread.sleep(20);
        }
        assertThat(old.get()).isNull();
    }

    @ParameterizedTest
    @MethodSource("views")
    void drawsEveryStateInBothThemesAndSizesAndAsATable(Supplier<TraceView> made) {
        Toolkit.run(() -> {
            for (Theme theme : Theme.values()) {
                for (double size : new double[]{13, 26}) {
                    TraceView view = made.get();
                    Scene scene = Toolkit.scene(view, theme, 700, 320, size);
                    assertThat(view.getTextSize()).isEqualTo(size);
                    for (TraceState state : STATES) {
                        view.setState(state);
                        for (Selection selection : List.of(Selection.none(), new Selection.Token(2),
                                new Selection.PromptToken(1), new Selection.Node(state.tree().step(), 1),
                                new Selection.Node(999, 4), new Selection.Cell(KvOwner.TARGET, 3),
                                new Selection.CanvasPosition(0, 20), new Selection.Step(0), new Selection.Lane(2),
                                new Selection.Steps(0, 1))) {
                            view.setSelection(selection);
                            Toolkit.pulse(scene);
                        }
                        view.setTable(true);
                        Toolkit.pulse(scene);
                        view.setTable(false);
                        Toolkit.pulse(scene);
                        assertThat((String) view.queryAccessibleAttribute(AccessibleAttribute.TEXT)).isNotBlank();
                    }
                    view.setState(null);
                    Toolkit.pulse(scene);
                    scene.snapshot(null);
                }
            }
        });
    }

    @ParameterizedTest
    @MethodSource("views")
    void keysNeverFailWithoutARun(Supplier<TraceView> made) {
        Toolkit.run(() -> {
            TraceView view = made.get();
            Scene scene = Toolkit.scene(view, Theme.DARK, 700, 320, 13);
            for (KeyCode code : List.of(KeyCode.LEFT, KeyCode.RIGHT, KeyCode.UP, KeyCode.DOWN, KeyCode.HOME,
                    KeyCode.END,
                    KeyCode.F, KeyCode.ENTER))
                press(view, code);
            Toolkit.pulse(scene);
        });
    }

    private static void press(TraceView view, KeyCode code) {
        Event.fireEvent(view, new KeyEvent(KeyEvent.KEY_PRESSED, "", "", code, false, false, false, false));
    }

    private static void click(TraceView view, double x, double y) {
        Canvas canvas = (Canvas) view.getChildrenUnmodifiable().stream().filter(Canvas.class::isInstance).findFirst()
                .orElseThrow();
        Point2D at = canvas.localToScene(x, y);
        for (var type : List.of(MouseEvent.MOUSE_PRESSED, MouseEvent.MOUSE_CLICKED))
            Event.fireEvent(canvas,
                    new MouseEvent(type, at.getX(), at.getY(), at.getX(), at.getY(), MouseButton.PRIMARY, 1, false,
                            false, false, false,
                            true, false, false, false, false, true, null));
    }

    @Test
    void arrowsWalkTheTree() {
        Toolkit.run(() -> {
            DraftTreeView view = new DraftTreeView();
            view.setState(STATES.getFirst());
            view.setLive(false);
            Toolkit.scene(view, Theme.DARK, 1000, 500, 13);
            press(view, KeyCode.RIGHT);
            assertThat(view.getSelection()).isEqualTo(new Selection.Node(1, 0));
            press(view, KeyCode.RIGHT);
            Selection first = view.getSelection();
            assertThat(first).isInstanceOf(Selection.Node.class).isNotEqualTo(new Selection.Node(1, 0));
            press(view, KeyCode.RIGHT);
            assertThat(view.getSelection()).isNotEqualTo(first);
            press(view, KeyCode.LEFT);
            assertThat(view.getSelection()).isEqualTo(first);
            press(view, KeyCode.F);
            press(view, KeyCode.F);
        });
    }

    @Test
    void arrowsAndClicksGoFromLaneToLane() {
        Toolkit.run(() -> {
            LanesView view = new LanesView();
            view.setState(Toolkit.after(Tales.batch(6, 5), 3));
            Toolkit.scene(view, Theme.DARK, 900, 200, 13);
            press(view, KeyCode.DOWN);
            assertThat(view.getSelection()).isEqualTo(new Selection.Lane(1));
            for (int i = 0; i < 8; i++)
                press(view, KeyCode.DOWN);
            assertThat(view.getSelection()).isEqualTo(new Selection.Lane(5));
            press(view, KeyCode.UP);
            assertThat(view.getSelection()).isEqualTo(new Selection.Lane(4));
            view.setSelection(Selection.none());
            LanesView tall = new LanesView();
            tall.setState(view.getState());
            Toolkit.scene(tall, Theme.DARK, 900, 600, 13);
            click(tall, 300, 24 + 52 + 10);
            assertThat(tall.getSelection()).isEqualTo(new Selection.Lane(2));
        });
    }

    @Test
    void theRowOfTheMomentStaysInSightBothWays() {
        Toolkit.run(() -> {
            UnmaskingGrid grid = new UnmaskingGrid();
            grid.setLive(false);
            grid.setLegend(false);
            Trace trace = Trace.of(Tales.largeDiffusion(5, 64, 256));
            grid.setState(trace.at(trace.length()));
            Toolkit.scene(grid, Theme.DARK, 900, 300, 13);
            ScrollBar bar = grid.lookupAll(".scroll-bar").stream().map(ScrollBar.class::cast)
                    .filter(one -> one.getOrientation() == Orientation.VERTICAL).findFirst().orElseThrow();
            assertThat(bar.getValue()).as("the last steps").isGreaterThan(0.9 * bar.getMax());
            grid.setState(trace.at(trace.endOfStep(2)));
            Toolkit.pulse(grid.getScene());
            assertThat(bar.getValue()).as("back at the beginning").isLessThan(0.1 * bar.getMax());
            grid.setState(trace.at(trace.endOfStep(120)));
            Toolkit.pulse(grid.getScene());
            assertThat(bar.getValue()).isBetween(0.2 * bar.getMax(), 0.6 * bar.getMax());
        });
    }

    private static DraftTreeView tree(TraceState state, double width, double height) {
        DraftTreeView view = new DraftTreeView();
        view.setState(state);
        view.setLive(false);
        Toolkit.scene(view, Theme.DARK, width, height, 13);
        return view;
    }

    private static void press(TraceView view, KeyCode code, boolean shift) {
        Event.fireEvent(view, new KeyEvent(KeyEvent.KEY_PRESSED, "", "", code, shift, false, false, false));
        Toolkit.pulse(view.getScene());
    }

    @Test
    void vGoesThroughTheFormsOfTheTree() {
        Toolkit.run(() -> {
            DraftTreeView view = tree(STATES.getFirst(), 1000, 500);
            press(view, KeyCode.V, false);
            assertThat(view.getForm()).isEqualTo(DraftTreeView.Form.ICICLE);
            press(view, KeyCode.RIGHT, false);
            press(view, KeyCode.RIGHT, false);
            assertThat(view.getSelection()).isInstanceOf(Selection.Node.class);
            press(view, KeyCode.V, false);
            assertThat(view.isTable()).isTrue();
            press(view, KeyCode.V, false);
            assertThat(view.isTable()).isFalse();
            assertThat(view.getForm()).isEqualTo(DraftTreeView.Form.TIDY);
        });
    }

    @Test
    void hoistsASubtreeAndComesBack() {
        Toolkit.run(() -> {
            DraftTreeView view = tree(STATES.getFirst(), 1000, 500);
            view.setSelection(new Selection.Node(1, 1));
            press(view, KeyCode.H, false);
            assertThat(view.getTop()).isEqualTo(1);
            press(view, KeyCode.LEFT, false);
            assertThat(view.getSelection()).as("the parent is not shown").isEqualTo(new Selection.Node(1, 1));
            press(view, KeyCode.H, true);
            assertThat(view.getTop()).isZero();
            press(view, KeyCode.H, false);
            press(view, KeyCode.ESCAPE, false);
            assertThat(view.getTop()).isZero();
        });
    }

    @Test
    void aClickInTheIcicleGivesANodeTheWholeHeightAndAgainReturns() {
        Toolkit.run(() -> {
            DraftTreeView view = tree(STATES.getFirst(), 1000, 500);
            view.setForm(DraftTreeView.Form.ICICLE);
            Toolkit.pulse(view.getScene());
            click(view, 250, 60);
            assertThat(view.getTop()).isPositive();
            int node = view.getTop();
            Toolkit.pulse(view.getScene());
            click(view, 30, 60);
            assertThat(view.getSelection()).isEqualTo(new Selection.Node(1, node));
            assertThat(view.getTop()).isZero();
        });
    }

    @Test
    void shiftSelectsARangeOfSteps() {
        Toolkit.run(() -> {
            Timeline timeline = new Timeline();
            timeline.setState(Toolkit.after(Tales.trees(7), 3));
            Toolkit.scene(timeline, Theme.DARK, 1440, 160, 13);
            press(timeline, KeyCode.LEFT, true);
            press(timeline, KeyCode.LEFT, true);
            assertThat(timeline.getSelection()).isEqualTo(new Selection.Steps(1, 3));
            press(timeline, KeyCode.RIGHT, true);
            assertThat(timeline.getSelection()).isEqualTo(new Selection.Steps(2, 3));
        });
    }

    @Test
    void noLegendLeavesAnEntryOut() {
        Toolkit.run(() -> {
            for (var made : views().toList()) {
                TraceView view = made.getPayload().get();
                view.setState(STATES.getFirst());
                Toolkit.scene(view, Theme.DARK, 400, 300, 26);
                LegendStrip strip = (LegendStrip) view.newLegend();
                for (double width : new double[]{2000, 560, 300}) {
                    assertThat(strip.prefHeight(width)).isGreaterThanOrEqualTo(
                            strip.lineCount(width) * 20 * view.getTextSize() / TraceView.BASE_TEXT_SIZE);
                }
                if (view.legendKind() == Legend.TREE) {
                    assertThat(strip.words()).containsExactly("cut", "awaiting", "never judged", "accepted",
                            "rejected", "correction", "bonus");
                    assertThat(strip.lineCount(300)).isGreaterThan(strip.lineCount(2000));
                }
            }
        });
    }

    @Test
    void aClickSelectsWhatStandsThere() {
        Toolkit.run(() -> {
            DraftTreeView tree = new DraftTreeView();
            tree.setState(STATES.getFirst());
            Toolkit.scene(tree, Theme.DARK, 1000, 500, 13);
            boolean found = false;
            for (int y = 30; y < 460 && !found; y += 8) {
                for (int x = 20; x < 980 && !found; x += 10) {
                    click(tree, x, y);
                    found = tree.getSelection() instanceof Selection.Node node && node.node() > 0;
                }
            }
            assertThat(found).isTrue();
            OutputView text = new OutputView();
            text.setState(STATES.getFirst());
            Toolkit.scene(text, Theme.DARK, 1000, 200, 13);
            click(text, 30, 12);
            assertThat(text.getSelection()).isEqualTo(new Selection.PromptToken(0));
            press(text, KeyCode.RIGHT);
            assertThat(text.getSelection()).isEqualTo(new Selection.PromptToken(1));
            click(text, 990, 150);
            assertThat(text.getSelection()).isEqualTo(Selection.none());
        });
    }

    @Test
    void arrowsWalkCellsAndPositions() {
        Toolkit.run(() -> {
            KvCacheMap map = new KvCacheMap();
            map.setState(STATES.getFirst());
            Toolkit.scene(map, Theme.DARK, 1000, 500, 13);
            press(map, KeyCode.RIGHT);
            press(map, KeyCode.RIGHT);
            assertThat(map.getSelection()).isEqualTo(new Selection.Cell(KvOwner.TARGET, 1));
            UnmaskingGrid grid = new UnmaskingGrid();
            grid.setState(STATES.getLast());
            Toolkit.scene(grid, Theme.DARK, 1000, 500, 13);
            press(grid, KeyCode.RIGHT);
            press(grid, KeyCode.UP);
            assertThat(grid.getSelection()).isEqualTo(new Selection.CanvasPosition(7, 15));
        });
    }

    @Test
    void theTimelineScrubs() {
        Toolkit.run(() -> {
            Timeline timeline = new Timeline();
            TraceState state = STATES.getFirst();
            timeline.setState(state);
            Toolkit.scene(timeline, Theme.DARK, 1440, 160, 13);
            AtomicInteger to = new AtomicInteger(-1);
            timeline.setOnSeek(to::set);
            press(timeline, KeyCode.END);
            assertThat(to.get()).isEqualTo(state.trace().length());
            press(timeline, KeyCode.HOME);
            assertThat(to.get()).isZero();
            press(timeline, KeyCode.LEFT);
            assertThat(to.get()).isEqualTo(state.trace().previousStep(state.position()));
            click(timeline, 140, 60);
            assertThat(to.get()).isEqualTo(state.trace().endOfStep(0));
            assertThat(timeline.getSelection()).isEqualTo(new Selection.Step(0));
        });
    }

    @Test
    void oneSelectionServesAllViews() {
        Toolkit.run(() -> {
            DraftTreeView tree = new DraftTreeView();
            OutputView text = new OutputView();
            text.selectionProperty().bindBidirectional(tree.selectionProperty());
            tree.setState(STATES.getFirst());
            text.setState(STATES.getFirst());
            Toolkit.scene(text, Theme.DARK, 1000, 200, 13);
            Toolkit.scene(tree, Theme.DARK, 1000, 400, 13);
            press(tree, KeyCode.RIGHT);
            assertThat(text.getSelection()).isEqualTo(tree.getSelection());
        });
    }

    @Test
    void theTableHasTheSameFacts() {
        Toolkit.run(() -> {
            DraftTreeView view = new DraftTreeView();
            view.setState(STATES.getFirst());
            view.setTable(true);
            Toolkit.scene(view, Theme.DARK, 1000, 400, 13);
            TableView<?> table = (TableView<?>) view.lookup(".table-twin");
            assertThat(table.getItems()).hasSize(STATES.getFirst().tree().nodes().size() + 1);
            table.getSelectionModel().select(2);
            assertThat(view.getSelection()).isEqualTo(new Selection.Node(1, 3));
        });
    }

    @Test
    void everyFindingLeadsToItsPlace() {
        Toolkit.run(() -> {
            AuditView view = audited();
            AtomicInteger steps = new AtomicInteger(-7);
            view.setOnShow(item -> steps.set(item.step()));
            view.setState(STATES.getFirst());
            Scene scene = Toolkit.scene(view, Theme.DARK, 700, 320, 13);
            Toolkit.pulse(scene);
            press(view, KeyCode.DOWN);
            assertThat(steps.get()).isEqualTo(1);
            press(view, KeyCode.DOWN);
            assertThat(steps.get()).isEqualTo(-1);
            view.setTable(true);
            Toolkit.pulse(scene);
            TableView<?> table = (TableView<?>) view.lookup(".table-twin");
            assertThat(table.getItems()).as("result, difference in four lines, findings, facts").hasSize(8);
            table.getSelectionModel().select(5);
            assertThat(steps.get()).isEqualTo(1);
            assertThat((String) view.queryAccessibleAttribute(AccessibleAttribute.TEXT)).contains("2 findings",
                    "position mismatch");
            assertThat(view.cardProperty().get().outOfDate(9)).isEmpty();
            assertThat(view.cardProperty().get().outOfDate(10)).startsWith("Out of date").contains("1 token ");
        });
    }

    @Test
    void paintsInsideAFrame() {
        Toolkit.run(() -> {
            measure("tree of 256 nodes", new DraftTreeView(), Toolkit.after(Tales.wide(3, 256), 2), 1280, 720);
            measure("text and overlays", new OutputView(), STATES.get(1), 1000, 400);
            measure("grid of 256 x 1,024", new UnmaskingGrid(), Toolkit.end(Tales.largeDiffusion(5, 1024, 256)), 1280,
                    720);
            measure("timeline", new Timeline(), STATES.get(1), 1440, 160);
            measure("cache map", new KvCacheMap(), STATES.getFirst(), 1280, 720);
        });
    }

    /// Time of the JavaFX thread from a new state to a finished display list; rendering runs beside it.
    private static void measure(String what, TraceView view, TraceState state, double width, double height) {
        view.setState(state);
        view.setLive(false);
        Scene scene = Toolkit.scene(view, Theme.DARK, width, height, 13);
        TraceState start = state.trace().at(state.position() - 1);
        double[] millis = new double[40];
        for (int i = 0; i < millis.length; i++) {
            view.setState(i % 2 == 0 ? start : state);
            long from = System.nanoTime();
            scene.getRoot().layout();
            millis[i] = (System.nanoTime() - from) / 1e6;
            // Empties the canvas's command buffer, which only a rendered frame does otherwise.
            scene.snapshot(null);
        }
        java.util.Arrays.sort(millis);
        System.out.printf("%s: best %.2f ms, median %.2f ms on the JavaFX thread%n", what, millis[0], millis[20]);
        // The best of many, because a busy machine says little about the painting.
        assertThat(millis[0]).as(what).isLessThan(16);
    }
}
