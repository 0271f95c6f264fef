package draftscope.app.window;

import draftscope.app.session.Steering;
import draftscope.app.session.Steering.Change;
import draftscope.trace.CanvasState;
import draftscope.views.Steer;
import draftscope.views.layout.TokenText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import javafx.beans.binding.Bindings;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.materialdesign2.MaterialDesignC;
import org.kordamp.ikonli.materialdesign2.MaterialDesignL;
import org.kordamp.ikonli.materialdesign2.MaterialDesignR;
import org.kordamp.ikonli.materialdesign2.MaterialDesignS;

/// Above the unmasking view: what can be done to the selected positions of the canvas, what is prepared, each with a button that
/// takes it back, and the button that goes on as a branch.
final class SteeringStrip extends FlowPane {
    private static final int FIELD_LETTERS = 6;
    private static final double WRAP = 520; // the narrowest room

    private final Steering steering;
    private final TextField text = new TextField();
    private final FlowPane prepared = new FlowPane(4, 4);
    private final Runnable back;

    /// @param back gives the keys back to the canvas
    SteeringStrip(Forks forks, Actions actions, Runnable back) {
        this.back = back;
        steering = forks.steering();
        getStyleClass().add("steering-strip");
        setId("steering");
        Button lock = button("Lock", "steer-lock", actions.lockToken);
        lock.setGraphic(Icons.of(MaterialDesignL.LOCK_OUTLINE));
        Button force = button("Put in", "steer-force", actions.forceToken);
        Button mask = button("Mask", "steer-mask", actions.maskAgain);
        mask.setGraphic(Icons.of(MaterialDesignR.REPLAY));
        text.setId("steer-text");
        text.setPromptText("own text");
        text.setAccessibleText("A text of your own, from the selected position on");
        text.setPrefColumnCount(FIELD_LETTERS);
        text.disableProperty().bind(Bindings.not(actions.typeToken.enabled()));
        Icons.tip(text, actions.typeToken.hint());
        text.setOnAction(event -> {
            forks.type(text.getText());
            text.clear();
            back.run();
        });
        text.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ESCAPE) {
                text.clear();
                back.run();
                event.consume();
            }
        });
        Button go = button("Continue as a branch", "steer-continue", actions.resumeHere);
        go.setGraphic(Icons.of(MaterialDesignS.SOURCE_BRANCH));
        go.getStyleClass().add("accent");
        Button drop = Icons.wire(new Button(), MaterialDesignC.CLOSE_CIRCLE_OUTLINE, actions.dropSteering);
        drop.setId("steer-drop");
        Label said = new Label();
        said.setId("steer-said");
        said.getStyleClass().addAll("ds-secondary", "ds-small");
        said.setAccessibleRole(AccessibleRole.TEXT);
        said.textProperty().bind(steering.saidProperty());
        HBox ending = new HBox(6, go, drop);
        ending.setAlignment(Pos.CENTER_LEFT);
        prepared.setAccessibleText("What is prepared");
        prepared.setPrefWrapLength(WRAP);
        prepared.setAlignment(Pos.CENTER_LEFT);
        getChildren().addAll(lock, force, mask, text, ending, prepared, said);
        steering.changesProperty().subscribe(this::show);
    }

    private static Button button(String words, String id, Action action) {
        Button button = Icons.wire(new Button(words), action);
        button.setId(id);
        button.setMinWidth(Region.USE_PREF_SIZE);
        return button;
    }

    /// Takes the focus to the field for a text.
    void write() {
        text.requestFocus();
    }

    private void show(SortedMap<Integer, Change> changes) {
        prepared.getChildren().clear();
        prepared.setVisible(!changes.isEmpty());
        prepared.setManaged(!changes.isEmpty());
        Optional<CanvasState> canvas = steering.canvas();
        List<Integer> run = new ArrayList<>();
        changes.forEach((position, change) -> {
            boolean goesOn = change instanceof Change.Mask && !run.isEmpty() && run.getLast() == position - 1;
            if (!goesOn && !run.isEmpty())
                prepared.getChildren().add(masks(run, canvas));
            if (!goesOn)
                run.clear();
            if (change instanceof Change.Put put)
                prepared.getChildren().add(chip("‘" + TokenText.visible(put.piece()) + "’ at " + shown(position, canvas)
                        + (put.forced() ? ", put in" : ", stays"), List.of(position)));
            else
                run.add(position);
        });
        if (!run.isEmpty())
            prepared.getChildren().add(masks(run, canvas));
    }

    /// The number by which a position is shown.
    private static int shown(int position, Optional<CanvasState> canvas) {
        return canvas.filter(state -> position < state.length()).map(state -> state.column(position)).orElse(position);
    }

    private Button masks(List<Integer> run, Optional<CanvasState> canvas) {
        String which = shown(run.getFirst(), canvas) + (run.size() == 1 ? "" : "–" + shown(run.getLast(), canvas));
        return chip(which + " masked again", List.copyOf(run));
    }

    private Button chip(String words, List<Integer> positions) {
        Button chip = new Button(words, Icons.of(MaterialDesignC.CLOSE));
        chip.getStyleClass().add("prepared");
        chip.setContentDisplay(ContentDisplay.RIGHT);
        chip.setMinWidth(Region.USE_PREF_SIZE);
        chip.setAccessibleText(words + "; press to take it back");
        Icons.tip(chip, "Leave it as it is");
        chip.setOnAction(event -> {
            steering.drop(positions);
            back.run();
        });
        return chip;
    }

    /// As the grid draws it.
    static Map<Integer, Steer> signs(Map<Integer, Change> changes) {
        Map<Integer, Steer> signs = new HashMap<>();
        changes.forEach((position, change) -> signs.put(position, switch (change) {
            case Change.Put put -> put.forced() ? Steer.FORCE : Steer.LOCK;
            case Change.Mask _ -> Steer.REMASK;
        }));
        return signs;
    }
}
