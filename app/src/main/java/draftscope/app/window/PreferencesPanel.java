package draftscope.app.window;

import draftscope.app.session.Session;
import draftscope.styles.Theme;
import draftscope.trace.Observation;
import java.util.LinkedHashMap;
import java.util.Map;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.RadioButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// All preferences. Each takes effect at once; there is nothing to confirm. It lies over the views and blocks nothing.
final class PreferencesPanel extends VBox {
    private final VBox content = new VBox();

    PreferencesPanel(Session session, Preferences preferences, KeyEditor keys, BooleanProperty open) {
        setId("preferences");
        getStyleClass().addAll("shortcut-sheet", "preferences");
        visibleProperty().bind(open);
        // Space and letters work the choices and the fields here.
        Keys.keepSingleKeys(this);
        content.getStyleClass().add("preferences-content");
        content.getChildren().addAll(looks(preferences), words(preferences), runs(session, preferences),
                section("Keys", keys));
        ScrollBox scroll = new ScrollBox(content);
        VBox.setVgrow(scroll, Priority.ALWAYS);
        getChildren().addAll(new SheetHead("Preferences", () -> open.set(false)), scroll);
        open.subscribe((before, now) -> {
            if (now)
                content.lookupAll(".radio-button").stream().findFirst().ifPresent(Node::requestFocus);
        });
    }

    private static VBox looks(Preferences preferences) {
        Map<Theme, String> themes = new LinkedHashMap<>();
        themes.put(Theme.DARK, "Dark");
        themes.put(Theme.LIGHT, "Light");
        themes.put(Theme.HIGH_CONTRAST, "High contrast");
        FlowPane theme = new FlowPane(16, 6);
        ToggleGroup group = new ToggleGroup();
        themes.forEach((value, words) -> {
            RadioButton button = radio(group, words, "theme-" + Words.lower(value.name()));
            button.setOnAction(event -> preferences.themeProperty()
                    .set(value.withColours(preferences.themeProperty().get().colours())));
            preferences.themeProperty().subscribe(now -> button.setSelected(now.withColours(true) == value));
            theme.getChildren().add(button);
        });
        FlowPane size = new FlowPane(16, 6);
        ToggleGroup sizes = new ToggleGroup();
        for (int percent : Preferences.TEXT_SIZES) {
            RadioButton button = radio(sizes, percent + " %", "text-" + percent);
            button.setAccessibleText("Text size " + percent + " percent");
            button.setOnAction(event -> preferences.textPercentProperty().set(percent));
            preferences.textPercentProperty().subscribe(now -> button.setSelected(now.intValue() == percent));
            size.getChildren().add(button);
        }
        CheckBox colours = check("Without colours", "colours-off");
        colours.setOnAction(event -> preferences.themeProperty()
                .set(preferences.themeProperty().get().withColours(!colours.isSelected())));
        preferences.themeProperty().subscribe(now -> colours.setSelected(!now.colours()));
        CheckBox motion = check("Reduced motion", "reduced-motion");
        motion.selectedProperty().bindBidirectional(preferences.reducedMotionProperty());
        return section("Looks", theme, size, colours,
                note("Everything is grey; what is what shows by its shape and its word."), motion,
                note("Nothing moves by itself. Only a run that goes on, or the past when you play it, changes the picture."));
    }

    private static VBox words(Preferences preferences) {
        Map<Preferences.Spoken, String> choices = new LinkedHashMap<>();
        choices.put(Preferences.Spoken.OFF, "Off");
        choices.put(Preferences.Spoken.BRIEF, "Brief: what was accepted and what the target wrote");
        choices.put(Preferences.Spoken.FULL, "Full: with all counts, the token that was refused, and the entropy");
        return section("Each step in words", choice(preferences.spokenProperty(), choices, "narration-"),
                note("In a line above the status line, and for a screen reader; at most one sentence in "
                        + Words.number(Narrator.BREATH.toSeconds(), 1) + " seconds."));
    }

    private static VBox runs(Session session, Preferences preferences) {
        Map<Observation, String> levels = new LinkedHashMap<>();
        levels.put(Observation.OFF,
                "Off: the text and who wrote it. Trees, reasons and entropy are not captured. Costs nothing.");
        levels.put(Observation.LIGHT,
                "Light: everything the views draw, with the 10 likeliest tokens. Costs about 1 % of the time.");
        levels.put(Observation.FULL,
                "Full: with the 100 likeliest tokens, and all positions of a canvas. Costs more; the "
                        + "Time view says how much it was (“capture”).");
        levels.put(Observation.AUTO,
                "Auto: full, until telling takes more than 10 % of the engine's time; then light, and the round says so.");
        CheckBox record = check("Record every run", "record");
        session.recordings().folder().ifPresentOrElse(
                folder -> record.selectedProperty().bindBidirectional(session.recordings().automaticProperty()),
                () -> record.setDisable(true));
        CheckBox restore = check("Come back to the last session at the start", "restore");
        restore.selectedProperty().bindBidirectional(preferences.restoreProperty());
        return section("Runs", new Label("What is captured of the next runs"),
                choice(preferences.observationProperty(), levels, "observe-"), record,
                note(session.recordings().folder().map(folder -> "In " + folder + ". Nothing in it is ever removed.")
                        .orElse("There is no place for recordings here.")),
                restore, note("Models, method, parameters, prompt and what was shown. No run is started by that."));
    }

    private static <E extends Enum<E>> VBox choice(ObjectProperty<E> property, Map<E, String> choices, String id) {
        VBox box = new VBox(6);
        ToggleGroup group = new ToggleGroup();
        choices.forEach((value, words) -> {
            RadioButton button = radio(group, words, id + Words.lower(value.name()));
            button.setOnAction(event -> property.set(value));
            property.subscribe(now -> button.setSelected(now == value));
            box.getChildren().add(button);
        });
        return box;
    }

    private static RadioButton radio(ToggleGroup group, String words, String id) {
        RadioButton button = new RadioButton(words);
        button.setToggleGroup(group);
        button.setId(id);
        button.setWrapText(true);
        button.setMinHeight(Region.USE_PREF_SIZE);
        return button;
    }

    private static CheckBox check(String words, String id) {
        CheckBox box = new CheckBox(words);
        box.setId(id);
        box.setWrapText(true);
        box.setMinHeight(Region.USE_PREF_SIZE);
        return box;
    }

    private static Label note(String words) {
        return new Paragraph(words, "ds-secondary", "preferences-note");
    }

    private static VBox section(String heading, Node... nodes) {
        Label label = new Label(heading);
        label.getStyleClass().add("ds-heading");
        VBox section = new VBox(label);
        section.getChildren().addAll(nodes);
        section.getStyleClass().add("section");
        return section;
    }
}
