package draftscope.app.session;

import draftscope.app.library.SettingsFile;
import draftscope.query.Condition;
import draftscope.query.Items;
import draftscope.trace.Trace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/// Conditions that a person keeps, each with a sign of its own beside what it is true of.
///
/// Asked as the filter is: of the whole run that is shown, on a thread of their own, a few times a second while it grows.
///
/// To be used on the person's thread.
public final class ColourRules implements AutoCloseable {
    /// How many looks there are, and so how many rules.
    public static final int LOOKS = 6;

    /// @param look 0 to [#LOOKS] - 1: which shape and colour; no two rules share one
    public record Rule(Condition condition, int look) {}

    /// What a rule is true of.
    public record Found(Rule rule, Matches matches) {}

    private final ObservableList<Rule> all = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<List<Found>> found = new ReadOnlyObjectWrapper<>(List.of());
    private final Lookout<List<Found>> lookout;
    private final Lookout.Reading reading = new Lookout.Reading();
    private Optional<SettingsFile> settings = Optional.empty();

    ColourRules(Executor person) {
        lookout = new Lookout<>("colour rules", person, this::question, found::set);
    }

    /// Keeps them from one start to the next in a file, and brings back those that it holds.
    ///
    /// @return one sentence where it could not be read
    public Optional<String> keepIn(SettingsFile file) {
        SettingsFile.Loaded<List<Rule>> loaded = file.load(ColourRules::read, List.of(), "there are no colour rules");
        all.setAll(loaded.kept());
        settings = Optional.of(file);
        ask();
        return loaded.problem();
    }

    /// In the order in which they were kept; not to be changed here.
    public ObservableList<Rule> all() {
        return FXCollections.unmodifiableObservableList(all);
    }

    /// What each is true of in the run that is shown.
    public ReadOnlyObjectProperty<List<Found>> foundProperty() {
        return found.getReadOnlyProperty();
    }

    /// Keeps a condition, with the first look that is free; one that is kept already stays as it is.
    ///
    /// @return false when there are as many rules as looks
    public boolean add(Condition condition) {
        if (all.stream().anyMatch(rule -> rule.condition().text().equals(condition.text())))
            return true;
        for (int look = 0; look < LOOKS; look++) {
            if (free(look)) {
                all.add(new Rule(condition, look));
                changed();
                return true;
            }
        }
        return false;
    }

    private boolean free(int look) {
        return all.stream().noneMatch(rule -> rule.look() == look);
    }

    public void remove(Rule rule) {
        all.remove(rule);
        changed();
    }

    /// Gives a rule the next look that is free.
    public void nextLook(Rule rule) {
        for (int i = 1; i < LOOKS; i++) {
            int look = (rule.look() + i) % LOOKS;
            if (free(look)) {
                all.replaceAll(other -> other.equals(rule) ? new Rule(rule.condition(), look) : other);
                changed();
                return;
            }
        }
    }

    private void changed() {
        ask();
        List<Map<String, Object>> list = new ArrayList<>();
        for (Rule rule : all) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("condition", rule.condition().text());
            values.put("look", rule.look());
            list.add(values);
        }
        settings.ifPresent(file -> file.saveIfPossible(Map.of("rules", list)));
    }

    private static List<Rule> read(Map<?, ?> root) {
        if (!(root.get("rules") instanceof List<?> list) || list.size() > LOOKS)
            throw new IllegalArgumentException("no list of rules");
        List<Rule> rules = new ArrayList<>();
        for (Object entry : list) {
            if (!(entry instanceof Map<?, ?> values && values.get("condition") instanceof String condition
                    && values.get("look") instanceof Integer look && look >= 0 && look < LOOKS
                    && rules.stream().noneMatch(rule -> rule.look() == look)))
                throw new IllegalArgumentException("no rule");
            rules.add(new Rule(Condition.parse(condition), look));
        }
        return rules;
    }

    /// The run that is shown. Called whenever it may have grown; costs nothing when it has not.
    void follow(Trace shown) {
        if (!lookout.follows(shown))
            found.set(List.of());
        lookout.follow(shown);
    }

    private void ask() {
        if (all.isEmpty())
            found.set(List.of());
        lookout.ask();
    }

    private Lookout.Question<List<Found>> question() {
        List<Rule> rules = List.copyOf(all);
        return rules.isEmpty() ? null : (moment, overtaken) -> {
            Items items = reading.of(moment);
            return rules.stream().map(rule -> new Found(rule,
                    new Matches(rule.condition(), items, rule.condition().matches(items, overtaken)))).toList();
        };
    }

    @Override
    public void close() {
        lookout.close();
    }
}
