package draftscope.views;

import draftscope.views.layout.CompareWords;
import draftscope.views.skin.CompareSkin;
import java.util.List;
import java.util.function.BiConsumer;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.control.Skin;

/// Two to four runs side by side, aligned by token, with the first difference in the middle; where each pass ended, in which places
/// they differ, and their numbers.
///
/// What of the runs is shown follows the moment of the run that is on screen: the same token in all of them, or the same engine time.
/// A race shows what stood at one time of one clock, see [#clockProperty()].
///
/// | key | does |
/// |---|---|
/// | left, right | another token of the run on screen |
/// | up, down | another run on screen |
/// | `F` | the first difference in the middle |
public final class CompareView extends TraceView {
    private final ObjectProperty<List<ComparedRun>> runs = new SimpleObjectProperty<>(this, "runs", List.of());
    private final BooleanProperty byTime = new SimpleBooleanProperty(this, "byTime");
    private final DoubleProperty clock = new SimpleDoubleProperty(this, "clock", Double.NaN);
    private BiConsumer<ComparedRun, Selection> onShow = (run, selection) -> {};
    private Runnable onRace = () -> {};

    public CompareView() {
        super("compare-view");
    }

    /// The runs, the one first that the others are held against.
    public ObjectProperty<List<ComparedRun>> runsProperty() {
        return runs;
    }

    public List<ComparedRun> getRuns() {
        return runs.get();
    }

    public void setRuns(List<ComparedRun> value) {
        runs.set(value);
    }

    /// Whether the moments of the runs go together by engine time instead of by token.
    public BooleanProperty byTimeProperty() {
        return byTime;
    }

    /// The time of a race, in engine nanoseconds; `NaN` while there is none.
    public DoubleProperty clockProperty() {
        return clock;
    }

    /// Called when a person wants to see a token of another run.
    public void setOnShow(BiConsumer<ComparedRun, Selection> handler) {
        onShow = handler;
    }

    public void show(ComparedRun run, Selection selection) {
        onShow.accept(run, selection);
    }

    /// Called when a person begins a race, or ends one.
    public void setOnRace(Runnable handler) {
        onRace = handler;
    }

    public void race() {
        onRace.run();
    }

    @Override
    public Legend legendKind() {
        return Legend.COMPARE;
    }

    @Override
    protected String narration() {
        return CompareWords.narration(runs.get());
    }

    @Override
    protected Skin<?> createDefaultSkin() {
        return new CompareSkin(this);
    }
}
