package draftscope.views;

import draftscope.trace.DraftNode;
import draftscope.views.layout.Narration;
import draftscope.views.skin.DraftTreeViewSkin;
import java.util.ArrayDeque;
import java.util.Deque;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.control.Skin;

/// The draft tree of one step with the verdict on every node: as a tidy tree, as an icicle, or as a table.
///
/// | key | does |
/// |---|---|
/// | arrows | parent, child, siblings |
/// | Enter | unfolds a run of nodes; in the icicle gives the selected node the whole height |
/// | `V` | the next form: tidy, icicle, table |
/// | `H`, `Shift+H` | shows the selected node's subtree alone; goes back |
/// | Esc | back to the whole tree |
/// | `F` | centres the selected node; again fits the whole |
/// | `W` `S` `A` `D` | zoom and pan |
public final class DraftTreeView extends TraceView {
    /// How the tree is drawn. The third form is the table.
    public enum Form {
        /// Cards and edges.
        TIDY,
        /// Boxes whose height is the path probability.
        ICICLE
    }

    private final ObjectProperty<Form> form = new SimpleObjectProperty<>(this, "form", Form.TIDY);
    private final ReadOnlyIntegerWrapper top = new ReadOnlyIntegerWrapper(this, "top", DraftNode.ROOT);
    private final Deque<Integer> before = new ArrayDeque<>();

    public DraftTreeView() {
        super("draft-tree-view");
    }

    public ObjectProperty<Form> formProperty() {
        return form;
    }

    public Form getForm() {
        return form.get();
    }

    public void setForm(Form value) {
        form.set(value);
    }

    /// Tidy tree, icicle, table, and from the beginning.
    public void nextForm() {
        if (isTable()) {
            setTable(false);
            setForm(Form.TIDY);
        } else if (getForm() == Form.TIDY) {
            setForm(Form.ICICLE);
        } else {
            setTable(true);
        }
    }

    /// The node that stands leftmost with its subtree; [DraftNode#ROOT] when all is shown.
    public ReadOnlyIntegerProperty topProperty() {
        return top.getReadOnlyProperty();
    }

    public int getTop() {
        return top.get();
    }

    /// Shows only the subtree of a draft node of the tree at hand.
    public void hoist(int node) {
        if (node == top.get() || node < 0)
            return;
        before.push(top.get());
        top.set(node);
    }

    /// Undoes the last [#hoist(int)].
    public void unhoist() {
        if (!before.isEmpty())
            top.set(before.pop());
    }

    /// Shows the whole tree again.
    public void showAll() {
        before.clear();
        top.set(DraftNode.ROOT);
    }

    @Override
    public Legend legendKind() {
        return Legend.TREE;
    }

    @Override
    protected String narration() {
        return Narration.tree(getState());
    }

    @Override
    protected Skin<?> createDefaultSkin() {
        return new DraftTreeViewSkin(this);
    }
}
