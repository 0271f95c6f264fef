package draftscope.app.window;

import draftscope.app.session.Breakpoints;
import draftscope.app.session.Hits;
import draftscope.app.session.Session;
import draftscope.query.Breakpoint;
import draftscope.query.Hit;
import draftscope.views.Mark;
import draftscope.views.layout.Numbers;
import java.util.ArrayList;
import java.util.List;
import javafx.application.Platform;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.materialdesign2.MaterialDesignC;
import org.kordamp.ikonli.materialdesign2.MaterialDesignP;
import org.kordamp.ikonli.materialdesign2.MaterialDesignR;
import org.kordamp.ikonli.materialdesign2.MaterialDesignT;

/// The list of breakpoints, with what each came to in the run that is shown, and below it what log points wrote.
final class BreakpointPanel extends VBox {
    private static final int MOST_LINES = 12;

    private final Session session;
    private final MainWindow window;
    private final Breakpoints breakpoints;
    private final BreakpointEditor editor;
    private final VBox rows = new VBox();
    private final VBox log = new VBox();
    private int edited; // id; 0 while none is, or a new one

    BreakpointPanel(Session session, MainWindow window, Actions actions) {
        this.session = session;
        this.window = window;
        breakpoints = session.breakpoints();
        setId("breakpoints");
        getStyleClass().addAll("section", "breakpoints");
        Label heading = new Label("Breakpoints");
        heading.getStyleClass().add("ds-heading");
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        Button add = Icons.wire(new Button(), MaterialDesignP.PLUS, actions.addBreakpoint);
        add.setId("add-breakpoint");
        HBox top = new HBox(heading, gap, add);
        top.getStyleClass().add("section-top");
        editor = new BreakpointEditor(breakpoints, this::closeEditor);
        rows.getStyleClass().add("breakpoint-rows");
        log.setId("breakpoint-log");
        log.managedProperty().bind(log.visibleProperty());
        getChildren().addAll(top, rows, log);
        // What the form takes is known only after its layout.
        heightProperty().subscribe(() -> Platform.runLater(this::reveal));
        breakpoints.all().subscribe(this::list);
        breakpoints.hitsProperty().subscribe(this::list);
        list();
    }

    /// What lies over the window while a condition is written.
    Node help() {
        return editor.help();
    }

    /// Whether the form is open.
    ReadOnlyBooleanProperty writing() {
        return editor.openProperty();
    }

    void escape() {
        editor.escape();
    }

    /// Opens the form for a new breakpoint.
    ///
    /// @param condition what to begin with
    void create(String condition) {
        edited = 0;
        editor.create(condition);
        list();
        editor.enter();
    }

    /// Scrolls the form into sight.
    private void reveal() {
        Node at = getParent();
        while (at != null && !(at instanceof ScrollPane))
            at = at.getParent();
        if (!(at instanceof ScrollPane pane) || !editor.openProperty().get())
            return;
        double top = pane.getContent().sceneToLocal(editor.localToScene(0, 0)).getY();
        double hidden = pane.getContent().getLayoutBounds().getHeight() - pane.getViewportBounds().getHeight();
        pane.setVvalue(hidden <= 0 ? 0 : Math.clamp(top / hidden, 0, 1));
    }

    private void edit(Breakpoint breakpoint) {
        edited = breakpoint.id();
        editor.edit(breakpoint);
        list();
        editor.enter();
    }

    private void closeEditor() {
        edited = 0;
        list();
        window.requestFocus();
    }

    private void list() {
        Hits hits = breakpoints.hitsProperty().get();
        List<Node> shown = new ArrayList<>();
        for (Breakpoint breakpoint : breakpoints.all()) {
            shown.add(editor.openProperty().get() && breakpoint.id() == edited
                    ? editor
                    : row(breakpoint, hits.count(breakpoint)));
        }
        if (editor.openProperty().get() && edited == 0)
            shown.add(editor);
        if (shown.isEmpty()) {
            Label empty = new Label("None. F9 sets one here.");
            empty.setWrapText(true);
            empty.getStyleClass().addAll("ds-secondary", "small");
            shown.add(empty);
        }
        if (!breakpoints.all().isEmpty())
            shown.add(legend());
        // The form keeps its focus only while it stays where it is.
        if (!rows.getChildren().contains(editor) || !shown.contains(editor)
                || shown.indexOf(editor) != rows.getChildren().indexOf(editor)) {
            rows.getChildren().setAll(shown);
        } else {
            for (int i = 0; i < shown.size(); i++) {
                if (shown.get(i) != editor)
                    rows.getChildren().set(i, shown.get(i));
            }
        }
        lines(hits);
    }

    private HBox row(Breakpoint breakpoint, int hits) {
        ToggleButton switched = new ToggleButton();
        switched.setSelected(breakpoint.enabled());
        switched.setGraphic(Icons.of(icon(breakpoint)));
        switched.getStyleClass().addAll("icon-button", "breakpoint-sign");
        switched.setAccessibleText((breakpoint.enabled() ? "On: " : "Off: ") + breakpoint.condition().text());
        Icons.tip(switched, breakpoint.enabled() ? "Turn off" : "Turn on");
        switched.setOnAction(event -> breakpoints.setEnabled(breakpoint.id(), !breakpoint.enabled()));
        String manner = BreakpointWords.manner(breakpoint, breakpoints.all());
        Label words = new Label(breakpoint.condition().text());
        words.getStyleClass().add("ds-mono");
        Label more = new Label(manner);
        more.getStyleClass().addAll("ds-secondary", "small");
        VBox text = new VBox(words);
        if (!manner.isEmpty())
            text.getChildren().add(more);
        Button open = new Button();
        open.setGraphic(text);
        open.getStyleClass().add("breakpoint-words");
        open.setMaxWidth(Double.MAX_VALUE);
        open.setMinWidth(0);
        HBox.setHgrow(open, Priority.ALWAYS);
        open.setAccessibleText("Edit breakpoint " + breakpoint.condition().text()
                + (manner.isEmpty() ? "" : ", " + manner) + ", " + Numbers.plural(hits, "hit"));
        Icons.tip(open, breakpoint.condition().text() + (manner.isEmpty() ? "" : "\n" + manner) + "\nClick to edit");
        open.setOnAction(event -> edit(breakpoint));
        Label count = new Label(breakpoint.enabled() ? Numbers.count(hits) + "×" : "off");
        count.getStyleClass().addAll("ds-secondary", "small");
        count.setMinWidth(Region.USE_PREF_SIZE);
        Button delete = new Button();
        delete.setGraphic(Icons.of(MaterialDesignC.CLOSE));
        delete.getStyleClass().add("icon-button");
        delete.setAccessibleText("Delete breakpoint " + breakpoint.condition().text());
        Icons.tip(delete, "Delete");
        delete.setOnAction(event -> breakpoints.remove(breakpoint.id()));
        HBox row = new HBox(switched, open, count, delete);
        row.setAlignment(Pos.CENTER_LEFT);
        row.getStyleClass().add("breakpoint-row");
        return row;
    }

    /// What the signs mean, here and beside the tokens, nodes and rounds that were hit: of those in the list.
    private FlowPane legend() {
        FlowPane legend = new FlowPane(12, 2);
        legend.getStyleClass().add("breakpoint-legend");
        legend.setPrefWrapLength(200);
        for (Mark.Shape shape : breakpoints.all().stream().map(BreakpointWords::shape).distinct().sorted().toList()) {
            legend.getChildren().add(meaning(switch (shape) {
                case DISC -> MaterialDesignC.CIRCLE;
                case LINES -> MaterialDesignT.TEXT;
                default -> MaterialDesignR.RHOMBUS;
            }, switch (shape) {
                case DISC -> "a place";
                case LINES -> "writes a line";
                default -> "a condition";
            }));
        }
        if (breakpoints.all().stream().anyMatch(breakpoint -> !breakpoint.enabled()))
            legend.getChildren().add(meaning(MaterialDesignC.CIRCLE_OUTLINE, "hollow: off"));
        return legend;
    }

    private static Label meaning(Ikon sign, String words) {
        Label label = new Label(words, Icons.of(sign));
        label.getStyleClass().addAll("ds-secondary", "small");
        label.setMinWidth(Region.USE_PREF_SIZE);
        return label;
    }

    private static Ikon icon(Breakpoint breakpoint) {
        boolean on = breakpoint.enabled();
        return switch (BreakpointWords.shape(breakpoint)) {
            case DISC -> on ? MaterialDesignC.CIRCLE : MaterialDesignC.CIRCLE_OUTLINE;
            case LINES -> on ? MaterialDesignT.TEXT : MaterialDesignT.TEXT_BOX_OUTLINE;
            default -> on ? MaterialDesignR.RHOMBUS : MaterialDesignR.RHOMBUS_OUTLINE;
        };
    }

    /// The newest lines of log points; a click goes to the moment.
    private void lines(Hits hits) {
        List<Hit> written = hits.log();
        log.setVisible(!written.isEmpty());
        List<Node> lines = new ArrayList<>();
        Label heading = new Label("Log");
        heading.getStyleClass().add("ds-heading");
        lines.add(heading);
        if (written.size() > MOST_LINES) {
            Label earlier = new Label(Numbers.count(written.size() - MOST_LINES) + " earlier");
            earlier.getStyleClass().addAll("ds-secondary", "small");
            lines.add(earlier);
        }
        for (Hit hit : written.subList(Math.max(0, written.size() - MOST_LINES), written.size())) {
            Hyperlink line = new Hyperlink((hit.item().facts().step() + 1) + "  " + hit.line());
            line.setWrapText(true);
            line.getStyleClass().add("log-line");
            line.setOnAction(event -> session.seek(hit.position()));
            lines.add(line);
        }
        log.getChildren().setAll(lines);
    }
}
