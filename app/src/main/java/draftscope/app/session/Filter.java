package draftscope.app.session;

import draftscope.query.Condition;
import draftscope.query.ConditionException;
import draftscope.query.Items;
import draftscope.trace.Trace;
import java.util.concurrent.Executor;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/// Asks a condition of the run that is shown, all of it, whatever the moment.
///
/// A condition is read at once, on the person's thread; it is asked on a thread of the filter's own, which gives up as soon as
/// another condition is written. A run that goes on is asked again a few times a second.
public final class Filter implements AutoCloseable {
    /// How the text stands.
    public enum Verdict {
        /// Nothing is written.
        EMPTY,
        /// It is a condition.
        VALID,
        /// It is none; [Filter#wrong()] says why.
        WRONG
    }

    private final StringProperty text = new SimpleStringProperty("");
    private final BooleanProperty open = new SimpleBooleanProperty();
    private final ReadOnlyObjectWrapper<Verdict> verdict = new ReadOnlyObjectWrapper<>(Verdict.EMPTY);
    private final ReadOnlyObjectWrapper<Matches> matches = new ReadOnlyObjectWrapper<>();
    private final ColourRules rules;
    private final Lookout<Matches> lookout;
    private Condition condition;
    private String wrong = "";
    private Lookout.Reading reading = new Lookout.Reading();

    Filter(Executor person) {
        lookout = new Lookout<>("filter", person, this::question, matches::set);
        rules = new ColourRules(person);
        text.subscribe(this::write);
        open.subscribe(this::write);
    }

    /// What a person writes; see [Condition].
    public StringProperty textProperty() {
        return text;
    }

    /// Whether the condition is in force.
    public BooleanProperty openProperty() {
        return open;
    }

    public ReadOnlyObjectProperty<Verdict> verdictProperty() {
        return verdict.getReadOnlyProperty();
    }

    /// One sentence: where the text goes wrong and what is accepted there; empty when it does not.
    public String wrong() {
        return wrong;
    }

    /// What was found; `null` before the first result, and where there is no condition or no run.
    public ReadOnlyObjectProperty<Matches> matchesProperty() {
        return matches.getReadOnlyProperty();
    }

    /// The conditions that a person keeps, each beside a sign.
    public ColourRules rules() {
        return rules;
    }

    private void write() {
        condition = null;
        wrong = "";
        try {
            if (!text.get().isBlank())
                condition = Condition.parse(text.get());
        } catch (ConditionException why) {
            wrong = why.getMessage() + ".";
        }
        verdict.set(condition != null ? Verdict.VALID : wrong.isEmpty() ? Verdict.EMPTY : Verdict.WRONG);
        ask();
    }

    /// The run that is shown. Called whenever it may have grown; costs nothing when it has not.
    void follow(Trace shown) {
        rules.follow(shown);
        if (shown == null)
            matches.set(null);
        lookout.follow(shown);
    }

    private void ask() {
        if (!open.get() || condition == null)
            matches.set(null);
        if (!open.get())
            reading = new Lookout.Reading(); // one that is closed keeps nothing of a run
        lookout.ask();
    }

    private Lookout.Question<Matches> question() {
        if (!open.get())
            return null;
        Condition asked = condition;
        Lookout.Reading read = reading;
        return (moment, overtaken) -> {
            // Also before there is a condition: the first one then need not wait for it.
            Items items = read.of(moment);
            return asked == null ? null : new Matches(asked, items, asked.matches(items, overtaken));
        };
    }

    @Override
    public void close() {
        lookout.close();
        rules.close();
    }
}
