package draftscope.app.window;

import draftscope.app.session.Session;
import draftscope.query.Hit;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.javafx.FontIcon;
import org.kordamp.ikonli.materialdesign2.MaterialDesignR;

/// Which breakpoint the run is held by at the moment shown, its numbers, and what comes next.
final class HeldBanner extends HBox {
    private final Session session;
    private final Label sentence = new Label();

    HeldBanner(Session session, Actions actions) {
        this.session = session;
        setId("held-banner");
        getStyleClass().addAll("banner", "held");
        setAlignment(Pos.CENTER_LEFT);
        FontIcon icon = Icons.of(MaterialDesignR.RHOMBUS);
        sentence.setId("held");
        sentence.setWrapText(true);
        sentence.setMinHeight(Region.USE_PREF_SIZE);
        sentence.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(sentence, Priority.ALWAYS);
        Button back = Icons.wire(new Button("Previous"), actions.previousStop);
        Button on = Icons.wire(new Button("Continue"), actions.nextStop);
        List.of(back, on).forEach(button -> button.setMinWidth(Region.USE_PREF_SIZE));
        getChildren().addAll(icon, sentence, back, on);
        session.breakpoints().reasonProperty().subscribe(this::show);
    }

    private void show(List<Hit> reason) {
        if (!reason.isEmpty())
            sentence.setText(BreakpointWords.held(reason, session.traceProperty().get()));
        setVisible(!reason.isEmpty());
        setManaged(isVisible());
    }
}
