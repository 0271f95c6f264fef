package draftscope.views.skin;

import draftscope.views.Selection;
import java.util.Optional;
import javafx.geometry.Bounds;

/// A skin that knows where the things that it drew last stand.
public interface Locator {
    /// Where it stands in the view's own coordinates; empty when it is not seen.
    Optional<Bounds> locate(Selection selection);
}
