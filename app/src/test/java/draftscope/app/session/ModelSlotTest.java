package draftscope.app.session;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.window.ToyModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Choosing a model while others are being opened, stopping it, and what stands then. The test's thread is the person's.
class ModelSlotTest {
    @TempDir
    private static Path folder;

    private final BlockingQueue<Runnable> person = new LinkedBlockingQueue<>();
    private final List<Problem> problems = new ArrayList<>();
    private final ModelShelf shelf = new ModelShelf();
    private final ModelSlot slot = new ModelSlot(shelf, person::add, problems::add);

    @BeforeAll
    static void models() throws Exception {
        ToyModel.target().write(folder);
        ToyModel.draft().write(folder);
        Files.writeString(folder.resolve("broken.gguf"), "this is no model");
    }

    @AfterEach
    void close() {
        shelf.close();
    }

    private ModelEntry entry(String name) {
        return shelf.add(folder.resolve(name + ".gguf"));
    }

    private void until(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Runnable task = person.poll(20, TimeUnit.SECONDS);
            assertThat(task).as("something happens").isNotNull();
            task.run();
        }
    }

    @Test
    void modelsWaitForWhatIsToComeFirstHoweverThatEnds() throws Exception {
        CompletableFuture<Void> picture = new CompletableFuture<>();
        shelf.openAfter(picture);
        slot.choose(entry("toy-target"));
        assertThat(slot.entry().name()).isEqualTo("toy-target");
        assertThat(person.poll(200, TimeUnit.MILLISECONDS)).as("news of an opening").isNull();
        assertThat(slot.openingProperty().get().stage()).isEqualTo(Opening.Stage.WAITING);
        picture.completeExceptionally(new IllegalStateException("nothing came of it"));
        until(() -> slot.model() != null);
    }

    @Test
    void tellsHowFarItIsUntilItIsOpen() throws Exception {
        slot.choose(entry("toy-target"));
        Opening opening = slot.openingProperty().get();
        assertThat(opening.entry()).isEqualTo(slot.entry());
        until(() -> slot.model() != null);
        assertThat(slot.openingProperty().get()).isNull();
        assertThat(opening.stage()).isEqualTo(Opening.Stage.DONE);
        assertThat(opening.share()).as("of its tensors").isEqualTo(1);
        assertThat(opening.path()).isEqualTo(folder.resolve("toy-target.gguf"));
        assertThat(problems).isEmpty();
    }

    @Test
    void oneThatWasStoppedLeavesTheChoiceBeforeItWithoutAWord() throws Exception {
        slot.choose(entry("toy-target"));
        until(() -> slot.model() != null);
        try (BusyLoader busy = new BusyLoader(shelf)) {
            slot.choose(entry("toy-draft"));
            assertThat(slot.model()).isNull();
            assertThat(slot.openingProperty().get().stage()).isEqualTo(Opening.Stage.WAITING);
            slot.openingProperty().get().cancel();
        }
        until(() -> slot.model() != null);
        assertThat(slot.entry().name()).isEqualTo("toy-target");
        assertThat(problems).isEmpty();
        slot.choose(entry("toy-draft"));
        until(() -> slot.model() != null && slot.entry().name().equals("toy-draft"));
    }

    @Test
    void theFirstThatWasStoppedLeavesNone() throws Exception {
        try (BusyLoader busy = new BusyLoader(shelf)) {
            slot.choose(entry("toy-target"));
            slot.openingProperty().get().cancel();
        }
        until(() -> slot.openingProperty().get() == null);
        assertThat(slot.entry()).isNull();
        assertThat(slot.model()).isNull();
    }

    @Test
    void stoppingComesTooLateForAModelThatIsOpen() throws Exception {
        slot.choose(entry("toy-target"));
        Opening opening = slot.openingProperty().get();
        until(() -> slot.model() != null);
        opening.cancel();
        slot.choose(null);
        slot.choose(entry("toy-target"));
        assertThat(slot.openingProperty().get()).as("it is still the one that is open").isSameAs(opening);
        until(() -> slot.model() != null);
    }

    @Test
    void aBrokenOneLeavesTheChoiceBeforeItEvenWhereThatWasNotOpenYet() throws Exception {
        try (BusyLoader busy = new BusyLoader(shelf)) {
            slot.choose(entry("toy-target"));
            slot.choose(entry("broken"));
        }
        until(() -> slot.model() != null);
        assertThat(slot.entry().name()).isEqualTo("toy-target");
        assertThat(problems).singleElement().satisfies(problem -> assertThat(problem.sentence()).contains("broken.gguf")
                .endsWith("."));
        assertThat(shelf.library().lookNow().listings())
                .anySatisfy(listing -> assertThat(listing.refusal()).isPresent());
    }
}
