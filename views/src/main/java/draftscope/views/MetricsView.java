package draftscope.views;

import draftscope.views.layout.MetricsTable;
import draftscope.views.layout.Narration;
import draftscope.views.skin.MetricsViewSkin;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.scene.control.Skin;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;

/// What drafting came to, each metric with one definition and the counts behind it: for the whole run, the last rounds and the
/// selected ones.
///
/// | key | does |
/// |---|---|
/// | up, down | another metric; its formula stands below |
/// | left, right | another scope, whose rates are drawn |
/// | `C` | copies the scope as JSON, with vLLM's names where they mean the same |
public final class MetricsView extends TraceView {
    private final IntegerProperty scope = new SimpleIntegerProperty(this, "scope");

    public MetricsView() {
        super("metrics-view");
    }

    /// Index of the scope whose rates are drawn; one that is not there stands for the first.
    public IntegerProperty scopeProperty() {
        return scope;
    }

    /// The chosen scope as JSON; empty without a run.
    public String json() {
        if (getState() == null)
            return "";
        var scopes = MetricsTable.of(getState(), getSelection()).scopes();
        return MetricsTable.json(scopes.get(scope.get() < scopes.size() ? scope.get() : 0).metrics());
    }

    /// Puts [#json()] on the clipboard.
    public void copyJson() {
        if (getState() == null)
            return;
        ClipboardContent content = new ClipboardContent();
        content.putString(json());
        Clipboard.getSystemClipboard().setContent(content);
    }

    @Override
    public Legend legendKind() {
        return Legend.METRICS;
    }

    @Override
    protected String narration() {
        return Narration.metrics(getState());
    }

    @Override
    protected Skin<?> createDefaultSkin() {
        return new MetricsViewSkin(this);
    }
}
