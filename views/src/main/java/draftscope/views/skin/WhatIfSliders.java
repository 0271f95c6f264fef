package draftscope.views.skin;

import draftscope.trace.SamplingSettings;
import draftscope.views.layout.Numbers;
import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.layout.HBox;

/// Sliders for the sampler settings of a what-if. They stand at the run's own settings until one is moved.
final class WhatIfSliders {
    private final ObjectProperty<SamplingSettings> chosen;
    private final Knob temperature = new Knob("temperature", 0, 2, 0.05, 2);
    private final Knob topK = new Knob("top-k", 0, 100, 1, 0);
    private final Knob topP = new Knob("top-p", 0.05, 1, 0.01, 2);
    private final Knob minP = new Knob("min-p", 0, 0.5, 0.01, 2);
    private final Button reset = new Button("as in the run");
    private boolean showing; // the sliders are being set, not moved

    WhatIfSliders(ObjectProperty<SamplingSettings> chosen) {
        this.chosen = chosen;
        reset.getStyleClass().add("small-button");
        reset.setOnAction(event -> chosen.set(null));
    }

    List<Node> nodes() {
        Label title = new Label("what if");
        title.getStyleClass().add("ds-secondary");
        title.setMinHeight(24);
        return List.of(title, temperature.box, topK.box, topP.box, minP.box, reset);
    }

    /// @param settings those of the what-if; null for none
    /// @param run      those of the run
    void show(SamplingSettings settings, SamplingSettings run, double scale) {
        SamplingSettings now = settings == null ? run : settings;
        showing = true;
        temperature.show(now.temperature(), scale);
        topK.show(now.topK(), scale);
        topP.show(now.topP(), scale);
        minP.show(now.minP(), scale);
        showing = false;
        reset.setVisible(settings != null);
        reset.setManaged(settings != null);
    }

    private void moved() {
        if (!showing)
            chosen.set(new SamplingSettings(temperature.value(), (int) topK.value(), topP.value(), minP.value()));
    }

    private final class Knob {
        private final String name;
        private final double step;
        private final int decimals;
        private final Slider slider;
        private final Label label = new Label();
        private final HBox box;
        private double exact; // the run's own setting may lie between two steps, or beyond the slider's end

        Knob(String name, double from, double to, double step, int decimals) {
            this.name = name;
            this.step = step;
            this.decimals = decimals;
            slider = new Slider(from, to, from);
            slider.setBlockIncrement(step);
            slider.setAccessibleText("What if: " + name);
            slider.getStyleClass().add("what-if-slider");
            label.getStyleClass().add("ds-secondary");
            label.setMinWidth(HBox.USE_PREF_SIZE);
            box = new HBox(4, label, slider);
            box.setAlignment(Pos.CENTER_LEFT);
            slider.valueProperty().addListener(changed -> {
                if (showing)
                    return;
                double whole = Math.rint(slider.getValue() / this.step) * this.step;
                exact = Math.clamp(Double.parseDouble(Numbers.fixed(whole, this.decimals)), from, to);
                moved();
            });
        }

        double value() {
            return exact;
        }

        void show(double value, double scale) {
            exact = value;
            if (!slider.isValueChanging() && !slider.isPressed())
                slider.setValue(value);
            slider.setPrefWidth(60 * scale);
            label.setText(name + " " + Numbers.fixed(value, decimals));
        }
    }
}
