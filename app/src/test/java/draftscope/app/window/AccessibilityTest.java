package draftscope.app.window;

import static draftscope.app.window.Waiting.onFx;
import static draftscope.app.window.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.session.Activity;
import draftscope.app.session.FirstRun;
import draftscope.app.session.ModelShelf;
import draftscope.app.session.Pace;
import draftscope.app.session.Session;
import draftscope.decode.MethodCatalog;
import draftscope.styles.Fonts;
import draftscope.views.Selection;
import draftscope.views.TraceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.geometry.Bounds;
import javafx.scene.AccessibleAttribute;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.IndexedCell;
import javafx.scene.control.Labeled;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TableView;
import javafx.scene.control.TextInputControl;
import javafx.scene.text.Text;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/// The window for people who work it by keyboard, hear it, or need large text.
@ExtendWith(ApplicationExtension.class)
class AccessibilityTest {
    /// Words that may be shortened because all of them are a tooltip or the row's own text away.
    private static final Set<String> MAY_BE_SHORTENED = Set.of("palette-note", "library-path", "chip-value",
            "recording");

    private Session session;
    private MainWindow window;
    private Scene scene;
    private Stage stage;

    @Start
    private void start(Stage shown) {
        Fonts.load();
        stage = shown;
    }

    private void open(int width, int height, int percent) throws Exception {
        onFx(() -> {
            session = new Session(ModelShelf.withSamples(), Platform::runLater);
            window = new MainWindow(session, owner -> Optional.empty(), address -> {});
            session.setup().promptProperty().set(FirstRun.PROMPT);
            session.setup().sampling().put("max-tokens", "60");
            session.setup().methodProperty().set(MethodCatalog.byId(FirstRun.METHOD));
            session.shelf().named(FirstRun.TARGET).ifPresent(session.target()::choose);
            session.shelf().named(FirstRun.DRAFT).ifPresent(session.draft()::choose);
            session.paceProperty().set(Pace.FULL);
            window.preferences().textPercentProperty().set(percent);
            scene = window.newScene(width, height);
            stage.setScene(scene);
            stage.show();
        });
        ToyWindow.awaitModels(session);
        onFx(session::generate);
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        onFx(() -> {
            session.seek(session.traceProperty().get().endOfStep(4));
            window.selectionProperty().set(new Selection.Node(4, 1));
        });
    }

    /// Looks at the window with each view, as a picture and as a table, and with each sheet over it.
    private List<String> everywhere(Consumer<List<String>> look) throws Exception {
        List<String> found = new ArrayList<>();
        Consumer<String> at = place -> {
            List<String> here = new ArrayList<>();
            settle();
            look.accept(here);
            here.forEach(each -> found.add(place + ": " + each));
        };
        for (View view : View.values()) {
            onFx(() -> {
                window.viewProperty().set(view);
                window.tableProperty().set(false);
                at.accept(view.label());
                window.tableProperty().set(true);
                at.accept(view.label() + " as a table");
                window.tableProperty().set(false);
            });
        }
        record Sheet(String name, Runnable toggle) {}
        for (Sheet sheet : List.of(new Sheet("palette", window::togglePalette),
                new Sheet("preferences", window::togglePreferences), new Sheet("shortcuts", window::toggleShortcuts),
                new Sheet("method", window::toggleMethodPage), new Sheet("filter", window.search()::open))) {
            onFx(() -> {
                sheet.toggle().run();
                at.accept(sheet.name());
                if (sheet.name().equals("filter"))
                    window.search().close();
                else
                    sheet.toggle().run();
            });
        }
        return found;
    }

    private void settle() {
        for (int i = 0; i < 4; i++) {
            scene.getRoot().applyCss();
            scene.getRoot().layout();
        }
    }

    private static void walk(Node node, Consumer<Node> visit) {
        if (!node.isVisible())
            return;
        visit.accept(node);
        if (node instanceof Parent parent)
            parent.getChildrenUnmodifiable().forEach(child -> walk(child, visit));
    }

    @Test
    void everythingThatTakesTheFocusHasARoleAndAName() throws Exception {
        open(1440, 900, 100);
        assertThat(everywhere(found -> walk(scene.getRoot(), node -> {
            if (!node.isFocusTraversable() || node.isDisabled())
                return;
            AccessibleRole role = node.getAccessibleRole();
            if (role == AccessibleRole.NODE || role == AccessibleRole.PARENT || role == null)
                found.add("no role: " + node);
            String name = node.getAccessibleText();
            // The text of a field is what is written in it; its name is another matter.
            if (blank(name) && !(node instanceof TextInputControl))
                name = (String) node.queryAccessibleAttribute(AccessibleAttribute.TEXT);
            if (blank(name))
                found.add("no name: " + node);
        }))).isEmpty();
        onFx(session::close);
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }

    /// Tab goes from view to view; inside, arrows move. Buttons, fields and sliders that a view brings along are stops of their
    /// own.
    @Test
    void eachViewIsOneTabStop() throws Exception {
        open(1440, 900, 100);
        assertThat(everywhere(found -> walk(scene.getRoot(), node -> {
            if (!(node instanceof TraceView view))
                return;
            List<Node> stops = new ArrayList<>();
            walk(view, inside -> {
                if (inside.isFocusTraversable() && (inside instanceof TraceView || inside instanceof TableView))
                    stops.add(inside);
            });
            if (stops.size() != 1)
                found.add(view.getId() + " has " + stops);
        }))).isEmpty();
        onFx(session::close);
    }

    @ParameterizedTest
    @CsvSource({"1440,900,200", "1440,900,150", "1100,700,100", "1440,900,100"})
    void nothingIsClippedOrOverlaps(int width, int height, int percent) throws Exception {
        open(width, height, percent);
        assertThat(everywhere(found -> {
            Bounds centre = bounds(scene.lookup(".deck"));
            Bounds inspector = bounds(scene.lookup("#inspector"));
            Bounds setup = bounds(scene.lookup(".setup"));
            Bounds timeline = bounds(scene.lookup("#timeline"));
            Bounds status = bounds(scene.lookup(".status-line"));
            if (centre.getMaxX() > inspector.getMinX() + 1)
                found.add(
                        "the centre ends at " + centre.getMaxX() + ", the inspector begins at " + inspector.getMinX());
            if (centre.getMinX() < setup.getMaxX() - 1)
                found.add("the centre begins at " + centre.getMinX() + ", the setup ends at " + setup.getMaxX());
            if (centre.getMaxY() > timeline.getMinY() + 1)
                found.add("the centre ends at " + centre.getMaxY() + ", the timeline begins at " + timeline.getMinY());
            if (status.getMaxY() > scene.getHeight() + 1 || inspector.getMaxX() > scene.getWidth() + 1)
                found.add("beyond the window: " + status + " " + inspector);
            walk(scene.getRoot(), node -> {
                if (node instanceof Labeled labeled && shortened(labeled) && !mayBeShortened(labeled))
                    found.add("shortened: “" + labeled.getText() + "” " + labeled.getStyleClass() + " in "
                            + labeled.getParent());
                if (node instanceof Labeled labeled && !blank(labeled.getText()) && !scrolls(labeled)) {
                    Bounds at = bounds(labeled);
                    if (at.getMaxX() > scene.getWidth() + 1 || at.getMaxY() > scene.getHeight() + 1
                            || at.getMinX() < -1)
                        found.add("outside: “" + labeled.getText() + "” " + labeled.getStyleClass() + " ends at "
                                + at.getMaxX() + ", " + at.getMaxY());
                }
            });
        })).isEmpty();
        onFx(session::close);
    }

    /// Whether less is painted than the label says.
    private static boolean shortened(Labeled labeled) {
        return labeled.isTextTruncated()
                && !(labeled.lookup(".text") instanceof Text painted && painted.getText().equals(labeled.getText()));
    }

    private static boolean mayBeShortened(Labeled labeled) {
        if (labeled.getAccessibleHelp() != null && !labeled.getAccessibleHelp().isEmpty())
            return true;
        for (Node node = labeled; node != null; node = node.getParent()) {
            if (node instanceof IndexedCell || node.getStyleClass().stream().anyMatch(MAY_BE_SHORTENED::contains))
                return true;
        }
        return false;
    }

    /// What lies in something that scrolls is there for who goes there.
    private static boolean scrolls(Node node) {
        for (Node at = node; at != null; at = at.getParent())
            if (at instanceof ScrollPane || at instanceof IndexedCell || at.getStyleClass().contains("virtual-flow")
                    || at.getStyleClass().contains("column-header-background"))
                return true;
        return false;
    }

    private static Bounds bounds(Node node) {
        return node.localToScene(node.getLayoutBounds());
    }
}
