package draftscope.app.window;

import draftscope.app.session.Session;
import draftscope.decode.CannotRunException;
import draftscope.decode.DecodingMethod;
import draftscope.decode.Family;
import draftscope.decode.MethodCatalog;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.RadioButton;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;

/// The catalog: families, the methods of one, and a card about the chosen method.
final class MethodPicker extends VBox {
    /// Methods listed without scrolling.
    private static final int ROWS = 4;
    /// In the size of the text, 28 pixels at 100 %.
    private static final double ROW_HEIGHT = 2.154;

    private final Session session;
    private final Action about;
    private final Consumer<String> browser;
    private final Segments families = new Segments();
    private final VBox list = new VBox();
    private final VBox card = new VBox(4);
    private Family listed;
    private Subscription exactness = Subscription.EMPTY;

    /// @param about   opens the page about the chosen method
    /// @param browser opens an address
    MethodPicker(Session session, Action about, Consumer<String> browser) {
        this.session = session;
        this.about = about;
        this.browser = browser;
        getStyleClass().add("method-picker");
        list.getStyleClass().add("method-list");
        card.getStyleClass().addAll("ds-card", "method-card");
        ToggleGroup group = new ToggleGroup();
        MethodCatalog.all().stream().map(DecodingMethod::family).distinct().forEach(family -> {
            ToggleButton segment = new ToggleButton(family.label());
            segment.setToggleGroup(group);
            segment.setUserData(family);
            segment.setId("family-" + Words.lower(family.name()));
            segment.setMaxWidth(Double.MAX_VALUE);
            // A family that is on stays on: clicking it again is no choice.
            segment.setOnAction(event -> {
                segment.setSelected(true);
                if (family != listed)
                    session.choose(family);
            });
            families.add(segment);
        });
        ScrollBox scroll = new ScrollBox(list);
        // A scroll pane whose content has become higher goes back to where it was, after the layout.
        list.heightProperty().subscribe(() -> Platform.runLater(() -> reveal(scroll)));
        getChildren().addAll(families, scroll, card);
        session.setup().methodProperty().subscribe(method -> {
            if (method != null)
                show(method, scroll);
        });
    }

    private void show(DecodingMethod method, ScrollBox scroll) {
        families.all().forEach(node -> {
            ToggleButton segment = (ToggleButton) node;
            segment.setSelected(segment.getUserData() == method.family());
        });
        if (listed != method.family()) {
            listed = method.family();
            List<DecodingMethod> methods = MethodCatalog.all().stream().filter(m -> m.family() == listed).toList();
            ToggleGroup group = new ToggleGroup();
            list.getChildren().setAll(methods.stream().map(m -> row(m, group)).toList());
            scroll.setStyle(height(Math.min(methods.size(), ROWS)));
        }
        list.getChildren().forEach(row -> ((RadioButton) ((HBox) row).getChildren().getFirst())
                .setSelected(row.getUserData().equals(method.id())));
        reveal(scroll);
        describe(method);
    }

    /// Scrolls the list so far that the chosen method is seen.
    private void reveal(ScrollBox scroll) {
        DecodingMethod method = session.setup().methodProperty().get();
        int count = list.getChildren().size();
        int at = 0;
        while (at < count && !list.getChildren().get(at).getUserData().equals(method.id()))
            at++;
        if (count <= ROWS || at == count)
            return;
        double top = scroll.getVvalue() * (count - ROWS); // in rows
        scroll.setVvalue(Math.clamp(top, at - ROWS + 1, at) / (count - ROWS));
    }

    private HBox row(DecodingMethod method, ToggleGroup group) {
        RadioButton button = new RadioButton(method.name());
        button.setId("method-" + method.id());
        button.setToggleGroup(group);
        button.setMaxWidth(Double.MAX_VALUE);
        button.setMinWidth(0);
        button.setAccessibleText(method.name() + ". " + method.idea());
        button.setOnAction(event -> session.choose(method));
        Icons.tip(button, method.idea());
        HBox.setHgrow(button, Priority.ALWAYS);
        Label tag = new Label(method.exact() ? "exact" : "lossy");
        tag.setMinWidth(Region.USE_PREF_SIZE);
        tag.getStyleClass().addAll("tag", method.exact() ? "exact" : "lossy");
        Icons.tip(tag, method.exact() ? "The text follows the target's own distribution." : method.lossyReason());
        HBox row = new HBox(8, button, tag);
        row.getStyleClass().add("method-row");
        row.setStyle(height(1));
        row.setUserData(method.id());
        return row;
    }

    private static String height(int rows) {
        String em = String.format(Locale.ROOT, "%.3fem", rows * ROW_HEIGHT);
        return "-fx-min-height: " + em + "; -fx-pref-height: " + em + ";";
    }

    private void describe(DecodingMethod method) {
        card.getChildren().setAll(new Paragraph(method.idea(), "ds-secondary"));
        Label lossy = new Paragraph("", "ds-secondary");
        lossy.managedProperty().bind(lossy.visibleProperty());
        card.getChildren().add(lossy);
        exactness.unsubscribe();
        exactness = session.setup().parameters(method).subscribe(() -> sayWhetherLossy(method, lossy));
        sayWhetherLossy(method, lossy);
        String source = method.paper().authors() + ", " + method.paper().year();
        FlowPane links = new FlowPane(12, 2);
        if (method.paper().arxivId().isEmpty()) {
            card.getChildren().add(new Paragraph(source, "ds-secondary"));
        } else {
            Hyperlink paper = link("arXiv " + method.paper().arxivId(), source + ": " + method.paper().title());
            paper.setOnAction(event -> browser.accept("https://arxiv.org/abs/" + method.paper().arxivId()));
            links.getChildren().add(paper);
        }
        Hyperlink more = link("About this method", about.hint());
        more.setId("about-method");
        more.setOnAction(event -> about.perform());
        links.getChildren().add(more);
        card.getChildren().add(links);
    }

    private static Hyperlink link(String text, String tip) {
        Hyperlink link = new Hyperlink(text);
        link.setMinHeight(Region.USE_PREF_SIZE);
        link.getStyleClass().add("paper");
        Icons.tip(link, tip);
        return link;
    }

    /// A method may be exact with some parameters and lossy with others.
    private void sayWhetherLossy(DecodingMethod method, Label label) {
        String reason;
        try {
            reason = method.lossyReason(session.setup().parameters(method));
        } catch (CannotRunException outOfRange) {
            return; // said at its field
        }
        label.setText("Lossy: " + reason);
        label.setVisible(!reason.isEmpty());
    }

}
