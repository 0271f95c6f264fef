package draftscope.app.window;

import draftscope.app.library.Listing;
import draftscope.app.library.Pairing;
import draftscope.app.library.Serving;
import draftscope.views.layout.Numbers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.collections.ObservableMap;
import javafx.collections.transformation.FilteredList;
import javafx.collections.transformation.SortedList;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;

/// The models of the library, one a row; filtered, sorted, and each with whether it fits the other model that is chosen.
final class LibraryTable extends TableView<Listing> {
    private static final double ROOMY_NAME = 1.6;
    private static final double ROOMY_FACT = 1.15;
    /// Longer texts may not fit their cell and are told by a tooltip too.
    private static final int SHORT = 14;
    private static final PseudoClass REFUSED = PseudoClass.getPseudoClass("refused");

    private static final List<LibraryColumn> FACTS = List.of(
            LibraryColumn.words("Architecture", "The family of networks that it belongs to.", 78,
                    d -> d.config().architecture()),
            LibraryColumn.words("Kind", "Causal models write from left to right; masked diffusion models fill masks.",
                    68, d -> switch (d.config().kind()) {
                        case CAUSAL -> "causal";
                        case MASKED_DIFFUSION -> "diffusion";
                        case BLOCK_DIFFUSION -> "blocks";
                    }),
            LibraryColumn.number("Parameters", "Learnt numbers.", 76, d -> d.parameters(),
                    d -> Words.parameters(d.parameters())),
            LibraryColumn.words("Stored as", "The number format of most of its weights.", 66,
                    d -> d.quantisation()),
            LibraryColumn.number("Context", "Tokens that it was made for.", 58, d -> d.config().contextLength(),
                    d -> Numbers.count(d.config().contextLength())),
            LibraryColumn.number("On disk", "Size of its files.", 66, d -> d.bytes(), d -> Numbers.bytes(d.bytes())),
            LibraryColumn.number("Memory ≈",
                    "An estimate before loading: all weights, and the KV cache of at most 4,096 tokens.", 72,
                    d -> d.memory().estimate(), d -> Numbers.bytes(d.memory().estimate())));

    private final ObservableList<Listing> all = FXCollections.observableArrayList();
    private final FilteredList<Listing> found = new FilteredList<>(all);
    private final SortedList<Listing> sorted = new SortedList<>(found);
    private final ObservableMap<Path, Long> resident;
    private final ObservableMap<Path, Pairing> pairings;
    private final List<LibraryColumn> columns = new ArrayList<>();
    private final TableColumn<Listing, Listing> fit = new TableColumn<>();
    private boolean held;
    private Function<Listing, String> chosenAs = listing -> "";

    /// @param resident what was measured of open models, by path
    /// @param pairings what is known of pairs with the other model, by path; empty where no other model is chosen
    LibraryTable(ObservableMap<Path, Long> resident, ObservableMap<Path, Pairing> pairings) {
        this.resident = resident;
        this.pairings = pairings;
        setId("library-table");
        getStyleClass().add("library-table");
        setAccessibleText("Models");
        setItems(sorted);
        sorted.comparatorProperty().bind(comparatorProperty());
        setColumnResizePolicy(CONSTRAINED_RESIZE_POLICY_LAST_COLUMN);
        Label nothing = new Label("No model is called or described like that.");
        nothing.getStyleClass().add("ds-secondary");
        setPlaceholder(nothing);
        setRowFactory(table -> new Row());
        columns.add(new LibraryColumn("Name", "Its file's name.", 138, false, Listing::name,
                Comparator.<Listing>comparingInt(listing -> listing.refusal().isPresent() ? 1 : 0)
                        .thenComparing(Listing::name, String.CASE_INSENSITIVE_ORDER)));
        columns.addAll(FACTS);
        columns.add(new LibraryColumn("Measured",
                "Weights that lie in memory now, of models that are open: pages are read when they are first used.", 70,
                true, this::measured, Comparator.comparingLong(listing -> -measuredBytes(listing))));
        columns.forEach(column -> getColumns().add(column(column)));
        fit.setSortable(false);
        fit.setMinWidth(110);
        fit.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(row.getValue()));
        fit.setCellFactory(column -> new Cell(this::lastWord, false));
        getColumns().add(fit);
        describePairs("");
        getSortOrder().add(getColumns().getFirst());
    }

    /// The facts that the table can be ordered by.
    List<LibraryColumn> columns() {
        return columns;
    }

    /// Orders by a column; by the same again, the other way round.
    void order(int column) {
        TableColumn<Listing, ?> by = getColumns().get(column);
        boolean again = getSortOrder().contains(by);
        by.setSortType(again && by.getSortType() == TableColumn.SortType.ASCENDING
                ? TableColumn.SortType.DESCENDING
                : TableColumn.SortType.ASCENDING);
        getSortOrder().setAll(List.of(by));
    }

    /// Shows these models. The selection stays where the person moved it; until they do, it is on `first`.
    void show(List<Listing> listings, Path first) {
        Path before = held ? selected().map(Listing::path).orElse(first) : first;
        all.setAll(listings);
        select(before);
    }

    /// From now on the selection stays where it is, whatever comes.
    void hold() {
        held = true;
    }

    /// The selection goes to where [#show] wants it.
    void letGo() {
        held = false;
    }

    /// Keeps those in whose name or facts every word of `typed` occurs.
    void filter(String typed) {
        Path before = selected().map(Listing::path).orElse(null);
        List<String> words = List.of(typed.strip().toLowerCase(Locale.ROOT).split("\\s+"));
        found.setPredicate(listing -> {
            String facts = facts(listing);
            return words.stream().allMatch(facts::contains);
        });
        select(before);
    }

    private String facts(Listing listing) {
        StringBuilder facts = new StringBuilder(listing.path().toString());
        columns.forEach(column -> facts.append(' ').append(column.text().apply(listing)));
        return facts.append(' ').append(lastWord(listing)).toString().toLowerCase(Locale.ROOT);
    }

    /// Selects the model at `path`, or the first where there is none.
    void select(Path path) {
        int row = 0;
        for (int i = 0; i < sorted.size(); i++)
            if (sorted.get(i).path().equals(path))
                row = i;
        if (!sorted.isEmpty()) {
            getSelectionModel().clearAndSelect(row);
            scrollTo(Math.max(0, row - 3));
        }
    }

    /// Moves the selection by rows.
    void move(int rows) {
        if (sorted.isEmpty())
            return;
        hold();
        int row = Math.clamp(getSelectionModel().getSelectedIndex() + (long) rows, 0, sorted.size() - 1);
        getSelectionModel().clearAndSelect(row);
        scrollTo(Math.max(0, row - 3));
    }

    Optional<Listing> selected() {
        return Optional.ofNullable(getSelectionModel().getSelectedItem());
    }

    /// Says over the last column what the pairs are with; empty where no other model is chosen.
    void describePairs(String title) {
        fit.setText(title.isEmpty() ? "Serves" : title);
        refresh();
    }

    /// @param word says what a model is chosen as, such as `target`; empty for the others
    void setChosen(Function<Listing, String> word) {
        chosenAs = word;
        refresh();
    }

    private String measured(Listing listing) {
        long bytes = measuredBytes(listing);
        return bytes < 0 ? Words.NONE : Numbers.bytes(bytes);
    }

    private long measuredBytes(Listing listing) {
        return resident.getOrDefault(listing.path(), -1L);
    }

    private String lastWord(Listing listing) {
        return switch (listing.state()) {
            case Listing.State.Waiting() -> "being read …";
            case Listing.State.Refused(String sentence) -> "✕ " + sentence;
            case Listing.State.Known(var description) -> pairings.containsKey(listing.path())
                    ? Words.pairing(pairings.get(listing.path()))
                    : Serving.families(description);
        };
    }

    private TableColumn<Listing, Listing> column(LibraryColumn fact) {
        TableColumn<Listing, Listing> column = new TableColumn<>();
        Label title = new Label(fact.title());
        Icons.tip(title, fact.help());
        column.setGraphic(title);
        column.setMinWidth(fact.width());
        column.setPrefWidth(fact.width());
        // What room is left over is for names and, more of it, for sentences.
        column.setMaxWidth(fact.width() * (columns.getFirst() == fact ? ROOMY_NAME : ROOMY_FACT));
        column.setReorderable(false);
        column.setComparator(fact.order());
        column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(row.getValue()));
        column.setCellFactory(each -> new Cell(fact.text(), fact.numbers()));
        if (fact.numbers())
            column.getStyleClass().add("numbers");
        return column;
    }

    private final class Row extends TableRow<Listing> {
        @Override
        protected void updateItem(Listing listing, boolean empty) {
            super.updateItem(listing, empty);
            pseudoClassStateChanged(REFUSED, !empty && listing != null && listing.refusal().isPresent());
        }
    }

    private final class Cell extends TableCell<Listing, Listing> {
        private final Label chosen = new Label();
        private final Function<Listing, String> fact;

        private Cell(Function<Listing, String> fact, boolean number) {
            this.fact = fact;
            setAlignment(number ? Pos.CENTER_RIGHT : Pos.CENTER_LEFT);
            setContentDisplay(ContentDisplay.RIGHT);
            chosen.getStyleClass().add("tag");
        }

        @Override
        protected void updateItem(Listing listing, boolean empty) {
            super.updateItem(listing, empty);
            setText(null);
            setGraphic(null);
            String text = empty || listing == null ? "" : fact.apply(listing);
            Icons.tip(this, text.length() > SHORT ? text : "");
            if (empty || listing == null)
                return;
            setText(text);
            if (getTableColumn() == getColumns().getFirst() && !chosenAs.apply(listing).isEmpty()) {
                chosen.setText(chosenAs.apply(listing));
                setGraphic(chosen);
            }
        }
    }
}
