package draftscope.app.window;

import draftscope.app.session.Filter;
import draftscope.app.session.Matches;
import draftscope.views.layout.Numbers;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.materialdesign2.MaterialDesignC;
import org.kordamp.ikonli.materialdesign2.MaterialDesignP;

/// The line in which a condition is written, with what it comes to, and below it what could be written next.
final class FilterBar extends HBox {
    private final Search search;
    private final TextField field = new TextField();
    private final Label state = new Label();
    private final Label count = new Label();
    private final Completion completion;

    FilterBar(Search search, Actions actions, Runnable toList) {
        this.search = search;
        Filter filter = search.filter();
        setId("filter-bar");
        getStyleClass().add("filter-bar");
        setAlignment(Pos.CENTER_LEFT);
        visibleProperty().bind(filter.openProperty());
        managedProperty().bind(filter.openProperty());
        state.setId("filter-state");
        state.setMinWidth(72);
        field.setId("filter-field");
        field.setPromptText("state == rejected && p > .2");
        field.setAccessibleText("Filter: a condition on tokens and draft nodes");
        field.textProperty().bindBidirectional(filter.textProperty());
        HBox.setHgrow(field, Priority.ALWAYS);
        completion = new Completion("filter", field, search.helpingProperty(),
                () -> filter.verdictProperty().get() == Filter.Verdict.VALID);
        boundsInParentProperty().subscribe(completion::place);
        count.setId("filter-count");
        count.setMinWidth(Region.USE_PREF_SIZE);
        Button previous = Icons.wire(new Button(), MaterialDesignC.CHEVRON_UP, actions.previousMatch);
        Button next = Icons.wire(new Button(), MaterialDesignC.CHEVRON_DOWN, actions.nextMatch);
        Button close = Icons.wire(new Button(), MaterialDesignC.CLOSE, actions.closeFilter);
        Button save = Icons.wire(new Button(), MaterialDesignP.PALETTE_OUTLINE, actions.saveRule);
        save.setId("save-rule");
        getChildren().addAll(state, field, count, save, previous, next, close);
        filter.verdictProperty().subscribe(this::describe);
        filter.textProperty().subscribe(this::describe);
        filter.matchesProperty().subscribe(this::describe);
        search.currentProperty().subscribe(this::describe);
        search.setOnOpen(() -> {
            field.requestFocus();
            field.selectAll();
            completion.offer(true);
        });
        field.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (pressed(event, toList))
                event.consume();
        });
    }

    /// What lies over the window while a person writes; to be placed above all else.
    Node help() {
        return completion;
    }

    private void describe() {
        Filter filter = search.filter();
        Matches matches = filter.matchesProperty().get();
        Completion.mark(state, filter.verdictProperty().get(), "filter");
        int current = search.currentProperty().get();
        count.setText(matches == null
                ? ""
                : matches.size() == 0
                        ? "nothing matches"
                        : current >= 0
                                ? Numbers.count(current + 1) + " of " + Numbers.count(matches.size())
                                : Numbers.count(matches.size()) + (matches.size() == 1 ? " match" : " matches"));
        field.setAccessibleHelp(filter.wrong().isEmpty() ? count.getText() : filter.wrong());
        completion.setWrong(filter.wrong());
    }

    private boolean pressed(KeyEvent event, Runnable toList) {
        if (completion.pressed(event))
            return true;
        switch (event.getCode()) {
            case DOWN -> toList.run();
            case ENTER -> search.next(!event.isShiftDown());
            default -> {
                return false;
            }
        }
        return true;
    }
}
