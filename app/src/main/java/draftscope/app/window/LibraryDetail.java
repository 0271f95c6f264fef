package draftscope.app.window;

import draftscope.app.library.KnownModels;
import draftscope.app.library.Listing;
import draftscope.app.library.MemoryNeed;
import draftscope.app.library.ModelDescription;
import draftscope.app.library.Pairing;
import draftscope.app.library.Serving;
import draftscope.app.library.Serving.Answer;
import draftscope.views.layout.Numbers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import javafx.geometry.HPos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// All about one model of the library: what it is, what memory it needs, whether it fits the other one, and which methods it can
/// serve, or why not.
final class LibraryDetail extends VBox {
    /// The other model that is chosen, and what is known of the pair.
    ///
    /// @param title   such as `As draft for tales-target`
    /// @param pairing empty while it is being found out
    record Other(String title, Optional<Pairing> pairing) {}

    LibraryDetail() {
        setId("library-detail");
        getStyleClass().add("library-detail");
    }

    /// Shows nothing.
    void clear() {
        getChildren().clear();
    }

    /// @param other    empty when no other model is chosen
    /// @param draft    the draft model to answer for the methods with; empty for none
    /// @param resident what was measured of it; empty when it is not open or cannot be measured
    void show(Listing listing, Optional<Other> other, Optional<ModelDescription> draft, OptionalLong resident) {
        List<Node> parts = new ArrayList<>();
        Label name = new Paragraph(listing.name(), "ds-secondary");
        name.getStyleClass().setAll("label", "ds-strong", "library-name");
        Label path = new Paragraph(listing.path().toString(), "ds-secondary");
        path.getStyleClass().add("library-path");
        parts.add(new VBox(2, name, path));
        KnownModels.sample(listing.name()).filter(sample -> listing.origin() == Listing.Origin.SAMPLE)
                .ifPresent(sample -> parts.add(new Paragraph(sample.summary(), "ds-secondary")));
        listing.refusal().ifPresent(sentence -> {
            Label refusal = new Paragraph("✕ " + sentence, "ds-secondary");
            refusal.setId("library-refusal");
            refusal.getStyleClass().setAll("label", "ds-error");
            parts.add(refusal);
        });
        if (listing.state() instanceof Listing.State.Waiting)
            parts.add(new Paragraph("Its description is being read …", "ds-secondary"));
        listing.description().ifPresent(description -> {
            other.ifPresent(with -> parts.add(pair(with)));
            parts.add(section("Memory", memory(description, resident)));
            parts.add(section("As a target it serves", methods(description, draft)));
            parts.add(section("Model", facts(description)));
        });
        getChildren().setAll(parts);
    }

    private static VBox pair(Other other) {
        List<Node> lines = new ArrayList<>();
        if (other.pairing().isEmpty()) {
            lines.add(new Paragraph("The two vocabularies are being compared …", "ds-secondary"));
        } else {
            Pairing pairing = other.pairing().get();
            Label verdict = new Paragraph(Words.pairing(pairing), "ds-secondary");
            verdict.setId("library-pairing");
            verdict.getStyleClass().setAll("label", pairing.fits() ? "ds-strong" : "ds-error");
            lines.add(verdict);
            if (pairing.fits()) {
                lines.add(new Paragraph(pairing.advice(), "ds-secondary"));
                lines.add(new Paragraph("Both together need about " + Numbers.bytes(pairing.memoryBytes()) + ".",
                        "ds-secondary"));
            }
        }
        return section(other.title(), lines.toArray(Node[]::new));
    }

    private static Node memory(ModelDescription description, OptionalLong resident) {
        MemoryNeed need = description.memory();
        GridPane grid = grid();
        row(grid, "Weights", Numbers.bytes(need.weightBytes()));
        row(grid, "KV cache of " + Numbers.count(need.slots()) + " tokens",
                Numbers.bytes(need.slots() * need.bytesPerSlot()));
        row(grid, "Estimate", "≈ " + Numbers.bytes(need.estimate()));
        if (need.context() > need.slots())
            row(grid, "at full context of " + Numbers.count(need.context()),
                    "≈ " + Numbers.bytes(need.atFullContext()));
        Label measured = row(grid, "Measured now",
                resident.isPresent() ? Numbers.bytes(resident.getAsLong()) : "not measured");
        Icons.tip(measured,
                "Weights of an open model that lie in memory, as the system counts them: pages are read when "
                        + "they are first used.");
        return grid;
    }

    private static Node facts(ModelDescription description) {
        GridPane grid = grid();
        row(grid, "Calls itself", description.name());
        row(grid, "Architecture", description.config().architecture());
        row(grid, "Kind", description.kind());
        row(grid, "Parameters", Numbers.count(description.parameters()));
        row(grid, "Layers × width",
                description.config().layers() + " × " + Numbers.count(description.config().dim()));
        row(grid, "Stored as", description.quantisation());
        row(grid, "Context", Numbers.count(description.config().contextLength()) + " tokens");
        row(grid, "Vocabulary", Numbers.count(description.config().vocabSize()));
        row(grid, "Tokenizer", description.tokenizer());
        return grid;
    }

    /// Methods with the same answer stand in one paragraph, since many share a reason.
    private static Node[] methods(ModelDescription target, Optional<ModelDescription> draft) {
        Map<String, List<String>> byAnswer = new LinkedHashMap<>();
        for (Answer answer : Answer.values()) {
            for (Serving serving : Serving.of(target, draft)) {
                if (serving.answer() == answer)
                    byAnswer.computeIfAbsent(answer + serving.reason(), key -> new ArrayList<>())
                            .add(serving.method().name());
            }
        }
        List<Node> paragraphs = new ArrayList<>();
        byAnswer.forEach((answer, names) -> {
            String methods = names.stream().collect(Collectors.joining(", "));
            if (answer.startsWith(Answer.YES.name()))
                paragraphs.add(served("✓ " + methods));
            else if (answer.startsWith(Answer.WITH_A_DRAFT.name()))
                paragraphs.add(served("✓ with a draft model: " + methods));
            else
                paragraphs.add(new Paragraph("✕ " + methods + ": " + answer.substring(Answer.NO.name().length()) + ".",
                        "ds-secondary"));
        });
        return paragraphs.toArray(Node[]::new);
    }

    private static Label served(String text) {
        Label label = new Paragraph(text, "ds-secondary");
        label.getStyleClass().remove("ds-secondary");
        return label;
    }

    private static VBox section(String title, Node... content) {
        Label heading = new Label(title);
        heading.getStyleClass().add("ds-heading");
        VBox section = new VBox(4, heading);
        section.getChildren().addAll(content);
        return section;
    }

    private static GridPane grid() {
        GridPane grid = new GridPane(12, 2);
        ColumnConstraints label = new ColumnConstraints();
        label.setHgrow(Priority.ALWAYS);
        ColumnConstraints value = new ColumnConstraints();
        value.setHalignment(HPos.RIGHT);
        grid.getColumnConstraints().addAll(label, value);
        return grid;
    }

    private static Label row(GridPane grid, String name, String value) {
        Label label = new Label(name);
        label.getStyleClass().add("ds-secondary");
        label.setMinWidth(0);
        Label number = new Label(value);
        number.setMinWidth(Region.USE_PREF_SIZE);
        if (value.length() > 24) {
            number.setMinWidth(0);
            Icons.tip(number, value);
        }
        grid.addRow(grid.getRowCount(), label, number);
        return label;
    }

}
