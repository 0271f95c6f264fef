package draftscope.app.library;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.library.ModelLibrary.Snapshot;
import draftscope.app.window.ToyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ModelLibraryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private static List<String> names(Snapshot snapshot) {
        return snapshot.listings().stream().map(Listing::name).toList();
    }

    private static Listing named(Snapshot snapshot, String name) {
        return snapshot.listings().stream().filter(l -> l.name().equals(name)).findFirst().orElseThrow();
    }

    /// Waits until the library tells something that is so.
    private static Snapshot await(BlockingQueue<Snapshot> news, Predicate<Snapshot> wanted) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Snapshot next = news.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            assertThat(next).as("news within " + PATIENCE).isNotNull();
            if (!next.looking() && wanted.test(next))
                return next;
        }
    }

    @Test
    void describesWhatLiesInItsFolders() {
        ToyModel.target().write(folder);
        ToyModel.diffusion().write(folder);
        try (ModelLibrary library = ModelLibrary.empty()) {
            library.addFolder(folder);
            Snapshot found = library.lookNow();
            assertThat(names(found)).containsExactlyInAnyOrder("toy-target", "toy-diffusion");
            assertThat(found.folders()).containsExactly(folder);
            assertThat(found.looking()).isFalse();
            ModelDescription target = named(found, "toy-target").description().orElseThrow();
            assertThat(target.config().architecture()).isEqualTo("llama");
            assertThat(target.quantisation()).isEqualTo("F32");
            assertThat(target.kind()).isEqualTo("causal");
            assertThat(named(found, "toy-diffusion").description().orElseThrow().kind())
                    .isEqualTo("masked diffusion");
        }
    }

    @Test
    void theSamplesComeFirst() {
        try (ModelLibrary library = ModelLibrary.withSamples(new Places(folder, folder, folder))) {
            assertThat(names(library.lookNow())).startsWith("tales-target", "tales-draft", "tales-diffusion");
            assertThat(library.snapshot().listings()).allMatch(l -> l.description().isPresent());
        }
    }

    @Test
    void brokenFilesAreListedWithOneSentenceEach() throws IOException {
        Path whole = ToyModel.target().write(folder);
        byte[] bytes = Files.readAllBytes(whole);
        Files.write(folder.resolve("cut.gguf"), java.util.Arrays.copyOf(bytes, bytes.length / 2));
        Files.write(folder.resolve("empty.gguf"), new byte[0]);
        Files.writeString(folder.resolve("text.gguf"), "once upon a time".repeat(20));
        Files.writeString(folder.resolve("other.bin"), "not for us");
        try (ModelLibrary library = ModelLibrary.empty()) {
            library.addFolder(folder);
            Snapshot found = library.lookNow();
            assertThat(names(found)).containsExactlyInAnyOrder("toy-target", "cut", "empty", "text");
            assertThat(found.listings()).filteredOn(l -> !l.name().equals("toy-target")).allSatisfy(listing -> {
                String sentence = listing.refusal().orElseThrow();
                assertThat(sentence).endsWith(".").doesNotContain("Exception", folder.toString());
                assertThat(sentence.codePointAt(0)).satisfies(c -> assertThat(Character.isLowerCase(c)).isFalse());
            });
        }
    }

    @Test
    void twoHundredModelsAreReadOnce() throws IOException {
        Path one = ToyModel.target().write(folder);
        for (int i = 1; i < 200; i++)
            Files.createLink(folder.resolve("copy-%03d.gguf".formatted(i)), one);
        try (ModelLibrary library = ModelLibrary.empty()) {
            library.addFolder(folder);
            List<Listing> first = library.lookNow().listings();
            assertThat(first).hasSize(200).allMatch(l -> l.description().isPresent());
            List<Listing> second = library.lookNow().listings();
            for (int i = 0; i < 200; i++)
                assertThat(second.get(i).state()).isSameAs(first.get(i).state());
        }
    }

    @Test
    void aFileThatChangedIsReadAgain() throws IOException {
        Path file = folder.resolve("m.gguf");
        Files.writeString(file, "no model yet, but long enough to be looked at");
        try (ModelLibrary library = ModelLibrary.empty()) {
            library.addFolder(folder);
            assertThat(named(library.lookNow(), "m").refusal()).isPresent();
            Files.copy(ToyModel.target().write(folder), file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            assertThat(named(library.lookNow(), "m").description()).isPresent();
            Files.setLastModifiedTime(file, FileTime.fromMillis(0));
            assertThat(named(library.lookNow(), "m").stamp().modified()).isZero();
        }
    }

    @Test
    void noticesFilesThatComeAndGo() throws Exception {
        BlockingQueue<Snapshot> news = new LinkedBlockingQueue<>();
        try (ModelLibrary library = ModelLibrary.empty()) {
            library.listen(news::add);
            library.addFolder(folder);
            await(news, s -> s.listings().isEmpty() && !s.folders().isEmpty());
            Path file = ToyModel.target().write(folder);
            await(news, s -> names(s).equals(List.of("toy-target"))
                    && s.listings().getFirst().description().isPresent());
            Path deep = Files.createDirectories(folder.resolve("deep"));
            ToyModel.draft().write(deep);
            await(news, s -> names(s).contains("toy-draft"));
            Files.delete(file);
            await(news, s -> names(s).equals(List.of("toy-draft")));
        }
    }

    @Test
    void aFolderThatVanishesIsToldAndItsModelsComeBackWithIt() throws Exception {
        Path models = Files.createDirectories(folder.resolve("models"));
        ToyModel.target().write(models);
        BlockingQueue<Snapshot> news = new LinkedBlockingQueue<>();
        try (ModelLibrary library = ModelLibrary.empty()) {
            library.listen(news::add);
            library.addFolder(models);
            await(news, s -> names(s).equals(List.of("toy-target")));
            Files.move(models, folder.resolve("elsewhere"));
            library.look();
            Snapshot gone = await(news, s -> s.listings().isEmpty());
            assertThat(gone.notes()).singleElement().asString().contains(models.toString(), "is not there");
            Files.move(folder.resolve("elsewhere"), models);
            assertThat(await(news, s -> names(s).equals(List.of("toy-target"))).notes()).isEmpty();
        }
    }

    @Test
    void whatThePersonOpenedIsListedWhereverItLies() throws IOException {
        Path file = ToyModel.target().write(folder);
        try (ModelLibrary library = ModelLibrary.empty()) {
            library.include(file);
            assertThat(library.lookNow().listings()).singleElement()
                    .satisfies(l -> assertThat(l.origin()).isEqualTo(Listing.Origin.OPENED));
            Files.delete(file);
            assertThat(library.lookNow().listings()).isEmpty();
        }
    }

    @Test
    void aModelThatCouldNotBeOpenedAfterAllIsRefusedUntilItChanges() throws IOException {
        Path file = ToyModel.target().write(folder);
        try (ModelLibrary library = ModelLibrary.empty()) {
            library.addFolder(folder);
            library.refuse(file, file + ": tensor 'x' is missing.");
            assertThat(named(library.lookNow(), "toy-target").refusal()).contains("Tensor 'x' is missing.");
            Files.setLastModifiedTime(file, FileTime.fromMillis(0));
            assertThat(named(library.lookNow(), "toy-target").refusal()).isEmpty();
        }
    }

    @Test
    void foldersAreKeptForTheNextTimeAndFilesNeverTouched() throws IOException {
        Path models = Files.createDirectories(folder.resolve("models"));
        Path file = ToyModel.target().write(models);
        Places places = new Places(folder.resolve("cache"), folder.resolve("settings"), folder);
        try (ModelLibrary library = ModelLibrary.of(places)) {
            library.addFolder(models);
            library.addFolder(models.resolve("../models"));
        }
        try (ModelLibrary library = ModelLibrary.of(places)) {
            assertThat(library.lookNow().folders()).containsExactly(models);
            library.removeFolder(models);
        }
        try (ModelLibrary library = ModelLibrary.of(places)) {
            assertThat(library.lookNow().folders()).isEmpty();
        }
        assertThat(file).exists();
    }

    @Test
    void aDamagedListOfFoldersIsToldInTheNotes() throws IOException {
        Files.writeString(folder.resolve("library.json"), "{");
        try (ModelLibrary library = ModelLibrary.of(new Places(folder, folder, folder))) {
            assertThat(library.lookNow().notes()).singleElement().asString().contains("set aside");
        }
    }

    @Test
    void aListThatCannotBeKeptIsToldAndTheFolderWatchedAllTheSame() throws IOException {
        Path blocked = Files.writeString(folder.resolve("settings"), "a file where the folder would be");
        Path models = Files.createDirectories(folder.resolve("models"));
        try (ModelLibrary library = ModelLibrary.of(new Places(folder, blocked, folder))) {
            library.addFolder(models);
            Snapshot found = library.lookNow();
            assertThat(found.folders()).containsExactly(models);
            assertThat(found.notes()).anySatisfy(note -> assertThat(note).contains("could not be kept"));
        }
    }

    @Test
    void whatIsAskedOfAClosedLibraryIsForgotten() {
        ModelLibrary library = ModelLibrary.empty();
        library.close();
        library.close();
        library.addFolder(folder);
        library.look();
        assertThat(library.snapshot().listings()).isEmpty();
    }
}
