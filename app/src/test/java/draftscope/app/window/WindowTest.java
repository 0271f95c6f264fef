package draftscope.app.window;

import static draftscope.app.window.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.session.Activity;
import draftscope.app.session.Pace;
import draftscope.app.session.Session;
import draftscope.decode.Family;
import draftscope.decode.MethodCatalog;
import draftscope.model.ModelConfig;
import draftscope.styles.Theme;
import draftscope.trace.BatchState;
import draftscope.trace.TraceState;
import draftscope.trace.Verdict;
import draftscope.views.AuditView;
import draftscope.views.DraftTreeView;
import draftscope.views.LanesView;
import draftscope.views.MetricsView;
import draftscope.views.Overlay;
import draftscope.views.Selection;
import draftscope.views.TimeLedgerView;
import draftscope.views.Why;
import draftscope.views.layout.AuditCard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import javafx.scene.AccessibleAttribute;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.text.Text;
import javafx.stage.Stage;
import org.hamcrest.Description;
import org.hamcrest.Matcher;
import org.hamcrest.TypeSafeMatcher;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.framework.junit5.Stop;

/// The real window on the platform without a display, with a real engine behind it.
@ExtendWith(ApplicationExtension.class)
class WindowTest {
    @TempDir
    private static Path folder;

    private Session session;
    private MainWindow window;
    private Optional<Path> chosen = Optional.empty();

    @BeforeAll
    static void models() {
        ToyWindow.writeModels(folder);
        ToyModel.stranger().write(folder);
        ToyModel.diffusion().write(folder);
    }

    @Start
    private void open(Stage stage) {
        session = ToyWindow.session();
        window = new MainWindow(session, owner -> chosen, address -> {});
        ToyWindow.prepare(session, folder, "draft-tree", Map.of("max-tokens", "24"));
        ToyWindow.show(stage, window);
    }

    @Stop
    private void close() {
        session.close();
    }

    @Test
    void generatesATextAndTellsItsNumbers(FxRobot robot) throws Exception {
        ready();
        robot.clickOn("#generate");
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        TraceState end = session.shownProperty().get();
        assertThat(end.committed()).hasSize(24);
        assertThat(end.counts().emitted()).isEqualTo(24);
        assertThat(window.figures()).doesNotContain("–");
        assertThat(text(robot, "#badge")).isEqualTo("LIVE");
        assertThat(text(robot, "#where")).contains("finished: as many tokens as asked for");
        assertThat(robot.lookup("#banner").query().isVisible()).isFalse();
    }

    @Test
    void stepsByRoundAndPhaseAndGoesBackWithoutTheEngine(FxRobot robot) throws Exception {
        ready();
        robot.type(KeyCode.PERIOD);
        until("one round is done", () -> paused() && session.traceProperty().get().steps().size() == 1
                && session.traceProperty().get().steps().getFirst().complete());
        robot.type(KeyCode.PERIOD);
        until("two rounds are done", () -> paused() && session.traceProperty().get().steps().size() == 2
                && session.traceProperty().get().steps().getLast().complete());
        int told = session.traceProperty().get().length();
        robot.type(KeyCode.CLOSE_BRACKET);
        until("one phase more", () -> paused() && session.traceProperty().get().length() > told);
        assertThat(session.shownProperty().get().step()).isEqualTo(2);
        assertThat(text(robot, "#badge")).isEqualTo("LIVE");

        int length = session.traceProperty().get().length();
        robot.type(KeyCode.COMMA);
        robot.type(KeyCode.COMMA);
        until("the past is shown", () -> session.pastProperty().get());
        assertThat(text(robot, "#badge")).isEqualTo("PAST · round 1 of 3");
        assertThat(text(robot, "#where")).startsWith("after ");
        assertThat(session.shownProperty().get().step()).isZero();

        robot.type(KeyCode.OPEN_BRACKET);
        robot.type(KeyCode.CLOSE_BRACKET);
        robot.type(KeyCode.PERIOD);
        robot.type(KeyCode.PERIOD);
        until("the end is reached", () -> !session.pastProperty().get());
        assertThat(session.traceProperty().get().length()).as("going back and forth reads only").isEqualTo(length);
        robot.type(KeyCode.PERIOD);
        until("the engine goes on", () -> session.traceProperty().get().length() > length);
    }

    @Test
    void pausesAndStopsAndKeepsEverything(FxRobot robot) throws Exception {
        ready();
        robot.interact(() -> {
            session.setup().sampling().put("max-tokens", "400");
            session.paceProperty().set(Pace.FOUR);
        });
        robot.type(KeyCode.SPACE);
        until("it runs", () -> session.activity() == Activity.RUNNING && session.shownProperty().get().step() >= 0);
        assertThat(robot.lookup("#prompt").queryAs(TextInputControl.class).isDisabled()).as("setup is locked").isTrue();
        assertThat(robot.lookup("#lock").query().isVisible()).isTrue();
        assertThat(text(robot, "#where")).contains("paced: 4 rounds/s");
        robot.type(KeyCode.SPACE);
        until("it is paused", this::paused);
        assertThat(text(robot, "#where")).contains("paused after");
        robot.type(KeyCode.ESCAPE);
        until("it has ended", () -> session.activity() == Activity.FINISHED);
        assertThat(text(robot, "#where")).contains("stopped by you");
        assertThat(session.traceProperty().get().length()).isPositive();
        assertThat(robot.lookup("#prompt").queryAs(TextInputControl.class).isDisabled()).isFalse();
    }

    @Test
    void spacePausesAfterARunWasStartedFromThePrompt(FxRobot robot) throws Exception {
        ready();
        robot.interact(() -> {
            session.setup().sampling().put("max-tokens", "400");
            session.paceProperty().set(Pace.FOUR);
        });
        robot.clickOn("#prompt");
        robot.push(KeyCode.CONTROL, KeyCode.ENTER);
        until("it runs", () -> session.activity() == Activity.RUNNING);
        robot.type(KeyCode.SPACE);
        until("it is paused", this::paused);
        robot.type(KeyCode.SPACE);
        until("it runs again", () -> session.activity() == Activity.RUNNING);
    }

    @Test
    void whatScrollsIsPaintedAnewWhenItChanges(FxRobot robot) {
        assertThat(robot.lookup(".scroll-box > .viewport").<Node>queryAll()).isNotEmpty().noneMatch(Node::isCache);
    }

    @Test
    void findsARejectionAndSaysWhy(FxRobot robot) throws Exception {
        ready();
        robot.clickOn("#generate");
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        robot.type(KeyCode.HOME);
        robot.type(KeyCode.X);
        until("a node is selected", () -> window.selectionProperty().get() instanceof Selection.Node);
        Selection.Node node = (Selection.Node) window.selectionProperty().get();
        TraceState state = session.shownProperty().get();
        assertThat(state.step()).isEqualTo(node.step());
        assertThat(state.tree().node(node.node()).orElseThrow().verdict().orElseThrow().outcome())
                .isEqualTo(Verdict.Outcome.REJECTED);
        String why = Why.explain(state, node).sentence();
        assertThat(why).isNotBlank();
        until("the inspector says why", () -> robot.from(robot.lookup("#inspector")).lookup(said(why)).tryQuery()
                .isPresent());
        robot.type(KeyCode.N);
        until("an uncertain token is selected", () -> window.selectionProperty().get() instanceof Selection.Token);
    }

    @Test
    void switchesViewThemeTableAndOverlayByKey(FxRobot robot) throws Exception {
        ready();
        robot.clickOn("#generate");
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        robot.push(KeyCode.CONTROL, KeyCode.DIGIT2);
        until("the cache is shown", () -> robot.lookup("#view-kv").query().isVisible());
        assertThat(robot.lookup("#view-tree").query().isVisible()).isFalse();
        robot.type(KeyCode.T);
        until("as a table", () -> window.tableProperty().get());
        robot.type(KeyCode.DIGIT2);
        until("surprisal", () -> window.overlayProperty().get() == Overlay.SURPRISAL);
        robot.clickOn("#theme");
        until("light", () -> window.themeProperty().get() == Theme.LIGHT);
        robot.push(KeyCode.SHIFT, KeyCode.SLASH);
        until("the list of shortcuts is open", () -> robot.lookup("#shortcut-sheet").query().isVisible());
        robot.type(KeyCode.ESCAPE);
        until("and closed", () -> !robot.lookup("#shortcut-sheet").query().isVisible());
    }

    @Test
    void theTreeHasItsKeysWhateverHasTheFocus(FxRobot robot) throws Exception {
        ready();
        robot.clickOn("#generate");
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        robot.type(KeyCode.HOME);
        robot.type(KeyCode.X);
        until("a node is selected", () -> window.selectionProperty().get() instanceof Selection.Node);
        DraftTreeView tree = robot.lookup("#view-tree").queryAs(DraftTreeView.class);
        robot.type(KeyCode.H);
        until("its subtree alone", () -> tree.getTop() > 0);
        robot.type(KeyCode.ESCAPE);
        until("the whole tree", () -> tree.getTop() == 0);
        assertThat(window.selectionProperty().get()).as("Esc went one step only").isInstanceOf(Selection.Node.class);
        robot.type(KeyCode.V);
        until("an icicle", () -> tree.getForm() == DraftTreeView.Form.ICICLE && !tree.isTable());
        robot.type(KeyCode.V);
        until("a table", tree::isTable);
        robot.type(KeyCode.V);
        until("a tidy tree", () -> tree.getForm() == DraftTreeView.Form.TIDY && !tree.isTable());
    }

    @Test
    void metricsReconcileAndPlainDecodingIsTimedOnlyWhenAsked(FxRobot robot) throws Exception {
        ready();
        robot.clickOn("#generate");
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        robot.push(KeyCode.CONTROL, KeyCode.DIGIT5);
        until("metrics", () -> robot.lookup("#view-metrics").query().isVisible());
        MetricsView metrics = robot.lookup("#view-metrics").queryAs(MetricsView.class);
        assertThat(metrics.json()).contains("\"num_drafts\":", "\"num_accepted_tokens_per_pos\": [",
                "\"emitted\": 24,");
        robot.push(KeyCode.CONTROL, KeyCode.DIGIT6);
        until("times", () -> robot.lookup("#view-time").query().isVisible());
        TimeLedgerView time = robot.lookup("#view-time").queryAs(TimeLedgerView.class);
        assertThat(time.baselineProperty().get()).as("never guessed").isNull();
        until("it can be measured", () -> time.measurableProperty().get());
        robot.clickOn("#measure-plain");
        until("it was measured", () -> time.baselineProperty().get() != null);
        assertThat(time.baselineProperty().get().nanosPerToken()).isPositive();
        assertThat(session.problemProperty().get()).isNull();
    }

    @Test
    void severalPromptsAtOnceAreShownAsLanes(FxRobot robot) throws Exception {
        ready();
        robot.interact(() -> {
            session.setup().promptProperty().set("once upon a time\n---\nthere was\n---\na fox");
            session.choose(MethodCatalog.byId("ems-sd"));
            session.setup().sampling().put("temperature", "0");
        });
        robot.clickOn("#generate");
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        assertThat(session.problemProperty().get()).isNull();
        until("the lanes are shown by themselves", () -> robot.lookup("#view-lanes").query().isVisible());
        LanesView lanes = robot.lookup("#view-lanes").queryAs(LanesView.class);
        assertThat((String) lanes.queryAccessibleAttribute(AccessibleAttribute.TEXT)).contains("Lane 3: ")
                .contains("Worked out from these counts, not run");
        robot.interact(lanes::requestFocus);
        robot.type(KeyCode.DOWN);
        robot.type(KeyCode.DOWN);
        assertThat(window.selectionProperty().get()).isEqualTo(new Selection.Lane(2));
        BatchState batch = session.shownProperty().get().batch().orElseThrow();
        assertThat(batch.lanes()).extracting(BatchState.Lane::end).doesNotContain(Optional.empty());
        robot.push(KeyCode.SHIFT, KeyCode.A);
        until("the first lane is compared", () -> text(robot, "#audit-word").equals("Identical to the target"));
        assertThat(text(robot, "#audit-sentence")).contains("Of several prompts decoded at once, this is the first.");

        robot.interact(() -> session.setup().promptProperty().set("one\n---\n"));
        robot.clickOn("#generate");
        until("it is refused in one sentence", () -> session.problemProperty().get() != null);
        assertThat(session.problemProperty().get().sentence()).startsWith("Prompt 2 of 2 is empty");
    }

    @Test
    void theRunIsComparedWithItsTargetByKeyboardAlone(FxRobot robot) throws Exception {
        ready();
        robot.interact(() -> session.setup().sampling().put("temperature", "0"));
        robot.push(KeyCode.CONTROL, KeyCode.ENTER);
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        robot.push(KeyCode.SHIFT, KeyCode.A);
        until("the audit is shown", () -> robot.lookup("#view-audit").query().isVisible());
        until("the result is there", () -> text(robot, "#audit-word").equals("Identical to the target"));
        assertThat(text(robot, "#audit-sentence")).isEqualTo("Identical to the target alone for 24 tokens.");
        assertThat(robot.lookup("#audit-note").query().isVisible()).as("not out of date").isFalse();

        robot.interact(() -> session.show(Faults.unverified(session.traceProperty().get(), 4)));
        robot.push(KeyCode.SHIFT, KeyCode.A);
        until("the fault is named", () -> text(robot, "#audit-word").equals("Not the target's own"));
        assertThat(text(robot, "#audit-sentence")).startsWith("Unverified commit.").contains("where the target alone")
                .contains("“");
        AuditView audit = robot.lookup("#view-audit").queryAs(AuditView.class);
        robot.interact(audit::requestFocus);
        robot.type(KeyCode.DOWN);
        AuditCard.Item first = audit.cardProperty().get().findings().getFirst();
        until("the playhead is there", () -> session.shownProperty().get().step() == first.step());
        assertThat(window.selectionProperty().get()).isEqualTo(first.selection());
        robot.type(KeyCode.T);
        until("as a table", () -> robot.from(audit).lookup(".table-twin").queryAs(TableView.class).isVisible());
        assertThat((String) audit.queryAccessibleAttribute(AccessibleAttribute.TEXT))
                .startsWith("Not the target's own.").contains("First difference at position");
    }

    @Test
    void theMethodsPageIsOneKeyAwayAndSaysWhereItsPictureIsFrom(FxRobot robot) throws Exception {
        ready();
        robot.type(KeyCode.I);
        until("the page is open", () -> robot.lookup("#method-page").query().isVisible());
        assertThat(text(robot, "#method-page-title")).contains("draft-tree");
        until("its picture is drawn", () -> robot.lookup("#method-page-picture").tryQuery().isPresent());
        assertThat(text(robot, "#method-page-source")).contains("written just now by toy-target and toy-draft");
        robot.type(KeyCode.ESCAPE);
        until("and closed", () -> !robot.lookup("#method-page").query().isVisible());
        robot.clickOn("#generate");
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        robot.type(KeyCode.I);
        until("from the run", () -> text(robot, "#method-page-source").contains("of the run at hand"));
    }

    @Test
    void aModelOfAnotherKindBringsItsMethodAlong(FxRobot robot) throws Exception {
        ready();
        robot.interact(() -> session.openFile(folder.resolve("toy-diffusion.gguf"), false));
        until("a diffusion method is chosen",
                () -> session.setup().methodProperty().get().family() == Family.DIFFUSION);
        assertThat(text(robot, "#missing")).isEmpty();
        robot.interact(() -> session.openFile(ToyModel.writeBlocks(folder), false));
        until("a method for blocks is chosen",
                () -> session.setup().methodProperty().get().targetKind() == ModelConfig.Kind.BLOCK_DIFFUSION);
        assertThat(text(robot, "#missing")).isEmpty();
        robot.interact(() -> session.choose(MethodCatalog.byId("diffusion-threshold")));
        until("the model of the whole canvas is back", () -> session.target().model() != null
                && session.target().entry().name().equals("toy-diffusion"));
        robot.clickOn("#family-speculative");
        until("the causal model is back", () -> session.target().model() != null
                && session.target().entry().name().equals("toy-target"));
        robot.push(KeyCode.CONTROL, KeyCode.ENTER);
        until("it runs to its end", () -> session.activity() == Activity.FINISHED);
        robot.type(KeyCode.F);
    }

    @Test
    void theTargetsChipOpensTheLibrary(FxRobot robot) throws Exception {
        ready();
        robot.clickOn("#target");
        until("the library is open", () -> robot.lookup("#library").query().isVisible());
        robot.type(KeyCode.ESCAPE);
        until("and closed", () -> !robot.lookup("#library").query().isVisible());
    }

    @Test
    void singleKeysBelongToAFocusedField(FxRobot robot) throws Exception {
        ready();
        TextInputControl prompt = robot.lookup("#prompt").queryAs(TextInputControl.class);
        robot.interact(() -> {
            prompt.requestFocus();
            prompt.clear();
        });
        robot.write("two. 2");
        until("the prompt is written", () -> session.setup().promptProperty().get().equals("two. 2"));
        assertThat(session.activity()).isEqualTo(Activity.NONE);
        assertThat(window.overlayProperty().get()).isEqualTo(Overlay.ENTROPY);
    }

    @Test
    void aFileThatIsNoModelGivesASentenceAndLosesNothing(FxRobot robot) throws Exception {
        ready();
        Path broken = Files.writeString(folder.resolve("broken.gguf"), "this is no model");
        chosen = Optional.of(broken);
        robot.push(KeyCode.CONTROL, KeyCode.O);
        until("the banner says so", () -> robot.lookup("#banner").query().isVisible());
        assertThat(text(robot, "#problem")).isNotBlank().endsWith(".").doesNotContain("Exception");
        until("the model before it stands again", () -> session.target().model() != null);
        assertThat(session.target().entry().name()).isEqualTo("toy-target");
        robot.clickOn("#generate");
        until("it still runs", () -> session.activity() == Activity.FINISHED);
        assertThat(robot.lookup("#banner").query().isVisible()).isFalse();
    }

    @Test
    void aDraftOfAnotherVocabularyIsRefusedInWords(FxRobot robot) throws Exception {
        ready();
        robot.interact(() -> session.openFile(folder.resolve("stranger.gguf"), true));
        until("the setup says what is wrong", () -> text(robot, "#missing").contains("vocabulary"));
        robot.clickOn("#generate");
        until("the banner says so", () -> robot.lookup("#banner").query().isVisible());
        assertThat(text(robot, "#problem")).contains("stranger").contains("vocabulary").endsWith(".");
        assertThat(session.activity()).isEqualTo(Activity.NONE);
    }

    @Test
    void aValueOutOfRangeIsSaidWithItsRange(FxRobot robot) throws Exception {
        ready();
        TextInputControl field = robot.lookup("#parameter-max-tokens").queryAs(TextInputControl.class);
        robot.interact(() -> field.setText("many"));
        robot.clickOn("#generate");
        until("the banner says so", () -> robot.lookup("#banner").query().isVisible());
        assertThat(text(robot, "#problem")).contains("Max tokens").contains("many").contains("from 1 to");
    }

    @Test
    void diffusionShowsItsCanvas(FxRobot robot) throws Exception {
        ready();
        robot.clickOn("#family-diffusion");
        until("what is missing is said", () -> text(robot, "#missing").contains("masked diffusion model"));
        robot.interact(() -> session.openFile(folder.resolve("toy-diffusion.gguf"), false));
        until("nothing is missing", () -> text(robot, "#missing").isEmpty() && session.target().model() != null);
        robot.clickOn("#generate");
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        assertThat(session.shownProperty().get().canvas()).isPresent();
        assertThat(robot.lookup("#view-unmasking").query().isVisible()).isTrue();
    }

    private void ready() throws Exception {
        ToyWindow.awaitModels(session);
    }

    private boolean paused() {
        return session.activity() == Activity.PAUSED;
    }

    private static String text(FxRobot robot, String query) {
        return robot.lookup(query).queryAs(Label.class).getText();
    }

    private static Matcher<Node> said(String words) {
        return new TypeSafeMatcher<>() {
            @Override
            protected boolean matchesSafely(Node node) {
                return node instanceof Label label && label.getText().contains(words)
                        || node instanceof Text text && text.getText().contains(words);
            }

            @Override
            public void describeTo(Description description) {
                description.appendText("says " + words);
            }
        };
    }
}
