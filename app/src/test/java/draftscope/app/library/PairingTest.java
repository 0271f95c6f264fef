package draftscope.app.library;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.window.ToyModel;
import draftscope.decode.MethodCatalog;
import draftscope.decode.Need;
import draftscope.model.LanguageModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is told of models before they are open, and of two of them together.
class PairingTest {
    @TempDir
    private static Path folder;
    private static ModelDescription target;
    private static ModelDescription draft;
    private static ModelDescription stranger;
    private static ModelDescription shorter;
    private static ModelDescription diffusion;

    @BeforeAll
    static void models() {
        target = ModelDescription.read(ToyModel.target().write(folder));
        draft = ModelDescription.read(ToyModel.draft().write(folder));
        stranger = ModelDescription.read(ToyModel.stranger().write(folder));
        shorter = ModelDescription.read(new ToyModel("shorter", 1, ToyModel.WORDS.subList(0, 20), 0, true)
                .write(folder));
        diffusion = ModelDescription.read(ToyModel.diffusion().write(folder));
    }

    private static List<ModelDescription> all() {
        return List.of(target, draft, stranger, shorter, diffusion);
    }

    @Test
    void aDescriptionTellsWhatTheOpenModelTells() {
        try (LanguageModel model = LanguageModel.open(target.path(), 1)) {
            assertThat(target.config()).isEqualTo(model.config());
            assertThat(target.parameters()).isEqualTo(model.parameterCount());
            assertThat(target.bytes()).isEqualTo(model.fileBytes());
            assertThat(target.memory().weightBytes())
                    .isEqualTo(model.file().tensors().stream().mapToLong(t -> t.bytes()).sum());
            assertThat(target.lexicon().size()).isEqualTo(model.tokenizer().vocabulary().size());
        }
    }

    @Test
    void theEstimateCountsNoMoreTokensThanAreUsual() {
        MemoryNeed small = new MemoryNeed(1000, 10, 512);
        assertThat(small.estimate()).isEqualTo(1000 + 5120).isEqualTo(small.atFullContext());
        assertThat(new MemoryNeed(1000, 1792, 10).atFullContext()).isEqualTo(1000 + 10 * 1792);
        MemoryNeed large = new MemoryNeed(1000, 1 << 17, 131_072);
        assertThat(large.estimate()).isEqualTo(1000 + (1L << 29));
        assertThat(large.atFullContext()).isEqualTo(1000 + (1L << 34));
    }

    @Test
    void modelsOfOneVocabularyFit() {
        Pairing pairing = Pairing.of(target, draft);
        assertThat(pairing.fits()).isTrue();
        assertThat(pairing.reason()).isEmpty();
        assertThat(pairing.memoryBytes()).isEqualTo(target.memory().estimate() + draft.memory().estimate());
        assertThat(pairing.pays()).isFalse();
        assertThat(pairing.advice()).isEqualTo(
                "The draft has 100 % of the target's parameters, so a draft token costs as much as a target pass.");
    }

    @Test
    void vocabulariesThatDifferAreToldWithTheFirstDifference() {
        assertThat(Pairing.of(target, stranger).reason()).startsWith("first difference at id 260: '▁once' against '▁");
        int whole = target.config().vocabSize();
        assertThat(Pairing.of(target, shorter).reason())
                .startsWith("vocabulary " + whole + " against 300; first difference at id 280");
        assertThat(Pairing.of(target, shorter).advice()).isEmpty();
    }

    @Test
    void kindsThatCannotBePairedAreTold() {
        assertThat(Pairing.of(target, diffusion).reason()).contains("cannot draft");
        assertThat(Pairing.of(diffusion, target).reason()).contains("takes no draft");
    }

    @Test
    void aModelIsNoUseAsItsOwnDraft() {
        assertThat(Pairing.of(target, target).advice()).contains("itself");
    }

    @Test
    void fitsExactlyWhereTheEngineWouldRun() {
        for (ModelDescription one : all()) {
            for (ModelDescription other : all()) {
                boolean runs = Need.CAUSAL_MODEL.missing(one, Optional.of(other)).isEmpty()
                        && Need.DRAFT_MODEL.missing(one, Optional.of(other)).isEmpty();
                assertThat(Pairing.of(one, other).fits()).as(one.name() + " with " + other.name()).isEqualTo(runs);
            }
        }
    }

    @Test
    void everyMethodIsAnsweredAsTheCatalogDoes() {
        for (ModelDescription one : all()) {
            for (Optional<ModelDescription> with : List.of(Optional.<ModelDescription>empty(), Optional.of(draft))) {
                List<Serving> servings = Serving.of(one, with);
                assertThat(servings).extracting(Serving::method).isEqualTo(MethodCatalog.all());
                for (Serving serving : servings) {
                    boolean runs = serving.method().missing(one, with).isEmpty();
                    assertThat(serving.answer() == Serving.Answer.YES).as(serving.method().id()).isEqualTo(runs);
                    assertThat(serving.reason().isEmpty()).isEqualTo(runs);
                }
            }
        }
    }

    @Test
    void saysWhatADraftWouldAdd() {
        assertThat(Serving.of(target, Optional.empty()))
                .anySatisfy(serving -> assertThat(serving.answer()).isEqualTo(Serving.Answer.WITH_A_DRAFT));
        assertThat(Serving.of(target, Optional.of(draft)))
                .noneSatisfy(serving -> assertThat(serving.answer()).isEqualTo(Serving.Answer.WITH_A_DRAFT));
        assertThat(Serving.families(target)).contains("Plain", "Speculative").doesNotContain("Diffusion");
        assertThat(Serving.families(diffusion)).isEqualTo("Diffusion");
    }

    @Test
    void theVocabularyOfAFileThatIsGoneIsOneSentence() throws Exception {
        Path lost = new ToyModel("lost", 3, ToyModel.WORDS, 0, true).write(folder);
        ModelDescription description = ModelDescription.read(lost);
        Files.delete(lost);
        assertThat(Pairing.of(target, description).reason()).contains("lost.gguf").endsWith(".");
    }

    @Test
    void manyAreAskedAboutInTheBackgroundAndAnswersAreKept() throws Exception {
        try (ModelLibrary library = ModelLibrary.empty()) {
            library.addFolder(folder);
            List<Listing> listings = library.lookNow().listings();
            Listing one = listings.stream().filter(l -> l.name().equals("toy-target")).findFirst().orElseThrow();
            long known = listings.stream().filter(l -> l.description().isPresent()).count();
            BlockingQueue<String> answers = new LinkedBlockingQueue<>();
            PairingCheck check = library.pairing();
            for (int round = 0; round < 2; round++) {
                check.ask(one, true, listings, (listing, pairing) -> answers.add(listing.name() + pairing.fits()));
                for (int i = 0; i < known; i++)
                    assertThat(answers.poll(20, TimeUnit.SECONDS)).isNotNull();
            }
            assertThat(check.size()).isEqualTo((int) known);
        }
    }

    @Test
    void aNewQuestionEndsTheOneBefore() throws Exception {
        try (ModelLibrary library = ModelLibrary.empty()) {
            library.addFolder(folder);
            List<Listing> listings = library.lookNow().listings();
            Listing one = listings.getFirst();
            BlockingQueue<String> answers = new LinkedBlockingQueue<>();
            PairingCheck check = library.pairing();
            check.ask(one, true, listings, (listing, pairing) -> {
                answers.add("first");
                check.ask(one, true, List.of(one), (l, p) -> answers.add("second"));
            });
            assertThat(answers.poll(20, TimeUnit.SECONDS)).isEqualTo("first");
            assertThat(answers.poll(20, TimeUnit.SECONDS)).isEqualTo("second");
            assertThat(answers).isEmpty();
        }
    }
}
