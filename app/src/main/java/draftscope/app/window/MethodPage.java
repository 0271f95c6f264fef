package draftscope.app.window;

import draftscope.app.session.Problem;
import draftscope.app.session.Session;
import draftscope.app.session.Sketch;
import draftscope.decode.DecodingMethod;
import draftscope.decode.Family;
import draftscope.decode.MethodSummary;
import draftscope.views.DraftTreeView;
import draftscope.views.LanesView;
import draftscope.views.TraceView;
import draftscope.views.UnmaskingGrid;
import java.util.function.Consumer;
import javafx.beans.property.BooleanProperty;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/// Everything about the chosen method, made from its catalog entry, with a picture of what it drafts. It lies over the views
/// and blocks nothing.
final class MethodPage extends VBox {
    private static final double PICTURE_HEIGHT = 300;

    private final Session session;
    private final MainWindow window;
    private final Consumer<String> browser;
    private final VBox content = new VBox(12);
    private final StackPane picture = new StackPane();
    private final Label source = new Paragraph("");
    private final Label title = new Label();
    private int ticket;

    /// @param browser opens an address
    MethodPage(Session session, MainWindow window, BooleanProperty open, Consumer<String> browser) {
        this.session = session;
        this.window = window;
        this.browser = browser;
        setId("method-page");
        getStyleClass().addAll("shortcut-sheet", "method-page");
        title.setId("method-page-title");
        source.setId("method-page-source");
        ScrollBox scroll = new ScrollBox(content);
        scroll.setFitToHeight(true);
        content.setMinHeight(USE_PREF_SIZE);
        VBox.setVgrow(scroll, Priority.ALWAYS);
        VBox.setVgrow(picture, Priority.ALWAYS);
        getChildren().addAll(new SheetHead(title, "Close", () -> open.set(false)), scroll);
        visibleProperty().bind(open);
        open.subscribe(on -> show());
        session.setup().methodProperty().subscribe(method -> show());
    }

    private void show() {
        DecodingMethod method = session.setup().methodProperty().get();
        if (!isVisible() || method == null)
            return;
        MethodSummary summary = MethodSummary.of(method);
        title.setText(summary.title());
        content.getChildren().setAll(new Paragraph(summary.idea()), new Paragraph(summary.exactness()),
                paper(method, summary));
        summary.needs().forEach(need -> content.getChildren().add(new Paragraph(need)));
        if (!summary.knobs().isEmpty())
            content.getChildren().addAll(heading("Parameters"), knobs(summary));
        content.getChildren().addAll(heading(method.family() == Family.DIFFUSION
                ? "What it unmasks"
                : "What it drafts"), source, picture);
        draw(method);
    }

    private Region paper(DecodingMethod method, MethodSummary summary) {
        if (method.paper().arxivId().isEmpty())
            return new Paragraph(summary.paper());
        Hyperlink link = new Hyperlink(summary.paper());
        link.setWrapText(true);
        link.setMinHeight(USE_PREF_SIZE);
        link.getStyleClass().add("paper");
        link.setOnAction(event -> browser.accept("https://arxiv.org/abs/" + method.paper().arxivId()));
        return link;
    }

    private static GridPane knobs(MethodSummary summary) {
        GridPane grid = new GridPane(16, 8);
        for (MethodSummary.Knob knob : summary.knobs()) {
            Label name = new Label(knob.label());
            name.setMinWidth(USE_PREF_SIZE);
            Label help = new Paragraph(knob.help() + " Accepted: " + knob.range() + ".");
            Label standard = new Label(knob.standardWithUnit());
            standard.getStyleClass().add("ds-mono");
            standard.setMinWidth(USE_PREF_SIZE);
            GridPane.setHgrow(help, Priority.ALWAYS);
            grid.addRow(grid.getRowCount(), name, standard, help);
        }
        return grid;
    }

    private void draw(DecodingMethod method) {
        int mine = ++ticket;
        picture.getChildren().clear();
        if (method.family() == Family.PLAIN) {
            source.setText("Nothing: each token takes one run of the target.");
            return;
        }
        source.setText("Being drawn …");
        session.sketch().whenComplete((sketch, failure) -> javafx.application.Platform.runLater(() -> {
            if (mine != ticket)
                return;
            if (failure != null)
                source.setText(Problem.of("There is no picture", failure).sentence());
            else
                show(sketch);
        }));
    }

    private void show(Sketch sketch) {
        source.setText(sketch.source());
        TraceView view;
        if (sketch.state().canvas().isPresent()) {
            UnmaskingGrid grid = new UnmaskingGrid();
            grid.setCanvas(false);
            view = grid;
        } else {
            view = sketch.state().batch().isPresent() ? new LanesView() : new DraftTreeView();
        }
        view.setLive(false);
        view.themeProperty().bind(window.themeProperty());
        view.setState(sketch.state());
        view.setId("method-page-picture");
        view.setMinHeight(PICTURE_HEIGHT);
        view.setPrefHeight(PICTURE_HEIGHT);
        picture.getChildren().setAll(view);
    }

    private static Label heading(String text) {
        Label heading = new Label(text);
        heading.getStyleClass().add("ds-heading");
        return heading;
    }

}
