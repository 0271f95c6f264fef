package draftscope.app.window;

import draftscope.views.layout.Numbers;
import draftscope.views.layout.TokenText;
import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.materialdesign2.MaterialDesignC;
import org.kordamp.ikonli.materialdesign2.MaterialDesignS;

/// The candidate that a branch would begin with, and the button that begins it.
final class ForkBar extends VBox {
    private final Forks forks;
    private final Label where = new Label();
    private final Chip candidate;

    ForkBar(Forks forks, Actions actions, Preferences preferences) {
        this.forks = forks;
        getStyleClass().addAll("fork-bar", "ds-surface");
        setId("fork-bar");
        where.setId("fork-where");
        where.getStyleClass().addAll("ds-secondary", "ds-small");
        where.setWrapText(true);
        where.setMinHeight(Region.USE_PREF_SIZE);
        candidate = new Chip("take", this::items);
        candidate.setId("candidate");
        candidate.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(candidate, Priority.ALWAYS);
        Button previous = Icons.wire(new Button(), MaterialDesignC.CHEVRON_LEFT, actions.previousCandidate);
        previous.setId("previous-candidate");
        Button next = Icons.wire(new Button(), MaterialDesignC.CHEVRON_RIGHT, actions.nextCandidate);
        next.setId("next-candidate");
        Button fork = Icons.wire(new Button("Fork"), actions.forkHere);
        fork.setId("fork");
        fork.setMinWidth(Region.USE_PREF_SIZE);
        fork.setGraphic(Icons.of(MaterialDesignS.SOURCE_BRANCH));
        // In large text the candidate needs their room; its menu has all of them, and so have the keys.
        preferences.textPercentProperty().subscribe(() -> {
            boolean large = Room.large(preferences);
            candidate.setCompact(large);
            List.of(previous, next).forEach(button -> {
                button.setVisible(!large);
                button.setManaged(!large);
            });
        });
        HBox line = new HBox(4, previous, candidate, next, fork);
        line.setAlignment(Pos.CENTER_LEFT);
        getChildren().addAll(where, line);
        setPrefWidth(1); // as wide as the inspector above it
        forks.offerProperty().subscribe(this::show);
    }

    private void show(Forks.Offer offer) {
        candidate.setDisable(offer == null);
        if (offer == null) {
            where.setText("Select a token, a draft node or a position of the canvas to fork there.");
            candidate.setValue(Words.NONE);
            return;
        }
        ForkPoint point = offer.point();
        int index = offer.candidate();
        where.setText(point.words() + " · candidate " + (index + 1) + " of " + point.candidates().size());
        candidate.setValue(words(point, index));
    }

    private static String words(ForkPoint point, int index) {
        ForkPoint.Candidate candidate = point.candidates().get(index);
        return TokenText.quoted(point.trace(), candidate.token())
                + (Double.isNaN(candidate.probability()) ? "" : "  " + Numbers.percent(candidate.probability()));
    }

    private List<MenuItem> items() {
        List<MenuItem> items = new ArrayList<>();
        Forks.Offer offer = forks.offerProperty().get();
        for (int i = 0; offer != null && i < offer.point().candidates().size(); i++) {
            ForkPoint point = offer.point();
            int index = i;
            RadioMenuItem item = new RadioMenuItem(
                    words(point, i) + (point.candidates().get(i).token() == point.token() ? "  stands there now" : ""));
            item.setMnemonicParsing(false);
            item.setSelected(i == offer.candidate());
            item.setOnAction(event -> forks.choose(index));
            items.add(item);
        }
        // A menu without an item would not open to be filled the next time.
        return items.isEmpty() ? List.of(new MenuItem("no candidate")) : items;
    }
}
