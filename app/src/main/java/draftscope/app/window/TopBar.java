package draftscope.app.window;

import draftscope.app.session.Activity;
import draftscope.app.session.ModelSlot;
import draftscope.app.session.Pace;
import draftscope.app.session.Session;
import draftscope.decode.DecodingMethod;
import draftscope.decode.Family;
import draftscope.decode.MethodCatalog;
import draftscope.decode.Need;
import draftscope.trace.BatchState;
import draftscope.trace.CanvasState;
import draftscope.trace.RunCounts;
import draftscope.trace.RunSettings;
import draftscope.trace.TraceState;
import draftscope.views.layout.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.materialdesign2.MaterialDesignD;
import org.kordamp.ikonli.materialdesign2.MaterialDesignP;
import org.kordamp.ikonli.materialdesign2.MaterialDesignS;

/// Models and method, transport, speed, and four live numbers.
final class TopBar extends HBox {
    /// Below this width captions give way to values, and what can be read elsewhere is left out.
    private static final double ROOMY = 1360;

    private final Session session;
    private final Preferences preferences;
    private final Label name;
    private final Chip target;
    private final Chip draft;
    private final Chip method;
    private final Chip pace;
    private final Button toggle = new Button();
    private final List<Figure> figures = List.of(new Figure(116), new Figure(92), new Figure(86), new Figure(78));

    TopBar(Session session, MainWindow window, Actions actions) {
        this.session = session;
        preferences = window.preferences();
        getStyleClass().add("top-bar");
        target = new Chip("target", () -> window.openLibrary(false));
        draft = new Chip("draft", () -> window.openLibrary(true));
        method = new Chip("method", this::methods);
        pace = new Chip("paced", this::paces);
        pace.setId("pace");
        target.setId("target");
        draft.setId("draft");
        method.setId("method");

        name = new Label("Draftscope", Icons.of(MaterialDesignS.SOURCE_BRANCH));
        name.getStyleClass().add("logo");
        name.setMinWidth(Region.USE_PREF_SIZE);
        HBox chips = new HBox(8, target, draft, method);
        chips.getStyleClass().add("chips");
        HBox transport = transport(actions);
        HBox numbers = new HBox();
        numbers.getStyleClass().add("figures");
        numbers.getChildren().addAll(figures);
        numbers.setMinWidth(USE_PREF_SIZE);
        getChildren().addAll(name, chips, gap(), transport, pace, gap(), numbers);

        widthProperty().subscribe(this::fit);
        preferences.textPercentProperty().subscribe(this::fit);
        follow();
    }

    private boolean compact() {
        return getWidth() < ROOMY * preferences.scale();
    }

    private void fit() {
        List.of(target, draft, method, pace).forEach(chip -> chip.setCompact(compact()));
        name.setText(compact() ? "" : "Draftscope");
        showNames();
    }

    /// What the metrics tell too goes first where there is little room.
    @Override
    protected void layoutChildren() {
        List<Figure> leastLast = List.of(figures.get(0), figures.get(3), figures.get(1), figures.get(2));
        leastLast.forEach(figure -> figure.setManaged(figure != figures.get(2) || !compact()));
        for (Figure figure : leastLast.reversed()) {
            if (figure.isManaged() && compact() && computePrefWidth(-1) > getWidth())
                figure.setManaged(false);
            figure.setVisible(figure.isManaged());
        }
        super.layoutChildren();
    }

    private HBox transport(Actions actions) {
        toggle.setId("toggle");
        toggle.getStyleClass().add("run");
        HBox buttons = new HBox(2,
                Icons.wire(new Button(), MaterialDesignS.SKIP_PREVIOUS, actions.toStart),
                Icons.wire(new Button(), MaterialDesignS.STEP_BACKWARD, actions.backRound),
                Icons.wire(toggle, MaterialDesignP.PLAY, actions.toggle),
                Icons.wire(new Button(), MaterialDesignS.STEP_FORWARD, actions.stepRound),
                Icons.wire(new Button(), MaterialDesignD.DEBUG_STEP_OVER, actions.stepPhase),
                Icons.wire(new Button(), MaterialDesignS.SKIP_NEXT, actions.toEnd));
        buttons.getStyleClass().add("transport");
        buttons.setMinWidth(Region.USE_PREF_SIZE);
        return buttons;
    }

    private void follow() {
        Runnable names = this::showNames;
        session.target().entryProperty().subscribe(names);
        session.target().modelProperty().subscribe(names);
        session.draft().entryProperty().subscribe(names);
        session.draft().modelProperty().subscribe(names);
        session.setup().methodProperty().subscribe(names);
        session.traceProperty().subscribe(names);
        session.paceProperty().subscribe(names);
        session.activityProperty().subscribe(this::showActivity);
        session.playingProperty().subscribe(this::showActivity);
        session.pastProperty().subscribe(this::showActivity);
        session.shownProperty().subscribe(this::showFigures);
        showNames();
    }

    private void showNames() {
        DecodingMethod chosen = session.setup().methodProperty().get();
        boolean diffusion = chosen != null && chosen.family().onCanvas();
        boolean drafting = recordedRun().map(settings -> settings.draft().isPresent())
                .orElse(chosen != null && chosen.needs().contains(Need.DRAFT_MODEL));
        target.setCaption(diffusion || !drafting ? "model" : "target");
        target.setValue(recordedRun().map(run -> Words.model(run.target())).filter(name -> !name.isEmpty())
                .orElseGet(() -> recordedRun().isPresent() ? Words.NONE : name(session.target())));
        draft.setValue(recordedRun().flatMap(RunSettings::draft).map(Words::model)
                .orElseGet(() -> name(session.draft())));
        // A draft model that the method leaves alone is not part of this run.
        draft.setVisible(drafting);
        draft.setManaged(drafting);
        method.setValue(recordedRun().map(run -> run.methodName().isEmpty() ? Words.NONE : run.methodName())
                .orElse(chosen == null ? "none" : chosen.name()));
        Pace chosenPace = session.paceProperty().get();
        pace.setCaption(chosenPace.paced() ? "paced" : "");
        String turn = chosen != null && chosen.family() == Family.SPECULATIVE ? "round" : "step";
        pace.setValue(chosenPace.label(turn));
    }

    /// The settings of the run that is shown when it was recorded; the setup is then about the next run.
    private Optional<RunSettings> recordedRun() {
        return session.recorded() ? session.traceProperty().get().settings() : Optional.empty();
    }

    private String name(ModelSlot slot) {
        if (slot.entry() == null)
            return "none";
        if (slot.model() == null)
            return slot.entry().name() + " …";
        return compact() ? slot.entry().name() : Words.model(slot.model());
    }

    private void showActivity() {
        boolean moving = session.pastProperty().get()
                ? session.playingProperty().get()
                : session.activity() == Activity.RUNNING;
        toggle.setGraphic(Icons.of(moving ? MaterialDesignP.PAUSE : MaterialDesignP.PLAY));
        boolean locked = session.activity().live();
        List.of(target, draft, method).forEach(chip -> chip.setDisable(locked));
    }

    private void showFigures(TraceState state) {
        if (state == null) {
            figures.get(0).set(Words.NONE, "tokens / target pass", "");
            figures.get(1).set(Words.NONE, "draft accepted", "");
            figures.get(2).set(Words.NONE, "target passes", "");
            figures.get(3).set(Words.NONE, "generation", "");
            return;
        }
        RunCounts counts = state.counts();
        boolean drafted = state.trace().settings().map(settings -> settings.family()).filter("Speculative"::equals)
                .isPresent();
        // Tokens on a canvas are counted as they are unmasked: they become output only when their block closes. Of a batch all
        // lanes count, since they share the target's passes and the time.
        int written = state.canvas().map(CanvasState::written)
                .or(() -> state.batch().map(BatchState::emitted)).orElse(counts.emitted());
        int passes = state.batch().isPresent() ? counts.rounds() : counts.targetForwards();
        double accepted = state.batch()
                .map(batch -> batch.drafted() == 0 ? Double.NaN : (double) batch.accepted() / batch.drafted())
                .orElse(counts.acceptanceRate());
        figures.get(0).set(passes == 0 ? Words.NONE : Words.number((double) written / passes, 2),
                "tokens / target pass",
                "Tokens written for each run of the target model after the prompt.");
        if (drafted)
            figures.get(1).set(Words.percent(accepted), "draft accepted",
                    "Draft tokens that became output, of all that were drafted.");
        else
            figures.get(1).set(Numbers.count(written), "tokens written", "Tokens written so far.");
        figures.get(2).set(Numbers.count(passes), "target passes",
                "Runs of the target model after the prompt.");
        figures.get(3).set(
                counts.engineNanos() == 0
                        ? Words.NONE
                        : Numbers.fixed(written * 1e9 / counts.engineNanos(), 0) + " tok/s",
                "generation",
                "Tokens for each second of engine time; waiting for you or the pace is left out.");
    }

    /// The numbers shown, in their order.
    List<String> numbers() {
        return figures.stream().map(Figure::number).toList();
    }

    private List<MenuItem> methods() {
        List<MenuItem> items = new ArrayList<>();
        Family family = null;
        for (DecodingMethod entry : MethodCatalog.all()) {
            if (family != null && family != entry.family())
                items.add(new SeparatorMenuItem());
            family = entry.family();
            RadioMenuItem item = new RadioMenuItem(family.label() + " · " + entry.name());
            item.setMnemonicParsing(false);
            item.setSelected(entry.equals(session.setup().methodProperty().get()));
            item.setOnAction(event -> session.choose(entry));
            items.add(item);
        }
        return items;
    }

    private List<MenuItem> paces() {
        List<MenuItem> items = new ArrayList<>();
        for (Pace entry : Pace.values()) {
            RadioMenuItem item = new RadioMenuItem(entry.label("round"));
            item.setSelected(entry == session.paceProperty().get());
            item.setOnAction(event -> session.paceProperty().set(entry));
            items.add(item);
        }
        return items;
    }

    private static Region gap() {
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        return gap;
    }
}
