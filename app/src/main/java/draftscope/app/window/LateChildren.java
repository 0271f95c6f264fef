package draftscope.app.window;

import java.util.List;
import javafx.scene.Node;
import javafx.scene.layout.Pane;

/// Children that come into their parent when they are to be seen for the first time, each at its place. Until then they are
/// not styled and not laid out, which takes most of the time of a start.
final class LateChildren {
    private final Pane parent;
    private final List<Node> all;

    private LateChildren(Pane parent, List<Node> all) {
        this.parent = parent;
        this.all = all;
    }

    /// Gives `parent`, which has no children yet, those.
    static <P extends Pane> P in(P parent, Node... children) {
        LateChildren late = new LateChildren(parent, List.of(children));
        late.all.forEach(child -> child.visibleProperty().subscribe(visible -> late.show(child)));
        return parent;
    }

    private void show(Node child) {
        if (!child.isVisible() || child.getParent() != null)
            return;
        List<Node> before = all.subList(0, all.indexOf(child));
        parent.getChildren().add((int) before.stream().filter(parent.getChildren()::contains).count(), child);
        // What is in something that scrolls is there for the focus only when that is styled.
        child.applyCss();
    }
}
