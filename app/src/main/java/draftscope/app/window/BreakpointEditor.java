package draftscope.app.window;

import draftscope.app.session.Breakpoints;
import draftscope.app.session.Filter.Verdict;
import draftscope.query.Breakpoint;
import draftscope.query.Condition;
import draftscope.query.LogMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;

/// The form of one breakpoint: condition, first hit that counts, what it waits for, what it writes instead of stopping.
///
/// Nothing is changed before it is done: half a condition must not hold a run.
final class BreakpointEditor extends VBox {
    private static final int MOST_HITS = 1_000_000;

    private final Breakpoints breakpoints;
    private final Runnable onClose;
    private final TextField condition = new TextField();
    private final Label state = new Label();
    private final TextField from = new TextField();
    private final ChoiceBox<Optional<Breakpoint>> after = new ChoiceBox<>();
    private final TextField message = new TextField();
    private final Label wrong = new Label();
    private final Button done = new Button("Set");
    private final BooleanProperty helping = new SimpleBooleanProperty();
    private final Completion completion;
    private Breakpoint edited; // null for a new one
    private final BooleanProperty open = new SimpleBooleanProperty();
    private Condition read; // null while the text is none

    BreakpointEditor(Breakpoints breakpoints, Runnable onClose) {
        this.breakpoints = breakpoints;
        this.onClose = onClose;
        setId("breakpoint-editor");
        getStyleClass().add("breakpoint-editor");
        condition.setId("breakpoint-condition");
        condition.setPromptText("accepted == 0");
        condition.setAccessibleText("Condition of the breakpoint");
        completion = new Completion("breakpoint", condition, helping, () -> read != null);
        state.setId("breakpoint-state");
        from.setId("breakpoint-from");
        from.setPrefColumnCount(4);
        from.setAccessibleText("First hit that counts");
        after.setId("breakpoint-after");
        after.setMaxWidth(Double.MAX_VALUE);
        after.setAccessibleText("Wait for another breakpoint first");
        after.setConverter(new StringConverter<>() {
            @Override
            public String toString(Optional<Breakpoint> other) {
                return other == null || other.isEmpty() ? "nothing" : other.get().condition().text();
            }

            @Override
            public Optional<Breakpoint> fromString(String text) {
                return Optional.empty();
            }
        });
        message.setId("breakpoint-message");
        message.setPromptText("entropy {entropy} at {token}");
        message.setAccessibleText("Log message; with one, the run does not stop");
        wrong.setWrapText(true);
        wrong.setMinHeight(Region.USE_PREF_SIZE);
        wrong.getStyleClass().addAll("ds-error", "small");
        wrong.managedProperty().bind(wrong.visibleProperty());
        done.setId("breakpoint-done");
        done.setOnAction(event -> finish());
        Button cancel = new Button("Cancel");
        cancel.setOnAction(event -> close());
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        HBox buttons = new HBox(8, state, gap, cancel, done);
        buttons.setAlignment(Pos.CENTER_LEFT);
        getChildren().addAll(condition, pair("from hit", from), pair("after", after),
                new Label("log instead of stopping"),
                message, wrong, buttons);
        condition.textProperty().subscribe(this::check);
        from.textProperty().subscribe(this::check);
        message.textProperty().subscribe(this::check);
        condition.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (completion.pressed(event))
                event.consume();
        });
        addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ENTER && event.getTarget() instanceof TextField && !event.isConsumed()
                    && !helping()) {
                finish();
                event.consume();
            }
        });
    }

    private boolean helping() {
        return helping.get() && condition.isFocused() && completion.hasChoice();
    }

    private static HBox pair(String name, Region field) {
        Label label = new Label(name);
        label.setMinWidth(64);
        HBox.setHgrow(field, Priority.ALWAYS);
        HBox pair = new HBox(8, label, field);
        pair.setAlignment(Pos.CENTER_LEFT);
        return pair;
    }

    Node help() {
        return completion;
    }

    ReadOnlyBooleanProperty openProperty() {
        return open;
    }

    /// First what could be written next goes away, then the form.
    void escape() {
        if (helping.get())
            helping.set(false);
        else
            close();
    }

    void create(String words) {
        edited = null;
        open(words, 1, Breakpoint.NONE, "", breakpoints.all());
    }

    void edit(Breakpoint breakpoint) {
        edited = breakpoint;
        open(breakpoint.condition().text(), breakpoint.from(), breakpoint.after(),
                breakpoint.message().map(LogMessage::text).orElse(""), breakpoints.waitable(breakpoint));
    }

    private void open(String words, int first, int waits, String line, List<Breakpoint> others) {
        open.set(true);
        condition.setText(words);
        from.setText(Integer.toString(first));
        List<Optional<Breakpoint>> choices = new ArrayList<>(List.of(Optional.empty()));
        others.forEach(other -> choices.add(Optional.of(other)));
        after.getItems().setAll(choices);
        after.setValue(choices.stream().filter(other -> other.map(Breakpoint::id).orElse(Breakpoint.NONE) == waits)
                .findFirst().orElse(Optional.empty()));
        message.setText(line);
        check();
    }

    /// Moves the focus here.
    void enter() {
        condition.requestFocus();
        condition.selectAll();
    }

    /// Closes it and changes nothing.
    void close() {
        open.set(false);
        helping.set(false);
        onClose.run();
    }

    private void check() {
        String words = "";
        read = null;
        try {
            if (!condition.getText().isBlank())
                read = Condition.parse(condition.getText().strip());
        } catch (IllegalArgumentException why) {
            words = why.getMessage() + ".";
        }
        completion.setWrong(words);
        Completion.mark(state, read != null ? Verdict.VALID : words.isEmpty() ? Verdict.EMPTY : Verdict.WRONG,
                "condition");
        String other = words.isEmpty() ? others() : "";
        wrong.setText(other);
        wrong.setVisible(!other.isEmpty());
        done.setDisable(read == null || !other.isEmpty());
    }

    /// What is wrong beside the condition.
    private String others() {
        if (read != null && breakpoints.ofWords(read.text())
                .filter(same -> edited == null || same.id() != edited.id()).isPresent())
            return "There is a breakpoint with this condition already.";
        if (first() < 1)
            return "The first hit that counts is a whole number from 1 to " + MOST_HITS + ".";
        try {
            LogMessage.parse(message.getText());
            return "";
        } catch (IllegalArgumentException why) {
            return "Log message. " + why.getMessage();
        }
    }

    private int first() {
        return from.getText().matches("\\d{1,7}") && Integer.parseInt(from.getText()) <= MOST_HITS
                ? Integer.parseInt(from.getText())
                : 0;
    }

    private void finish() {
        if (done.isDisabled())
            return;
        Breakpoint old = edited != null ? edited : breakpoints.add(read).orElse(null);
        if (old != null)
            breakpoints.replace(new Breakpoint(old.id(), read, old.enabled(), first(),
                    after.getValue().map(Breakpoint::id).orElse(Breakpoint.NONE),
                    message.getText().isBlank()
                            ? Optional.empty()
                            : Optional.of(LogMessage.parse(message.getText()))));
        close();
    }
}
