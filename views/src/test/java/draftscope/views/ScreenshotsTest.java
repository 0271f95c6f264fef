package draftscope.views;

import draftscope.styles.Theme;
import draftscope.trace.KvOwner;
import draftscope.trace.Phase;
import draftscope.trace.TargetRow;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceState;
import draftscope.trace.Verdict;
import draftscope.views.layout.LedgerWords;
import draftscope.views.layout.TreeFaultsTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import javafx.scene.Scene;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Pictures of every view for people to look at: `mvn -pl views test -Dtest=ScreenshotsTest -Dtests.excluded=none`, into
/// the folder of the system property `screenshots`.
@Tag("screenshots")
@Tag("thorough")
class ScreenshotsTest {
    private static final Path FOLDER = Path.of(System.getProperty("screenshots", "target/screenshots"));
    private static final String ONLY = System.getProperty("screenshots.only", "");

    private static void shoot(String name, double width, double height, double fontSize, Supplier<TraceView> made) {
        if (!name.contains(ONLY))
            return;
        for (Theme theme : Theme.values()) {
            Toolkit.run(() -> {
                TraceView view = made.get();
                Scene scene = Toolkit.scene(view, theme, width, height, fontSize);
                Path file = FOLDER.resolve(name + "-" + theme.name().toLowerCase(Locale.ROOT) + ".png");
                try {
                    Png.write(scene.snapshot(null), file);
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
        }
    }

    private static <V extends TraceView> V set(V view, TraceState state, Selection selection) {
        view.setState(state);
        view.setSelection(selection);
        view.setLive(false);
        return view;
    }

    /// The first node of a step with this outcome.
    private static Selection node(TraceState state, Verdict.Outcome outcome) {
        return state.tree().nodes().stream()
                .filter(n -> n.verdict().map(v -> v.outcome() == outcome).orElse(false)).findFirst()
                .<Selection>map(n -> new Selection.Node(state.tree().step(), n.node().index()))
                .orElse(Selection.none());
    }

    private static DraftTreeView icicle(TraceState state, Selection selection, int top) {
        DraftTreeView view = set(new DraftTreeView(), state, selection);
        view.setForm(DraftTreeView.Form.ICICLE);
        Toolkit.scene(view, Theme.DARK, 984, 520, 13);
        view.hoist(top);
        return view;
    }

    private static TraceState during(List<TraceEvent> events, int step, Phase phase) {
        Trace trace = Trace.of(events);
        for (int i = trace.startOfStep(step); i < trace.length(); i++) {
            if (trace.event(i) instanceof TraceEvent.PhaseFinished p && p.phase() == phase && p.step() == step)
                return trace.at(i + 1);
        }
        throw new IllegalArgumentException("step " + step + " has no " + phase);
    }

    @Test
    void drawsTheLanes() {
        List<TraceEvent> five = Tales.batch(6, 5);
        TraceState state = Toolkit.after(five, 3);
        shoot("lanes", 880, 420, 13, () -> set(new LanesView(), state, new Selection.Lane(3)));
        shoot("lanes-read", 880, 420, 13,
                () -> set(new LanesView(), during(five, 3, Phase.VERIFY), Selection.none()));
        shoot("lanes-narrow", 540, 420, 13, () -> set(new LanesView(), state, Selection.none()));
        shoot("lanes-end", 880, 420, 13, () -> set(new LanesView(), Toolkit.end(five), Selection.none()));
        shoot("lanes-32", 880, 420, 13,
                () -> set(new LanesView(), Toolkit.after(Tales.batch(2, 32), 4), Selection.none()));
        shoot("lanes-200", 880, 420, 26, () -> set(new LanesView(), state, new Selection.Lane(1)));
        shoot("lanes-none", 880, 420, 13, () -> set(new LanesView(), Toolkit.end(Tales.plain(4)), Selection.none()));
        shoot("lanes-table", 880, 420, 13, () -> {
            LanesView view = set(new LanesView(), state, new Selection.Lane(2));
            view.setTable(true);
            return view;
        });
        shoot("inspector-lane", 320, 560, 13, () -> set(new Inspector(), state, new Selection.Lane(3)));
    }

    @Test
    void drawsTheTree() {
        List<TraceEvent> tale = Tales.trees(7);
        int step = Trace.of(tale).steps().stream().filter(s -> s.rejected() > 0 && s.accepted() > 2).findFirst()
                .orElseThrow().step();
        TraceState state = Toolkit.after(tale, step);
        shoot("tree", 984, 520, 13, () -> set(new DraftTreeView(), state, node(state, Verdict.Outcome.REJECTED)));
        shoot("tree-awaiting", 984, 520, 13,
                () -> set(new DraftTreeView(), during(tale, step, Phase.VERIFY), Selection.none()));
        shoot("tree-200", 984, 520, 26, () -> set(new DraftTreeView(), state, Selection.none()));
        shoot("tree-small", 560, 300, 13, () -> set(new DraftTreeView(), state, Selection.none()));
        shoot("tree-64", 1280, 720, 13,
                () -> set(new DraftTreeView(), Toolkit.after(Tales.wide(3, 64), 4), Selection.none()));
        shoot("tree-256", 1280, 720, 13,
                () -> set(new DraftTreeView(), Toolkit.after(Tales.wide(3, 256), 4), Selection.none()));
        shoot("tree-icicle", 984, 520, 13, () -> icicle(state, node(state, Verdict.Outcome.REJECTED), 0));
        shoot("tree-icicle-top", 984, 520, 13, () -> icicle(state, Selection.none(), 1));
        shoot("tree-icicle-64", 1280, 720, 13,
                () -> icicle(Toolkit.after(Tales.wide(3, 64), 4), Selection.none(), 0));
        TraceState faulty = Toolkit.after(TreeFaultsTest.planted(tale, step, 2, row -> new TargetRow(row.node(),
                row.position() + 1, row.slot(), row.prefix(), row.visible(), row.entropyBits(), row.top(), row.raw())),
                step);
        shoot("tree-fault", 984, 520, 13, () -> set(new DraftTreeView(), faulty, new Selection.Node(step, 2)));
        shoot("tree-1000", 1280, 720, 13,
                () -> set(new DraftTreeView(), Toolkit.end(Tales.bush(3, 1000)), Selection.none()));
        shoot("tree-hoist", 984, 520, 13, () -> {
            DraftTreeView view = set(new DraftTreeView(), state, Selection.none());
            Toolkit.scene(view, Theme.DARK, 984, 520, 13);
            view.hoist(1);
            return view;
        });
        shoot("tree-chain", 984, 520, 13,
                () -> set(new DraftTreeView(), Toolkit.after(Tales.chains(4), 3), Selection.none()));
        shoot("tree-none", 984, 520, 13, () -> set(new DraftTreeView(), Toolkit.end(Tales.plain(4)), Selection.none()));
        shoot("tree-table", 984, 520, 13, () -> {
            DraftTreeView view = set(new DraftTreeView(), state, node(state, Verdict.Outcome.REJECTED));
            view.setTable(true);
            return view;
        });
    }

    @Test
    void drawsMetricsAndTime() {
        TraceState state = Toolkit.end(Tales.trees(7));
        shoot("metrics", 984, 520, 13, () -> set(new MetricsView(), state, new Selection.Steps(2, 5)));
        shoot("metrics-small", 560, 300, 13, () -> set(new MetricsView(), state, Selection.none()));
        shoot("metrics-200", 984, 520, 26, () -> set(new MetricsView(), state, Selection.none()));
        shoot("time", 984, 520, 13, () -> set(new TimeLedgerView(), state, Selection.none()));
        shoot("time-measured", 984, 420, 13, () -> {
            TimeLedgerView view = set(new TimeLedgerView(), state, new Selection.Steps(2, 5));
            view.baselineProperty().set(new LedgerWords.Baseline(900_000, 48, "a plain run of the same prompt"));
            view.measurableProperty().set(true);
            return view;
        });
        shoot("time-small", 560, 300, 13, () -> set(new TimeLedgerView(), state, Selection.none()));
        shoot("time-200", 984, 520, 26, () -> set(new TimeLedgerView(), state, Selection.none()));
    }

    @Test
    void drawsTheText() {
        List<TraceEvent> tale = Tales.trees(7);
        TraceState state = during(tale, 9, Phase.DRAFT);
        shoot("output", 984, 190, 13, () -> set(new OutputView(), state, new Selection.Token(11)));
        shoot("output-live", 984, 240, 13, () -> {
            OutputView view = set(new OutputView(), during(tale, 12, Phase.DRAFT), Selection.none());
            view.setLive(true);
            view.setOverlay(Overlay.PROBABILITY);
            return view;
        });
        shoot("output-200", 984, 300, 26, () -> set(new OutputView(), state, new Selection.Token(3)));
        shoot("output-diffusion", 984, 190, 13,
                () -> set(new OutputView(), Toolkit.after(Tales.diffusion(5), 9), Selection.none()));
        shoot("output-bytes", 984, 120, 13, () -> set(new OutputView(), Bytes.state(), Selection.none()));
        shoot("output-empty", 984, 190, 13, OutputView::new);
    }

    @Test
    void drawsTheCache() {
        TraceState state = Toolkit.after(Tales.trees(7), 9);
        shoot("kv", 984, 520, 13,
                () -> set(new KvCacheMap(), state,
                        new Selection.Cell(KvOwner.TARGET, state.kv(KvOwner.TARGET).length() - 2)));
        shoot("kv-scratch", 984, 520, 13,
                () -> set(new KvCacheMap(), during(Tales.trees(7), 9, Phase.VERIFY), Selection.none()));
        shoot("kv-small", 560, 300, 13, () -> set(new KvCacheMap(), state, Selection.none()));
        shoot("kv-full", 984, 420, 13, () -> set(new KvCacheMap(), Toolkit.end(Tales.chains(4)), Selection.none()));
    }

    @Test
    void drawsTheGrid() {
        TraceState state = Toolkit.after(Tales.diffusion(5), 8);
        shoot("grid", 984, 560, 13, () -> set(new UnmaskingGrid(), state, new Selection.CanvasPosition(8, 16 + 37)));
        shoot("grid-blocks", 984, 560, 13,
                () -> set(new UnmaskingGrid(), Toolkit.after(Tales.blocks(5), 13),
                        new Selection.CanvasPosition(9, 24)));
        shoot("grid-200", 984, 560, 26, () -> set(new UnmaskingGrid(), state, Selection.none()));
        shoot("grid-large", 1280, 720, 13,
                () -> set(new UnmaskingGrid(), Toolkit.after(Tales.largeDiffusion(5, 256, 64), 40), Selection.none()));
    }

    @Test
    void drawsTheInspector() {
        List<TraceEvent> tale = Tales.trees(7);
        int step = Trace.of(tale).steps().stream().filter(s -> s.rejected() > 0 && s.accepted() > 2).findFirst()
                .orElseThrow().step();
        TraceState state = Toolkit.after(tale, step);
        shoot("inspector-rejected", 316, 760, 13,
                () -> set(new Inspector(), state, node(state, Verdict.Outcome.REJECTED)));
        shoot("inspector-accepted", 316, 760, 13,
                () -> set(new Inspector(), state, node(state, Verdict.Outcome.ACCEPTED)));
        TraceState faulty = Toolkit.after(TreeFaultsTest.planted(tale, step, 2, row -> new TargetRow(row.node(),
                row.position() + 1, row.slot(), row.prefix(),
                List.of(row.visible().getFirst(), row.slot() - 1, row.slot()),
                row.entropyBits(), row.top(), row.raw())), step);
        shoot("inspector-fault", 316, 1200, 13, () -> set(new Inspector(), faulty, new Selection.Node(step, 2)));
        shoot("inspector-ghost", 316, 760, 13,
                () -> set(new Inspector(), state, node(state, Verdict.Outcome.NOT_REACHED)));
        shoot("inspector-draw", 316, 760, 13,
                () -> set(new Inspector(), state, new Selection.Node(step, Selection.Node.DRAW)));
        shoot("inspector-200", 500, 760, 26,
                () -> set(new Inspector(), state, node(state, Verdict.Outcome.REJECTED)));
        shoot("inspector-cell", 316, 500, 13,
                () -> set(new Inspector(), state, new Selection.Cell(KvOwner.TARGET, 18)));
        TraceState canvas = Toolkit.after(Tales.diffusion(5), 8);
        shoot("inspector-canvas", 316, 760, 13,
                () -> set(new Inspector(), canvas, new Selection.CanvasPosition(8, 16 + 37)));
    }

    @Test
    void drawsTheTimeline() {
        TraceState state = Toolkit.after(Tales.trees(7), 9);
        shoot("timeline", 1440, 160, 13, () -> set(new Timeline(), state, Selection.none()));
        shoot("timeline-chains", 1440, 160, 13,
                () -> set(new Timeline(), Toolkit.after(Tales.chains(4), 12), Selection.none()));
        shoot("timeline-diffusion", 1440, 160, 13,
                () -> set(new Timeline(), Toolkit.after(Tales.diffusion(5), 8), Selection.none()));
        shoot("timeline-narrow", 700, 160, 13,
                () -> set(new Timeline(), Toolkit.after(Tales.plain(4), 20), Selection.none()));
        shoot("timeline-200", 1440, 300, 26, () -> set(new Timeline(), state, Selection.none()));
    }
}
