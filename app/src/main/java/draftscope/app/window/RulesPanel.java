package draftscope.app.window;

import draftscope.app.session.ColourRules;
import draftscope.app.session.ColourRules.Found;
import draftscope.app.session.ColourRules.Rule;
import draftscope.styles.Theme;
import draftscope.views.Mark;
import draftscope.views.MarkIcon;
import draftscope.views.layout.Numbers;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.materialdesign2.MaterialDesignC;

/// The colour rules with their signs and what each is true of; there only while there are any.
final class RulesPanel extends VBox {
    private static final double SIGN = 16;
    private static final List<Mark.Shape> SHAPES = List.of(Mark.Shape.TRIANGLE, Mark.Shape.SQUARE, Mark.Shape.STAR,
            Mark.Shape.HEXAGON, Mark.Shape.RING, Mark.Shape.HALF);

    private final ColourRules rules;
    private final ObservableValue<Theme> theme;
    private final VBox rows = new VBox();

    RulesPanel(ColourRules rules, ObservableValue<Theme> theme) {
        this.rules = rules;
        this.theme = theme;
        setId("rules");
        getStyleClass().addAll("section", "breakpoints");
        Label heading = new Label("Colour rules");
        heading.getStyleClass().add("ds-heading");
        rows.getStyleClass().add("breakpoint-rows");
        getChildren().addAll(heading, rows);
        managedProperty().bind(visibleProperty());
        rules.all().subscribe(this::list);
        rules.foundProperty().subscribe(this::list);
        theme.subscribe(this::list);
        list();
    }

    /// The sign of a rule: a shape and a colour that go together.
    static Mark mark(Rule rule) {
        return new Mark(SHAPES.get(rule.look()), "rule-" + rule.look(), rule.condition().text());
    }

    private void list() {
        setVisible(!rules.all().isEmpty());
        List<Node> shown = new ArrayList<>();
        for (Rule rule : rules.all())
            shown.add(row(rule));
        rows.getChildren().setAll(shown);
    }

    private HBox row(Rule rule) {
        Mark mark = mark(rule);
        Button sign = new Button();
        sign.setGraphic(MarkIcon.of(mark, theme.getValue(), SIGN));
        sign.getStyleClass().addAll("icon-button", "breakpoint-sign");
        sign.setAccessibleText("Sign of " + rule.condition().text() + ": "
                + Words.lower(mark.shape().name()) + "; choose another");
        Icons.tip(sign, "Another sign");
        sign.setOnAction(event -> rules.nextLook(rule));
        Label words = new Label(rule.condition().text());
        words.getStyleClass().add("ds-mono");
        words.setMinWidth(0);
        words.setMaxWidth(Double.MAX_VALUE);
        Icons.tip(words, rule.condition().text());
        HBox.setHgrow(words, Priority.ALWAYS);
        Label count = new Label(rules.foundProperty().get().stream().filter(found -> found.rule().equals(rule))
                .map(Found::matches).map(matches -> Numbers.count(matches.size()) + "×").findFirst().orElse(""));
        count.getStyleClass().addAll("ds-secondary", "small");
        count.setMinWidth(Region.USE_PREF_SIZE);
        Button delete = new Button();
        delete.setGraphic(Icons.of(MaterialDesignC.CLOSE));
        delete.getStyleClass().add("icon-button");
        delete.setAccessibleText("Delete colour rule " + rule.condition().text());
        Icons.tip(delete, "Delete");
        delete.setOnAction(event -> rules.remove(rule));
        HBox row = new HBox(sign, words, count, delete);
        row.setAlignment(Pos.CENTER_LEFT);
        row.getStyleClass().add("breakpoint-row");
        return row;
    }
}
