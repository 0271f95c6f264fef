package draftscope.app.window;

import draftscope.trace.Trace;
import draftscope.views.Selection;
import java.util.Map;
import java.util.WeakHashMap;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;

/// What was selected in each run, so that it is selected again when a person comes back to the run.
final class KeptSelections {
    private final Map<Trace, Selection> left = new WeakHashMap<>();

    KeptSelections(ReadOnlyObjectProperty<Trace> trace, ObjectProperty<Selection> selection) {
        trace.subscribe((before, now) -> {
            if (before != null)
                left.put(before, selection.get());
            selection.set(left.getOrDefault(now, Selection.none()));
        });
    }
}
