package draftscope.app.window;

import draftscope.app.session.RunFindings;
import draftscope.app.session.Session;
import draftscope.findings.Finding;
import draftscope.findings.Findings;
import draftscope.findings.Rule;
import draftscope.trace.DraftNode;
import draftscope.views.Selection;
import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.collections.SetChangeListener;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// What was found in the run, what matters most first, each with the way to where it shows. It lies over the views and blocks
/// nothing.
final class FindingsPanel extends VBox {
    private final Session session;
    private final MainWindow window;
    private final RunFindings findings;
    private final BooleanProperty open = new SimpleBooleanProperty();
    private final VBox list = new VBox();

    FindingsPanel(Session session, MainWindow window) {
        this.session = session;
        this.window = window;
        findings = session.findings();
        setId("findings");
        getStyleClass().addAll("shortcut-sheet", "findings");
        list.getStyleClass().add("finding-list");
        SheetHead head = new SheetHead(new Label("Findings"), "Close the findings", () -> open.set(false));
        getChildren().addAll(head, new ScrollBox(list));
        setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        visibleProperty().bind(open);
        managedProperty().bind(open);
        findings.foundProperty().subscribe(this::fill);
        findings.muted().addListener((SetChangeListener<String>) change -> fill());
        session.activityProperty().subscribe(this::fill);
        open.subscribe(shown -> {
            fill();
            if (shown)
                head.requestFocus();
        });
    }

    /// Whether it is shown.
    BooleanProperty openProperty() {
        return open;
    }

    private void fill() {
        if (!open.get())
            return;
        list.getChildren().clear();
        List<Finding> found = findings.foundProperty().get();
        if (found.isEmpty())
            list.getChildren().add(new Paragraph(session.shownProperty().get() == null
                    ? "Nothing has run yet. Start a run: Ctrl+Enter."
                    : session.activity().live() && !session.pastProperty().get()
                            ? "The rules look when the run has ended or is held: Space."
                            : "None of the " + (Findings.rules().size() - findings.muted().size())
                                    + " rules that are not muted found anything in this run."));
        found.forEach(finding -> list.getChildren().add(entry(finding)));
        List<Rule> silent = Findings.rules().stream().filter(rule -> findings.muted().contains(rule.id())).toList();
        if (silent.isEmpty())
            return;
        Label heading = new Label("Muted");
        heading.getStyleClass().add("ds-heading");
        list.getChildren().add(heading);
        for (Rule rule : silent) {
            Button unmute = new Button("Listen again");
            unmute.setAccessibleText("Listen again to: " + rule.title());
            unmute.setOnAction(event -> findings.muted().remove(rule.id()));
            list.getChildren().add(row(new Label(rule.title()), unmute));
        }
    }

    private VBox entry(Finding finding) {
        Label title = new Label(finding.rule().title());
        title.getStyleClass().add("ds-strong");
        Label score = new Label("weight " + Words.percent(finding.score(), 0));
        score.getStyleClass().add("ds-secondary");
        Button mute = new Button("Mute");
        mute.setAccessibleText("Mute: " + finding.rule().title());
        mute.setOnAction(event -> findings.muted().add(finding.rule().id()));
        Icons.tip(mute, "Leave this rule out of the list, in this run and in later ones.");
        HBox head = row(title, score, mute);
        if (finding.step() != Finding.NOWHERE) {
            Button show = new Button("Show");
            show.setAccessibleText("Show where: " + finding.rule().title());
            show.setOnAction(event -> show(finding));
            head.getChildren().add(head.getChildren().size() - 1, show);
        }
        Paragraph when = new Paragraph(finding.rule().when());
        when.getStyleClass().add("ds-secondary");
        VBox entry = new VBox(head, new Paragraph(finding.sentence()), when);
        entry.getStyleClass().add("finding");
        return entry;
    }

    private static HBox row(Label title, javafx.scene.Node... more) {
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        HBox row = new HBox(8, title, gap);
        row.getChildren().addAll(more);
        row.setAlignment(Pos.CENTER_LEFT);
        return row;
    }

    private void show(Finding finding) {
        session.seek(session.traceProperty().get().endOfStep(finding.step()));
        if (finding.node() != DraftNode.NONE)
            window.selectionProperty().set(new Selection.Node(finding.step(), finding.node()));
        else if (finding.position() != Finding.NOWHERE)
            window.selectionProperty().set(new Selection.Token(
                    finding.position() - session.traceProperty().get().prompt().size()));
        open.set(false);
    }
}
