package draftscope.app.window;

import draftscope.app.session.Setup;
import draftscope.decode.Parameter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javafx.collections.MapChangeListener;
import javafx.collections.ObservableMap;
import javafx.collections.WeakMapChangeListener;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// A field for each parameter, and a slider too where a range is small enough to slide through. What is typed is checked at
/// once, and the range is said in words where it does not fit.
final class ParameterFields extends VBox {
    private static final double FIRST_OF_PAIR = 94;
    private static final PseudoClass WRONG = PseudoClass.getPseudoClass("wrong");

    private final Map<String, Consumer<String>> writers = new HashMap<>();
    // Held here, and weakly by the values, which outlive the fields.
    private final MapChangeListener<String, String> elsewhere = change -> {
        if (change.wasAdded() && writers.containsKey(change.getKey()))
            writers.get(change.getKey()).accept(change.getValueAdded());
    };

    /// @param values  by name, as typed
    /// @param sliders names of the parameters that may have a slider
    ParameterFields(List<? extends Parameter> parameters, ObservableMap<String, String> values, Set<String> sliders) {
        getStyleClass().add("parameter-fields");
        values.addListener(new WeakMapChangeListener<>(elsewhere));
        HBox half = null;
        for (Parameter parameter : parameters) {
            boolean slides = sliders.contains(parameter.name());
            VBox row = row(parameter, values, slides);
            if (slides || !fewDigits(parameter)) {
                getChildren().add(row);
                half = null;
                continue;
            }
            // Numbers of few digits without a slider share a line with their neighbour.
            if (half == null) {
                row.setMinWidth(FIRST_OF_PAIR);
                row.setPrefWidth(FIRST_OF_PAIR);
                half = new HBox(row);
                half.getStyleClass().add("parameter-pair");
                getChildren().add(half);
            } else {
                HBox.setHgrow(row, Priority.ALWAYS);
                half.getChildren().add(row);
                half = null;
            }
        }
    }

    private static boolean fewDigits(Parameter parameter) {
        return switch (parameter) {
            case Parameter.Whole whole -> whole.max() <= 100_000;
            case Parameter.Real _ -> true;
            case Parameter.Choice _,Parameter.Widths _,Parameter.Text _ -> false;
        };
    }

    private VBox row(Parameter parameter, ObservableMap<String, String> values, boolean slides) {
        Label label = new Label(parameter.label());
        label.setMinWidth(0);
        Icons.tip(label, parameter.help());
        HBox.setHgrow(label, Priority.ALWAYS);
        label.setMaxWidth(Double.MAX_VALUE);
        Label refusal = new Label();
        refusal.getStyleClass().addAll("refusal", "ds-error");
        refusal.setWrapText(true);
        refusal.setMinHeight(Region.USE_PREF_SIZE);
        refusal.setVisible(false);
        refusal.managedProperty().bind(refusal.visibleProperty());

        VBox row = new VBox();
        row.getStyleClass().add("parameter");
        if (parameter instanceof Parameter.Choice choice) {
            ComboBox<String> box = new ComboBox<>();
            box.getItems().setAll(choice.options());
            box.setValue(values.get(choice.name()));
            box.setAccessibleText(choice.label() + ". " + choice.help());
            box.valueProperty().subscribe(value -> values.put(choice.name(), value));
            writers.put(choice.name(), box::setValue);
            box.getStyleClass().add("parameter-choice");
            row.getChildren().add(line(label, box));
            return row;
        }
        TextField field = new TextField(text(parameter, values.get(parameter.name())));
        field.setId("parameter-" + parameter.name());
        field.getStyleClass().add("parameter-field");
        field.setAlignment(Pos.CENTER_RIGHT);
        field.setAccessibleText(parameter.label() + (parameter.unit().isEmpty() ? "" : " in " + parameter.unit()) + ". "
                + parameter.help());
        field.textProperty().subscribe(typed -> {
            values.put(parameter.name(), typed);
            String wrong = refusal(parameter, typed);
            field.pseudoClassStateChanged(WRONG, !wrong.isEmpty());
            refusal.setText(wrong);
            refusal.setVisible(!wrong.isEmpty());
        });
        writers.put(parameter.name(), value -> {
            if (!value.equals(field.getText()))
                field.setText(text(parameter, value));
        });
        row.getChildren().add(line(label, field));
        if (slides)
            slider(parameter, field).ifPresent(row.getChildren()::add);
        row.getChildren().add(refusal);
        return row;
    }

    private static HBox line(Label label, Region field) {
        HBox line = new HBox(8, label, field);
        line.setAlignment(Pos.CENTER_LEFT);
        field.setMinWidth(Region.USE_PREF_SIZE);
        return line;
    }

    private static Optional<Slider> slider(Parameter parameter, TextField field) {
        Slider slider = switch (parameter) {
            case Parameter.Whole whole -> new Slider(whole.min(), whole.max(), whole.value());
            case Parameter.Real real -> new Slider(real.min(), real.max(), real.value());
            case Parameter.Choice _,Parameter.Widths _,Parameter.Text _ -> null;
        };
        if (slider == null)
            return Optional.empty();
        boolean whole = parameter instanceof Parameter.Whole;
        slider.setBlockIncrement(whole ? 1 : (slider.getMax() - slider.getMin()) / 20);
        slider.setAccessibleText(parameter.label());
        field.textProperty().subscribe(typed -> {
            if (refusal(parameter, typed).isEmpty())
                slider.setValue(Double.parseDouble(typed.strip()));
        });
        slider.valueProperty().subscribe(value -> {
            // Only a person's hand on the slider writes to the field, or what is typed would be rounded while typing.
            if (slider.isPressed() || slider.isFocused())
                field.setText(whole ? Long.toString(Math.round(value.doubleValue())) : decimal(value.doubleValue()));
        });
        return Optional.of(slider);
    }

    private static String text(Parameter parameter, String value) {
        return parameter instanceof Parameter.Real && refusal(parameter, value).isEmpty()
                ? decimal(Double.parseDouble(value))
                : value;
    }

    /// Two decimals, or as many as the number needs.
    private static String decimal(double value) {
        double rounded = Math.round(value * 100) / 100.0;
        return Math.abs(rounded - value) < 1e-3
                ? String.format(Locale.ROOT, "%.2f", rounded)
                : Double.toString(value);
    }

    private static String refusal(Parameter parameter, String typed) {
        try {
            parameter.check(typed);
            return "";
        } catch (IllegalArgumentException refused) {
            return "✕ " + Setup.accepted(refused);
        }
    }
}
