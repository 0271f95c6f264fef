package draftscope.app.export;

import draftscope.trace.RunSettings;
import draftscope.trace.TraceState;
import draftscope.views.AuditView;
import draftscope.views.CompareView;
import draftscope.views.DistributionsView;
import draftscope.views.DraftTreeView;
import draftscope.views.Inspector;
import draftscope.views.KvCacheMap;
import draftscope.views.LanesView;
import draftscope.views.MetricsView;
import draftscope.views.OutputView;
import draftscope.views.ParallelView;
import draftscope.views.TimeLedgerView;
import draftscope.views.Timeline;
import draftscope.views.TraceView;
import draftscope.views.TreeLabView;
import draftscope.views.UnmaskingGrid;
import java.util.Locale;
import java.util.function.Supplier;

/// What of a run can be put on paper. Each is drawn from the recording alone, but for what was measured or compared beside it in
/// the window: without that the view says that it was not.
public enum Exhibit {
    OUTPUT("Output", OutputView::new, 400), TREE("Draft tree", DraftTreeView::new, 560), KV("KV cache", KvCacheMap::new,
            480), UNMASKING("Unmasking", UnmaskingGrid::new, 560), DISTRIBUTIONS("Distributions",
                    DistributionsView::new,
                    560), METRICS("Metrics", MetricsView::new, 480), TIME(
                            "Time", TimeLedgerView::new,
                            480), AUDIT("Audit", AuditView::new, 480), LANES("Lanes", LanesView::new, 480), COMPARE(
                                    "Compare",
                                    CompareView::new, 560), LAB("Tree lab", TreeLabView::new, 480), PARALLEL("Parallel",
                                            ParallelView::new, 480), TIMELINE("Timeline",
                                                    Timeline::new, 200), INSPECTOR(
                                                            "Inspector", Inspector::new, 640);

    private final String label;
    private final Supplier<TraceView> maker;
    private final double height;

    Exhibit(String label, Supplier<TraceView> maker, double height) {
        this.label = label;
        this.maker = maker;
        this.height = height;
    }

    /// Its name for people.
    public String label() {
        return label;
    }

    /// Its name on a command line.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Height in pixels that is enough for most runs.
    public double usualHeight() {
        return height;
    }

    /// A view of its own. On the JavaFX thread.
    public TraceView newView() {
        return maker.get();
    }

    /// What tells the most about a run of this kind.
    public static Exhibit of(TraceState state) {
        if (state.batch().isPresent())
            return LANES;
        return switch (state.trace().settings().map(RunSettings::family).orElse("")) {
            case "Diffusion", "Editing" -> UNMASKING;
            case "Speculative" -> TREE;
            default -> OUTPUT;
        };
    }
}
