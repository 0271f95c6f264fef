package draftscope.app.window;

import java.util.function.Supplier;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.value.ObservableBooleanValue;

/// Whether something can be done now, and if not, why.
final class Possible extends BooleanBinding {
    private final ObservableBooleanValue condition;
    private final Supplier<String> why;

    private Possible(ObservableBooleanValue condition, Supplier<String> why) {
        this.condition = condition;
        this.why = why;
        bind(condition);
    }

    /// @param why a sentence for when `condition` does not hold
    static Possible when(ObservableBooleanValue condition, String why) {
        return new Possible(condition, () -> why);
    }

    /// @param why asked for when `condition` does not hold
    static Possible when(ObservableBooleanValue condition, Supplier<String> why) {
        return new Possible(condition, why);
    }

    @Override
    protected boolean computeValue() {
        return condition.get();
    }

    String why() {
        return why.get();
    }
}
