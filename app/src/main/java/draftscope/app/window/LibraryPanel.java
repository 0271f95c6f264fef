package draftscope.app.window;

import draftscope.app.library.Listing;
import draftscope.app.library.ModelDescription;
import draftscope.app.library.ModelLibrary;
import draftscope.app.library.Pairing;
import draftscope.app.library.PairingCheck;
import draftscope.app.session.ModelEntry;
import draftscope.app.session.ModelSlot;
import draftscope.app.session.Session;
import draftscope.views.layout.Numbers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import javafx.application.Platform;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.collections.FXCollections;
import javafx.collections.MapChangeListener;
import javafx.collections.ObservableMap;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.materialdesign2.MaterialDesignC;
import org.kordamp.ikonli.materialdesign2.MaterialDesignF;

/// The model library: every model at hand, what it needs, what it can serve, and whether it fits the other one that is chosen.
///
/// It lies over the views and blocks nothing. The focus stays in the filter, whose arrow keys move through the table.
final class LibraryPanel extends VBox {
    private static final int PAGE = 10;

    private final Session session;
    private final MainWindow window;
    private final ModelLibrary library;
    private final PairingCheck check;
    private final ObservableMap<Path, Pairing> pairings = FXCollections.observableHashMap();
    private final LibraryTable table;
    private final LibraryDetail detail = new LibraryDetail();
    private final TextField filter = new TextField();
    private final ToggleButton asTarget = new ToggleButton("Target");
    private final ToggleButton asDraft = new ToggleButton("Draft");
    private final Button use = new Button();
    private final Label locked = new Label("The setup is locked while a run is live.");
    private final FlowPane folders = new FlowPane(6, 6);
    private final Label notes = new Label();
    private final Label status = new Label();
    private final BooleanProperty open = new SimpleBooleanProperty();
    private final AtomicBoolean newsOnTheWay = new AtomicBoolean();

    LibraryPanel(Session session, MainWindow window) {
        this.session = session;
        this.window = window;
        library = session.shelf().library();
        check = library.pairing();
        table = new LibraryTable(session.residence().bytes(), pairings);
        setId("library");
        getStyleClass().add("library-panel");
        visibleProperty().bind(open);
        managedProperty().bind(open);
        Region middle = middle();
        VBox.setVgrow(middle, Priority.ALWAYS);
        getChildren().addAll(top(), middle, bottom());
        Keys.keepSingleKeys(this);
        addEventFilter(KeyEvent.KEY_PRESSED, this::navigate);
        table.addEventHandler(KeyEvent.KEY_TYPED, this::type);
        follow();
    }

    private HBox top() {
        Label title = new Label("Models");
        title.getStyleClass().add("ds-strong");
        title.setMinWidth(USE_PREF_SIZE);
        ToggleGroup group = new ToggleGroup();
        asTarget.setToggleGroup(group);
        asDraft.setToggleGroup(group);
        asTarget.setId("library-as-target");
        asDraft.setId("library-as-draft");
        asTarget.setOnAction(event -> choosing(false));
        asDraft.setOnAction(event -> choosing(true));
        Icons.tip(asTarget, "Choose the model that is served.");
        Icons.tip(asDraft, "Choose the model that guesses for it.");
        HBox role = new HBox(asTarget, asDraft);
        role.getStyleClass().add("segments");
        role.setMinWidth(USE_PREF_SIZE);
        filter.setId("library-filter");
        filter.setPromptText("Type to filter: a name, a format, an architecture …");
        filter.setAccessibleText("Filter the models");
        HBox.setHgrow(filter, Priority.ALWAYS);
        filter.textProperty().subscribe(table::filter);
        MenuButton order = new MenuButton("Order");
        order.setId("library-order");
        order.getStyleClass().add("link-menu");
        order.setMinWidth(USE_PREF_SIZE);
        for (int i = 0; i < table.columns().size(); i++) {
            int column = i;
            MenuItem item = new MenuItem("By " + Words.lower(table.columns().get(i).title().replace(" ≈", "")));
            item.setOnAction(event -> table.order(column));
            order.getItems().add(item);
        }
        Button folder = new Button("Add a folder …", Icons.of(MaterialDesignF.FOLDER_PLUS_OUTLINE));
        folder.setId("library-add-folder");
        folder.setMinWidth(USE_PREF_SIZE);
        folder.setOnAction(event -> window.addFolder());
        Icons.tip(folder, "Watches a folder for models. Dropping it on the window does the same.");
        Button file = new Button("Open a file …");
        file.setId("library-open-file");
        file.setMinWidth(USE_PREF_SIZE);
        file.setOnAction(event -> window.openFile(choosingDraft()));
        file.disableProperty().bind(locked.visibleProperty());
        Button close = new Button();
        close.setGraphic(Icons.of(MaterialDesignC.CLOSE));
        close.getStyleClass().add("icon-button");
        close.setAccessibleText("Close the library");
        close.setMinWidth(USE_PREF_SIZE);
        Icons.tip(close, "Close (Esc)");
        close.setOnAction(event -> close());
        HBox top = new HBox(10, title, role, filter, order, folder, file, close);
        top.getStyleClass().add("library-top");
        top.setAlignment(Pos.CENTER_LEFT);
        return top;
    }

    private HBox middle() {
        HBox.setHgrow(table, Priority.ALWAYS);
        ScrollBox scroll = new ScrollBox(detail);
        VBox.setVgrow(scroll, Priority.ALWAYS);
        use.setId("library-use");
        use.getStyleClass().add("primary");
        use.setMaxWidth(Double.MAX_VALUE);
        use.setOnAction(event -> choose());
        locked.getStyleClass().add("ds-secondary");
        locked.setWrapText(true);
        locked.setMinHeight(USE_PREF_SIZE);
        locked.managedProperty().bind(locked.visibleProperty());
        VBox choice = new VBox(8, locked, use);
        choice.getStyleClass().add("library-choice");
        VBox side = new VBox(scroll, choice);
        side.getStyleClass().add("library-side");
        HBox middle = new HBox(table, side);
        middle.getStyleClass().add("library-middle");
        middle.setMinHeight(0);
        return middle;
    }

    private VBox bottom() {
        folders.setAlignment(Pos.CENTER_LEFT);
        HBox.setHgrow(folders, Priority.ALWAYS);
        status.setId("library-status");
        status.getStyleClass().add("ds-secondary");
        status.setMinWidth(USE_PREF_SIZE);
        HBox line = new HBox(12, folders, status);
        line.setAlignment(Pos.CENTER_LEFT);
        notes.setId("library-notes");
        notes.setWrapText(true);
        notes.setMinHeight(USE_PREF_SIZE);
        notes.getStyleClass().add("ds-error");
        notes.visibleProperty().bind(notes.textProperty().isNotEmpty());
        notes.managedProperty().bind(notes.visibleProperty());
        VBox bottom = new VBox(6, notes, line);
        bottom.getStyleClass().add("library-bottom");
        return bottom;
    }

    private void follow() {
        library.listen(snapshot -> {
            if (newsOnTheWay.compareAndSet(false, true))
                Platform.runLater(() -> {
                    newsOnTheWay.set(false);
                    showSnapshot();
                });
        });
        table.getSelectionModel().selectedItemProperty().subscribe(listing -> showDetail());
        table.setOnMouseClicked(event -> {
            table.hold();
            if (event.getClickCount() == 2)
                choose();
        });
        Runnable slots = () -> {
            showRole();
            pair();
        };
        session.target().entryProperty().subscribe(slots);
        session.draft().entryProperty().subscribe(slots);
        session.activityProperty().subscribe(this::showLock);
        session.residence().bytes().addListener((MapChangeListener<Path, Long>) change -> {
            table.refresh();
            showDetail();
        });
        showRole();
        showLock();
    }

    /// Opens it, to choose the target or the draft.
    void open(boolean forDraft) {
        open.set(true);
        filter.clear();
        choosing(forDraft);
        library.look();
        session.residence().measure();
        table.letGo();
        showSnapshot();
        // Later, since a chip that was clicked takes the focus after it has opened what it opens.
        Platform.runLater(filter::requestFocus);
    }

    void close() {
        open.set(false);
        check.cancel();
        window.requestFocus();
    }

    /// Whether it is shown.
    ReadOnlyBooleanProperty opened() {
        return open;
    }

    boolean choosingDraft() {
        return asDraft.isSelected();
    }

    private ModelSlot slot() {
        return choosingDraft() ? session.draft() : session.target();
    }

    private ModelSlot otherSlot() {
        return choosingDraft() ? session.target() : session.draft();
    }

    private void choosing(boolean draft) {
        asDraft.setSelected(draft);
        asTarget.setSelected(!draft);
        showRole();
        pair();
    }

    private void choose() {
        table.selected().filter(listing -> listing.refusal().isEmpty()).ifPresent(listing -> {
            if (!session.activity().live()) {
                slot().choose(session.shelf().entry(listing));
                close();
            }
        });
    }

    private void navigate(KeyEvent event) {
        Node focused = getScene().getFocusOwner();
        boolean inList = focused == filter || focused == table;
        Runnable step = switch (event.getCode()) {
            case UP -> () -> table.move(-1);
            case DOWN -> () -> table.move(1);
            case PAGE_UP -> () -> table.move(-PAGE);
            case PAGE_DOWN -> () -> table.move(PAGE);
            case ENTER -> this::choose;
            default -> null;
        };
        if (inList && step != null && !event.isShortcutDown() && !event.isAltDown()) {
            step.run();
            event.consume();
        }
    }

    /// Typing in the table filters it.
    private void type(KeyEvent event) {
        String typed = event.getCharacter();
        if (event.isShortcutDown() || event.isAltDown() || typed.isBlank()
                || typed.codePoints().anyMatch(Character::isISOControl))
            return;
        filter.requestFocus();
        filter.end();
        filter.appendText(typed);
        event.consume();
    }

    private void showSnapshot() {
        if (!open.get())
            return;
        ModelLibrary.Snapshot now = library.snapshot();
        table.show(now.listings(), listing(slot().entry()).map(Listing::path).orElse(null));
        notes.setText(String.join("\n", now.notes()));
        long refused = now.listings().stream().filter(listing -> listing.refusal().isPresent()).count();
        String counted = Numbers.plural(now.listings().size(), "model");
        status.setText(counted + (refused > 0 ? ", " + Numbers.count(refused) + " cannot be read" : "")
                + (now.waiting() > 0
                        ? " · reading " + Numbers.count(now.waiting()) + " …"
                        : now.looking() ? " · looking …" : ""));
        showFolders(now.folders());
        pair();
    }

    private void showFolders(List<Path> watched) {
        List<Node> chips = new ArrayList<>();
        for (Path folder : watched) {
            Label path = new Label(folder.toString());
            path.setMaxWidth(280);
            path.setTextOverrun(OverrunStyle.LEADING_ELLIPSIS);
            Icons.tip(path, folder.toString());
            Button remove = new Button();
            remove.setGraphic(Icons.of(MaterialDesignC.CLOSE));
            remove.getStyleClass().add("icon-button");
            remove.setAccessibleText("Stop watching " + folder);
            Icons.tip(remove, "Stop watching this folder. Nothing in it is touched.");
            remove.setOnAction(event -> library.removeFolder(folder));
            HBox chip = new HBox(4, path, remove);
            chip.getStyleClass().add("library-folder");
            chips.add(chip);
        }
        if (chips.isEmpty()) {
            Label none = new Label("No folder is watched yet: add one, or drop it on the window.");
            none.getStyleClass().add("ds-secondary");
            chips.add(none);
        }
        folders.getChildren().setAll(chips);
    }

    private void showRole() {
        table.setChosen(listing -> {
            ModelEntry entry = session.shelf().entry(listing);
            if (entry.equals(session.target().entry()))
                return "target";
            return entry.equals(session.draft().entry()) ? "draft" : "";
        });
        showDetail();
    }

    /// Finds out, for each model, whether it fits the other one that is chosen.
    private void pair() {
        if (!open.get())
            return;
        Optional<Listing> other = otherListing();
        pairings.clear();
        table.describePairs(other.map(this::pairTitle).orElse(""));
        if (other.isEmpty()) {
            check.cancel();
            showDetail();
            return;
        }
        boolean drafting = choosingDraft();
        check.ask(other.get(), drafting, library.snapshot().listings(), (listing, pairing) -> Platform.runLater(() -> {
            // The answer may have been under way when something else was chosen.
            if (drafting != choosingDraft() || !otherListing().equals(other))
                return;
            pairings.put(listing.path(), pairing);
            table.refresh();
            if (table.selected().filter(listing::equals).isPresent())
                showDetail();
        }));
    }

    private Optional<Listing> otherListing() {
        return listing(otherSlot().entry());
    }

    private Optional<Listing> listing(ModelEntry entry) {
        return library.snapshot().listings().stream()
                .filter(listing -> session.shelf().entry(listing).equals(entry)).findFirst();
    }

    private String pairTitle(Listing other) {
        return choosingDraft() ? "As draft for " + other.name() : "With draft " + other.name();
    }

    private void showDetail() {
        use.setText(choosingDraft() ? "Use as draft" : "Use as target");
        Optional<Listing> selected = table.selected();
        use.setDisable(session.activity().live() || selected.isEmpty() || selected.get().description().isEmpty());
        if (selected.isEmpty()) {
            detail.clear();
            return;
        }
        Listing listing = selected.get();
        Optional<LibraryDetail.Other> other = otherListing().map(chosen -> new LibraryDetail.Other(pairTitle(chosen),
                Optional.ofNullable(pairings.get(listing.path()))));
        Long resident = session.residence().bytes().get(listing.path());
        detail.show(listing, other, fittingDraft(listing),
                resident == null ? OptionalLong.empty() : OptionalLong.of(resident));
    }

    /// The chosen draft, where it is known to fit this target: the methods are then answered for the pair.
    private Optional<ModelDescription> fittingDraft(Listing target) {
        Pairing pairing = pairings.get(target.path());
        return choosingDraft() || pairing == null || !pairing.fits()
                ? Optional.empty()
                : otherListing().flatMap(Listing::description);
    }

    private void showLock() {
        locked.setVisible(session.activity().live());
        showDetail();
    }
}
