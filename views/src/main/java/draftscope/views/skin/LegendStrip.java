package draftscope.views.skin;

import draftscope.views.Legend;
import draftscope.views.TraceView;
import javafx.scene.layout.Region;

/// A row of swatches and words that explain a view's marks.
public final class LegendStrip extends Region {
    public LegendStrip(TraceView view, Legend kind) {}
}
