package draftscope.app.window;

import draftscope.app.export.Exhibit;
import draftscope.app.export.Format;
import draftscope.app.export.Order;
import draftscope.app.session.Session;
import draftscope.styles.Theme;
import draftscope.trace.TraceState;
import draftscope.views.Selection;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.TextField;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;

/// What of the run is to be written, as what, and where. It lies over the views and blocks nothing.
final class ExportSheet extends VBox {
    private final Session session;
    private final MainWindow window;
    private final ExportWork work;
    private final BooleanProperty open = new SimpleBooleanProperty();
    private final ComboBox<Exhibit> what = choice("export-what", "What to write", Exhibit::label);
    private final ComboBox<Format> format = choice("export-format", "As what",
            chosen -> chosen.label() + " (." + chosen.ending() + ")");
    private final ComboBox<Theme> look = choice("export-look", "Colours",
            theme -> theme == Theme.LIGHT ? "light, as on paper" : "dark, as on a screen");
    private final TextField caption = new TextField();
    private final TextField first = new TextField("1");
    private final Label firstName = new Label("From step");

    /// @param file asks for the file's name, which may be the one that is given
    ExportSheet(Session session, MainWindow window, Function<String, Optional<Path>> file) {
        this.session = session;
        this.window = window;
        work = new ExportWork(session);
        setId("export-sheet");
        getStyleClass().add("shortcut-sheet");
        visibleProperty().bind(open);
        setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        Keys.keepSingleKeys(this);
        caption.setId("export-caption");
        caption.setPromptText("the step in words");
        caption.setAccessibleText("Caption");
        first.setId("export-from");
        first.setAccessibleText("First step of the moving picture");
        what.getItems().setAll(Exhibit.values());
        look.getItems().setAll(Theme.LIGHT, Theme.DARK);
        look.setValue(Theme.LIGHT);
        what.valueProperty().subscribe(this::offerFormats);
        format.valueProperty().subscribe(this::showFields);
        GridPane fields = new GridPane(12, 8);
        fields.addRow(0, new Label("What"), what);
        fields.addRow(1, new Label("As"), format);
        fields.addRow(2, new Label("Colours"), look);
        fields.addRow(3, new Label("Caption"), caption);
        fields.addRow(4, firstName, first);
        Button write = new Button("Write the file …");
        write.setId("export-write");
        write.setDefaultButton(true);
        write.disableProperty().bind(work.workingProperty().or(open.not()));
        write.setOnAction(event -> write(file));
        getChildren().addAll(new SheetHead("Export", this::close), fields, new HBox(write));
        first.managedProperty().bind(first.visibleProperty());
        firstName.managedProperty().bind(firstName.visibleProperty());
    }

    /// What is seen while something is written: how far it is, and the way to stop it.
    Node progress() {
        ProgressBar bar = new ProgressBar();
        bar.progressProperty().bind(work.shareProperty());
        bar.setAccessibleText("How much is done");
        Button cancel = new Button("Stop writing");
        cancel.setId("export-cancel");
        cancel.setOnAction(event -> work.cancel());
        HBox row = new HBox(12, new Label("Writing the file"), bar, cancel);
        row.setId("export-progress");
        row.getStyleClass().add("note-strip");
        row.setAlignment(Pos.CENTER_LEFT);
        row.visibleProperty().bind(work.workingProperty());
        row.managedProperty().bind(row.visibleProperty());
        return row;
    }

    private static <T> ComboBox<T> choice(String id, String name, Function<T, String> words) {
        ComboBox<T> box = new ComboBox<>();
        box.setId(id);
        box.setAccessibleText(name);
        box.setMaxWidth(Double.MAX_VALUE);
        box.setConverter(new StringConverter<>() {
            @Override
            public String toString(T value) {
                return value == null ? "" : words.apply(value);
            }

            @Override
            public T fromString(String text) {
                throw new UnsupportedOperationException("the box is not written into");
            }
        });
        return box;
    }

    private void offerFormats(Exhibit exhibit) {
        if (exhibit == null)
            return;
        Format before = format.getValue();
        format.getItems().setAll(Format.of(exhibit));
        format.setValue(before != null && format.getItems().contains(before) ? before : Format.PNG);
    }

    private void showFields() {
        Format chosen = format.getValue();
        boolean figure = chosen == Format.PNG || chosen == Format.SVG || chosen == Format.PDF || chosen == Format.GIF;
        look.setDisable(!figure);
        caption.setDisable(!figure);
        first.setVisible(chosen == Format.GIF);
        firstName.setVisible(chosen == Format.GIF);
    }

    BooleanProperty opened() {
        return open;
    }

    /// Whether something is being written.
    ExportWork work() {
        return work;
    }

    void open() {
        what.setValue(Arrays.stream(Exhibit.values())
                .filter(exhibit -> exhibit.name().equals(window.viewProperty().get().name())).findFirst()
                .orElse(Exhibit.OUTPUT));
        if (window.selectionProperty().get() instanceof Selection.Steps(int from, int to))
            first.setText(Integer.toString(from + 1));
        open.set(true);
        what.requestFocus();
    }

    void close() {
        open.set(false);
        window.requestFocus();
    }

    private void write(Function<String, Optional<Path>> file) {
        TraceState state = session.shownProperty().get();
        Exhibit exhibit = what.getValue();
        String name = Words.recording(session.fileProperty().get() == null
                ? Path.of("run")
                : session.fileProperty().get());
        file.apply(name + "-" + exhibit.id() + "." + format.getValue().ending()).ifPresent(chosen -> {
            Order order = Order.of(exhibit, format.getValue(), state.position()).from(firstStep(state))
                    .withLook(look.getValue(), window.selectionProperty().get(), caption.getText(), window::dress);
            close();
            work.begin(order, chosen);
        });
    }

    /// What is no number, or lies behind the moment that is shown, stands for the first step.
    private int firstStep(TraceState state) {
        String typed = first.getText().strip();
        int step = typed.matches("\\d{1,6}") ? Integer.parseInt(typed) - 1 : 0;
        return step < 0 || step > state.step() ? 0 : step;
    }
}
