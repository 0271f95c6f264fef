package draftscope.views;

import draftscope.styles.Theme;
import draftscope.trace.TraceState;
import draftscope.views.skin.LegendStrip;
import draftscope.views.skin.Locator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.css.CssMetaData;
import javafx.css.SimpleStyleableDoubleProperty;
import javafx.css.StyleConverter;
import javafx.css.Styleable;
import javafx.css.StyleableProperty;
import javafx.geometry.Bounds;
import javafx.scene.AccessibleAttribute;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Control;

/// Base of every control that draws a trace.
///
/// A view draws a [TraceState] and nothing else: no model, no clock, no file. Setting the state marks the picture as out of
/// date; it is painted once, in the next pulse, however often the state was set before. Use it on the JavaFX thread only.
///
/// | CSS property | type | meaning |
/// |---|---|---|
/// | `-ds-text-size` | size, `1em` | size of UI text; tokens, cells and gaps grow with it |
public abstract class TraceView extends Control {
    /// UI text in pixels at 100 %, to which all other measures are proportional.
    public static final double BASE_TEXT_SIZE = 13;

    private final ObjectProperty<TraceState> state = new SimpleObjectProperty<>(this, "state");
    private final ObjectProperty<Selection> selection = new SimpleObjectProperty<>(this, "selection", Selection.none());
    private final BooleanProperty table = new SimpleBooleanProperty(this, "table");
    private final BooleanProperty live = new SimpleBooleanProperty(this, "live", true);
    private final BooleanProperty legend = new SimpleBooleanProperty(this, "legend", true);
    private final ObjectProperty<Emphasis> emphasis = new SimpleObjectProperty<>(this, "emphasis");
    private final ObjectProperty<Marks> marks = new SimpleObjectProperty<>(this, "marks", Marks.NONE);
    private final ObjectProperty<Theme> theme = new SimpleObjectProperty<>(this, "theme", Theme.DARK);
    private final SimpleStyleableDoubleProperty textSize = new SimpleStyleableDoubleProperty(TEXT_SIZE, this,
            "textSize", BASE_TEXT_SIZE);

    protected TraceView(String styleClass) {
        getStyleClass().setAll("trace-view", styleClass);
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
    }

    /// The moment that is drawn; `null` before a run.
    public final ObjectProperty<TraceState> stateProperty() {
        return state;
    }

    public final TraceState getState() {
        return state.get();
    }

    public final void setState(TraceState value) {
        state.set(value);
    }

    /// What is selected; bind it bidirectionally between views. Never `null`.
    public final ObjectProperty<Selection> selectionProperty() {
        return selection;
    }

    public final Selection getSelection() {
        return selection.get();
    }

    public final void setSelection(Selection value) {
        selection.set(value == null ? Selection.none() : value);
    }

    /// Shows the same facts as a table instead of the picture.
    public final BooleanProperty tableProperty() {
        return table;
    }

    public final boolean isTable() {
        return table.get();
    }

    public final void setTable(boolean value) {
        table.set(value);
    }

    /// False for a past or recorded moment; only marks such as "awaiting" depend on it.
    public final BooleanProperty liveProperty() {
        return live;
    }

    public final boolean isLive() {
        return live.get();
    }

    public final void setLive(boolean value) {
        live.set(value);
    }

    /// Whether the view shows its own legend. Turn it off where [#newLegend()] is placed elsewhere, such as beside the tabs.
    public final BooleanProperty legendProperty() {
        return legend;
    }

    public final boolean isLegend() {
        return legend.get();
    }

    public final void setLegend(boolean value) {
        legend.set(value);
    }

    /// What a filter found; views that draw tokens or draft nodes outline it and dim the rest. `null` for no filter.
    public final ObjectProperty<Emphasis> emphasisProperty() {
        return emphasis;
    }

    public final Emphasis getEmphasis() {
        return emphasis.get();
    }

    /// Signs beside tokens, nodes and steps; [Marks#NONE] for none, never `null`.
    public final ObjectProperty<Marks> marksProperty() {
        return marks;
    }

    public final Marks getMarks() {
        return marks.get();
    }

    public final ObjectProperty<Theme> themeProperty() {
        return theme;
    }

    public final Theme getTheme() {
        return theme.get();
    }

    public final void setTheme(Theme value) {
        theme.set(value);
    }

    /// Size of UI text in pixels, from `-ds-text-size`.
    public final DoubleProperty textSizeProperty() {
        return textSize;
    }

    public final double getTextSize() {
        return textSize.get();
    }

    /// Where something stands in the picture that was painted last, in the view's own coordinates; empty when it is not seen.
    public final Optional<Bounds> locate(Selection thing) {
        return isTable() || !(getSkin() instanceof Locator skin) ? Optional.empty() : skin.locate(thing);
    }

    /// A legend for this view that follows its theme and text size, to be placed by the caller.
    public final Node newLegend() {
        return new LegendStrip(this, legendKind());
    }

    /// Whether what it shows is about the run; false for a view that has its facts from elsewhere and needs no state.
    public boolean showsRun() {
        return true;
    }

    /// Which legend explains this view's marks.
    public abstract Legend legendKind();

    /// The picture in words, for a screen reader. Made only when asked for.
    protected abstract String narration();

    @Override
    public Object queryAccessibleAttribute(AccessibleAttribute attribute, Object... parameters) {
        if (attribute == AccessibleAttribute.TEXT)
            return narration();
        return super.queryAccessibleAttribute(attribute, parameters);
    }

    @Override
    public String getUserAgentStylesheet() {
        return TraceView.class.getResource("views.css").toExternalForm();
    }

    @Override
    protected List<CssMetaData<? extends Styleable, ?>> getControlCssMetaData() {
        return getClassCssMetaData();
    }

    public static List<CssMetaData<? extends Styleable, ?>> getClassCssMetaData() {
        return ALL_METADATA;
    }

    private static final CssMetaData<TraceView, Number> TEXT_SIZE = new CssMetaData<>("-ds-text-size",
            StyleConverter.getSizeConverter(), BASE_TEXT_SIZE) {
        @Override
        public boolean isSettable(TraceView view) {
            return !view.textSize.isBound();
        }

        @Override
        public StyleableProperty<Number> getStyleableProperty(TraceView view) {
            return view.textSize;
        }
    };

    private static final List<CssMetaData<? extends Styleable, ?>> ALL_METADATA = Stream
            .<CssMetaData<? extends Styleable, ?>>concat(Control.getClassCssMetaData().stream(), Stream.of(TEXT_SIZE))
            .toList();
}
