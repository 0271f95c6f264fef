package draftscope.app.window;

import draftscope.app.session.Branch;
import draftscope.app.session.Branches;
import draftscope.app.session.Session;
import draftscope.decode.Family;
import draftscope.trace.Fork;
import draftscope.views.layout.RunShape;
import java.util.Arrays;
import javafx.application.Platform;
import javafx.beans.InvalidationListener;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.MenuItem;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.shape.Polygon;

/// The tree of runs: each with its shape, its colour and its name, below the one that it left, with the place where it did.
///
/// | key | does |
/// |---|---|
/// | up, down | shows another run |
/// | Delete | takes the run out of the tree; Ctrl+Z brings it back |
/// | F2 | gives it another name |
final class BranchMap extends VBox {
    private static final double ROW = 26;
    private static final int MOST_ROWS = 7;
    private static final double INDENT = 12;
    private static final int DEEPEST = 6;
    private static final PseudoClass LIVE = PseudoClass.getPseudoClass("live");

    private final Session session;
    private final Branches branches;
    private final ListView<Branches.Row> list = new ListView<>();
    private Branch renaming; // null when none is

    BranchMap(Session session) {
        this.session = session;
        branches = session.branches();
        getStyleClass().addAll("branch-map", "ds-surface");
        Label heading = new Label("Runs");
        heading.getStyleClass().add("ds-heading");
        list.setId("branches");
        list.setAccessibleText("Runs");
        list.setItems(branches.rows());
        list.setFixedCellSize(ROW);
        list.setCellFactory(view -> new Cell());
        list.addEventFilter(KeyEvent.KEY_PRESSED, this::pressed);
        getChildren().addAll(heading, list);
        visibleProperty().bind(branches.shownProperty().isNotNull());
        managedProperty().bind(visibleProperty());
        setMinHeight(Region.USE_PREF_SIZE);
        Runnable follow = this::follow;
        branches.shownProperty().subscribe(follow);
        branches.rows().addListener((InvalidationListener) changed -> follow.run());
        session.activityProperty().subscribe(list::refresh);
        branches.compared().addListener((InvalidationListener) changed -> list.refresh());
        follow();
    }

    private void follow() {
        double height = ROW * Math.clamp(list.getItems().size(), 1, MOST_ROWS) + 4;
        list.setPrefHeight(height);
        list.setMinHeight(height);
        for (int i = 0; i < list.getItems().size(); i++)
            if (list.getItems().get(i).branch() == branches.shown()) {
                list.getSelectionModel().clearAndSelect(i);
                list.scrollTo(i);
            }
    }

    private void pressed(KeyEvent event) {
        if (renaming != null)
            return;
        switch (event.getCode()) {
            case UP -> branches.neighbour(false).ifPresent(session::show);
            case DOWN -> branches.neighbour(true).ifPresent(session::show);
            case DELETE -> branches.delete(branches.shown());
            case F2 -> rename(branches.shown());
            default -> {
                return;
            }
        }
        event.consume();
    }

    private void rename(Branch branch) {
        renaming = branch;
        list.refresh();
    }

    private void endRenaming() {
        renaming = null;
        list.refresh();
        list.requestFocus();
    }

    /// The shape of a run in its colour.
    static Polygon mark(int number, double radius) {
        double[] corners = RunShape.corners(number);
        for (int i = 0; i < corners.length; i++)
            corners[i] *= radius;
        Polygon mark = new Polygon(corners);
        mark.getStyleClass().addAll("run-mark", RunShape.color(number));
        return mark;
    }

    private final class Cell extends ListCell<Branches.Row> {
        private final Label name = new Label();
        private final Label where = new Label();
        private final CheckBox compared = new CheckBox();
        private final Region indent = new Region();
        private final StackPane mark = new StackPane();
        private final HBox line = new HBox(6, indent, mark, name, where, compared);

        Cell() {
            getStyleClass().add("branch");
            line.setAlignment(Pos.CENTER_LEFT);
            name.setMaxWidth(Double.MAX_VALUE);
            name.setMinWidth(24);
            HBox.setHgrow(name, Priority.ALWAYS);
            where.getStyleClass().addAll("ds-secondary", "ds-small");
            where.setMinWidth(Region.USE_PREF_SIZE);
            mark.setMinWidth(14);
            compared.setFocusTraversable(false);
            compared.getStyleClass().add("compared");
            Icons.tip(compared, "Compare this run");
            setPrefWidth(0);
            setOnMouseClicked(event -> {
                if (isEmpty() || event.getButton() != MouseButton.PRIMARY)
                    return;
                if (event.getClickCount() == 2)
                    rename(getItem().branch());
                else if (event.isStillSincePress())
                    session.show(getItem().branch());
            });
            compared.setOnAction(event -> branches.compare(getItem().branch(), compared.isSelected()));
        }

        @Override
        protected void updateItem(Branches.Row row, boolean empty) {
            super.updateItem(row, empty);
            name.textProperty().unbind();
            if (empty || row == null) {
                setGraphic(null);
                setContextMenu(null);
                return;
            }
            Branch branch = row.branch();
            name.textProperty().bind(branch.nameProperty());
            name.setGraphic(null);
            String at = branch.fork().map(fork -> place(branch, fork)).orElse("");
            where.setText(at);
            pseudoClassStateChanged(LIVE, branch.live());
            compared.setSelected(branches.compared().contains(branch));
            compared.setAccessibleText("Compare " + branch.name());
            double width = INDENT * Math.min(DEEPEST, row.depth());
            indent.setMinWidth(width);
            indent.setPrefWidth(width);
            mark.getChildren().setAll(mark(branch.number(), 5.5));
            setAccessibleText(branch.name() + (at.isEmpty() ? "" : ", left its parent " + at)
                    + (branch.live() ? ", goes on" : "") + (branch.recorded() ? ", a recording" : ""));
            Icons.tip(this, getAccessibleText());
            MenuItem rename = new MenuItem("Rename   F2");
            rename.setOnAction(event -> rename(branch));
            MenuItem delete = new MenuItem("Delete   Del");
            delete.setDisable(!branches.deletable(branch));
            delete.setOnAction(event -> branches.delete(branch));
            setContextMenu(new ContextMenu(rename, delete));
            if (renaming == branch)
                editName(branch);
            else
                setGraphic(line);
        }

        private void editName(Branch branch) {
            TextField field = new TextField(branch.name());
            field.setId("branch-name");
            field.setOnAction(event -> {
                branches.rename(branch, field.getText());
                endRenaming();
            });
            field.focusedProperty().subscribe((had, has) -> {
                if (had && !has && renaming == branch) {
                    renaming = null;
                    list.refresh();
                }
            });
            setGraphic(field);
            Platform.runLater(() -> {
                field.requestFocus();
                field.selectAll();
            });
        }

        private static String place(Branch branch, Fork fork) {
            boolean canvas = branch.trace().settings()
                    .filter(run -> Arrays.stream(Family.values()).anyMatch(family -> family.onCanvas()
                            && run.family().equals(family.label())))
                    .isPresent() && !fork.forces();
            return canvas ? "at step " + (fork.step() + 1) : "at " + fork.position();
        }
    }
}
