package draftscope.app.window;

import draftscope.app.library.KnownModels;
import draftscope.app.session.ModelEntry;
import draftscope.app.session.Session;
import draftscope.app.session.Setup;
import draftscope.decode.DecodingMethod;
import draftscope.decode.Family;
import draftscope.decode.MethodCatalog;
import draftscope.decode.Parameter;
import draftscope.decode.RaggedComposition;
import draftscope.model.ModelConfig;
import draftscope.samples.PromptPreset;
import draftscope.samples.SampleModel;
import draftscope.samples.SampleModels;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.NumberBinding;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;

import javafx.scene.control.TextArea;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// What is chosen before a run: prompt, method, its parameters, sampling. Locked while a run is live.
final class SetupPanel extends VBox {
    private static final double MOST_WATCHED = 0.4;
    private static final double MOST_WRITING = 0.7;

    private final Session session;
    private final VBox fields = new VBox();
    private final VBox own = new VBox();
    private final BreakpointPanel breakpoints;
    private final Label missing = new Label();
    private final Button fix = new Button("Choose a model …");

    SetupPanel(Session session, MainWindow window, Actions actions, Consumer<String> browser) {
        this.session = session;
        getStyleClass().addAll("setup", "ds-surface");
        fields.getStyleClass().add("setup-fields");
        missing.setId("missing");
        missing.setWrapText(true);
        missing.setMinHeight(Region.USE_PREF_SIZE);
        missing.getStyleClass().addAll("missing", "ds-error");
        fix.setOnAction(event -> window.openLibrary(session.lacksDraft()));
        VBox sampling = new VBox(heading("Sampling"),
                new ParameterFields(Setup.SAMPLING, session.setup().sampling(), Set.of("temperature")));
        sampling.getStyleClass().add("section");
        own.getStyleClass().add("section");
        VBox method = new VBox(heading("Method"), new MethodPicker(session, actions.aboutMethod, browser));
        method.getStyleClass().add("section");
        fields.getChildren().addAll(prompt(), method, own, sampling);

        breakpoints = new BreakpointPanel(session, window, actions);
        VBox content = new VBox(fields);
        ScrollBox scroll = new ScrollBox(content);
        // Always in sight: what holds a run matters most while the rest is locked.
        VBox lists = new VBox(breakpoints, new RulesPanel(session.filter().rules(), window.themeProperty()));
        ScrollBox watched = new ScrollBox(lists);
        watched.getStyleClass().add("watched");
        // A form needs room.
        NumberBinding most = Bindings.when(breakpoints.writing()).then(heightProperty().multiply(MOST_WRITING))
                .otherwise(heightProperty().multiply(MOST_WATCHED));
        NumberBinding height = Bindings.min(lists.heightProperty().add(2), most);
        watched.minHeightProperty().bind(height);
        watched.maxHeightProperty().bind(height);
        // In large text there is no room for two columns that scroll, one above the other.
        window.preferences().textPercentProperty().subscribe(() -> {
            boolean large = Room.large(window.preferences());
            watched.setContent(large ? new Region() : lists);
            content.getChildren().setAll(large ? List.of(fields, lists) : List.of(fields));
            watched.setVisible(!large);
            watched.setManaged(!large);
        });
        VBox.setVgrow(scroll, Priority.ALWAYS);
        getChildren().addAll(scroll, watched, footer(window, actions));

        session.setup().methodProperty().subscribe(this::showParameters);
        session.setup().methodProperty().subscribe(this::showMissing);
        session.target().modelProperty().subscribe(this::showMissing);
        session.draft().modelProperty().subscribe(this::showMissing);
    }

    /// The breakpoints; they are not locked while a run is live.
    BreakpointPanel breakpoints() {
        return breakpoints;
    }

    private VBox prompt() {
        TextArea text = new TextArea();
        text.setId("prompt");
        text.setWrapText(true);
        text.setPrefRowCount(2);
        text.setAccessibleText("Prompt");
        text.textProperty().bindBidirectional(session.setup().promptProperty());
        MenuButton examples = new MenuButton("Examples");
        examples.getStyleClass().add("link-menu");
        examples.setAccessibleText("Examples of prompts");
        for (PromptPreset preset : SampleModels.prompts()) {
            MenuItem item = new MenuItem(preset.name());
            item.setMnemonicParsing(false);
            item.setOnAction(event -> apply(preset));
            examples.getItems().add(item);
        }
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        HBox top = new HBox(heading("Prompt"), gap, examples);
        top.getStyleClass().add("section-top");
        VBox section = new VBox(top, text);
        section.getStyleClass().add("section");
        return section;
    }

    private void apply(PromptPreset preset) {
        session.setup().promptProperty().set(preset.text());
        ModelConfig.Kind kind = kind(preset.model());
        if (RaggedComposition.prompts(preset.text()).size() > 1)
            MethodCatalog.all().stream().filter(method -> method.composition() instanceof RaggedComposition)
                    .findFirst().ifPresent(session::choose);
        else if (kind != session.setup().methodProperty().get().targetKind())
            suiting(preset, kind).ifPresent(session::choose);
        // The oracle knows list tasks and nothing else.
        ModelEntry chosenModel = session.target().entry();
        if (oracle(preset.model()) != (chosenModel != null && oracle(chosenModel.name())))
            session.shelf().named(preset.model()).ifPresent(session.target()::choose);
    }

    /// The kind of a sample model.
    private static ModelConfig.Kind kind(String model) {
        String kind = KnownModels.sample(model).map(SampleModel::kind).orElse("");
        return Stream.of(ModelConfig.Kind.values()).filter(known -> known.label().equals(kind.replace('-', ' ')))
                .findFirst().orElse(ModelConfig.Kind.CAUSAL);
    }

    /// The method that the prompt names, where that serves its kind of model, or the first that does more than the plain one.
    private static Optional<DecodingMethod> suiting(PromptPreset preset, ModelConfig.Kind kind) {
        List<DecodingMethod> able = MethodCatalog.all().stream()
                .filter(method -> method.family() != Family.PLAIN && method.targetKind() == kind).toList();
        return able.stream().filter(method -> method.name().equalsIgnoreCase(preset.method())).findFirst()
                .or(() -> able.stream().findFirst());
    }

    private static boolean oracle(String model) {
        return KnownModels.sample(model).map(SampleModel::role).filter("oracle"::equals).isPresent();
    }

    private VBox footer(MainWindow window, Actions actions) {
        Button generate = Icons.wire(new Button("Generate"), actions.generate);
        generate.setId("generate");
        generate.getStyleClass().add("primary");
        generate.setMaxWidth(Double.MAX_VALUE);
        Button stop = Icons.wire(new Button("Stop"), actions.stop);
        stop.setId("stop");
        stop.setMaxWidth(Double.MAX_VALUE);
        Label lock = new Label("The setup is locked while a run is live.");
        lock.setId("lock");
        lock.setWrapText(true);
        lock.setMinHeight(Region.USE_PREF_SIZE);
        lock.getStyleClass().addAll("lock", "ds-secondary");
        session.activityProperty().subscribe(activity -> {
            boolean live = activity.live();
            // Else the focus would move on to Stop, and the next Space would not pause.
            if (live && focusWithinProperty().get())
                window.requestFocus();
            fields.setDisable(live);
            generate.setVisible(!live);
            generate.setManaged(!live);
            stop.setVisible(live);
            stop.setManaged(live);
            lock.setVisible(live);
            lock.setManaged(live);
        });
        // Beside the button that cannot do its work for it, and always in sight.
        VBox lacking = new VBox(6, missing, fix);
        lacking.visibleProperty().bind(missing.textProperty().isNotEmpty());
        lacking.managedProperty().bind(lacking.visibleProperty());
        VBox footer = new VBox(8, lacking, lock, generate, stop);
        footer.getStyleClass().add("setup-footer");
        return footer;
    }

    private void showParameters(DecodingMethod method) {
        if (method == null || method.parameters().isEmpty()) {
            own.getChildren().clear();
        } else {
            Set<String> all = method.parameters().stream().map(Parameter::name).collect(Collectors.toSet());
            own.getChildren().setAll(heading("Parameters"),
                    new ParameterFields(method.parameters(), session.setup().parameters(method), all));
        }
        own.setVisible(!own.getChildren().isEmpty());
        own.setManaged(own.isVisible());
    }

    private void showMissing() {
        missing.setText(session.missing().orElse(""));
    }

    private static Label heading(String text) {
        Label heading = new Label(text);
        heading.getStyleClass().add("ds-heading");
        return heading;
    }
}
