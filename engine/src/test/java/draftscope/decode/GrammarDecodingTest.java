package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import draftscope.decode.diffusion.Limited;
import draftscope.model.LanguageModel;
import draftscope.samples.SampleModels;
import draftscope.trace.Note;
import draftscope.trace.Observation;
import draftscope.trace.Prediction;
import draftscope.trace.SamplingSettings;
import draftscope.trace.TraceEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.ObjectMapper;

/// Unmasking under a grammar, with toy laws and with the sample model.
class GrammarDecodingTest {
    private static final int VOCAB = 9;
    private static final int END = VOCAB - 2;

    @TempDir
    static Path folder;

    private static Participant model(long seed, int end) {
        return ToyParticipants.diffusion(ToyNetwork.ofAll(seed, VOCAB, 2), VOCAB, 100, end);
    }

    private static RunRequest request(String method, Map<String, String> parameters, String own, double temperature,
            long seed) {
        Map<String, String> all = new TreeMap<>(parameters);
        all.put("length", "14");
        all.put("block", "7");
        if (!own.isEmpty())
            all.put("own", own);
        return Recording.request(method, all, new int[]{1}, 30, new SamplingSettings(temperature, 0, 1, 0), seed);
    }

    private static List<String> written(Recording recording) {
        return recording.all(TraceEvent.Unmasked.class).stream().map(step -> step.step() + " " + step.tokens())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"threshold, 0", "threshold, 1", "factor, 0", "sum, 1"})
    void aGrammarOfAllTextsChangesNothing(String rule, double temperature) {
        for (long seed = 0; seed < 40; seed++) {
            Map<String, String> parameters = Map.of("rule", rule, "threshold", "0.5");
            Recording plain = Recording.of(request("diffusion-threshold", parameters, "", temperature, seed),
                    model(seed, ToyParticipants.NO_END), null);
            Recording limited = Recording.of(
                    request("diffusion-grammar", parameters, "all = /(?s).+/*", temperature, seed),
                    model(seed, ToyParticipants.NO_END), null);
            assertThat(written(limited)).isEqualTo(written(plain));
            assertThat(limited.stats().targetForwards()).isEqualTo(plain.stats().targetForwards());
            assertThat(limited.all(TraceEvent.Predicted.class)).allSatisfy(told -> assertThat(told.predictions())
                    .allSatisfy(p -> assertThat(p.bars()).isFalse()));
        }
    }

    /// Blocks, any rule, end of text, luck: every text is one of the grammar, and after each step it still can be one.
    @ParameterizedTest
    @CsvSource({"threshold, 0.2", "threshold, 1.1", "factor, 1", "sum, 1"})
    void whatIsWrittenIsATextOfTheGrammar(String rule, double value) {
        int barred = 0;
        int together = 0;
        for (long seed = 0; seed < 150; seed++) {
            Map<String, String> parameters = Map.of("rule", rule, "threshold", "" + Math.min(value, 1.1), "factor",
                    "8");
            Recording run = Recording.of(request("diffusion-grammar", parameters,
                    "s = \"a\" s \"b\" | \"cd\" | \"c\" s", seed % 2, seed), model(seed, END), null);
            String text = run.run().text().replace("h", "");
            int open = 0;
            assertThat(text).matches("[ac]*cdb*");
            for (char c : text.toCharArray())
                open += c == 'a' ? 1 : c == 'b' ? -1 : 0;
            assertThat(open).as(text).isZero();
            for (TraceEvent.Predicted told : run.all(TraceEvent.Predicted.class)) {
                for (Prediction p : told.predictions()) {
                    barred += p.bars() ? 1 : 0;
                    assertThat(p.legalMass()).isBetween(0.0, 1 + 1e-9);
                    assertThat(p.bars()).isEqualTo(!Double.isNaN(p.barredProbability()));
                    assertThat(p.barredProbability() > 1 - p.legalMass() + 1e-9).isFalse();
                }
            }
            for (TraceEvent.Noted told : run.all(TraceEvent.Noted.class)) {
                Set<Integer> written = new HashSet<>();
                run.all(TraceEvent.Unmasked.class).stream().filter(step -> step.step() == told.step())
                        .forEach(step -> step.tokens().forEach(token -> written.add(token.position())));
                for (Note note : told.notes()) {
                    if (note.position() != Note.NOWHERE) {
                        together++;
                        assertThat(written).as("given up in this step").doesNotContain(note.position());
                    }
                }
            }
            assertThat(run.all(TraceEvent.Noted.class).getFirst().notes().getFirst().text())
                    .startsWith("lengths that the text can have: 2–14");
        }
        assertThat(barred).isGreaterThan(100);
        if (rule.equals("threshold") && value < 1)
            assertThat(together).as("choices that could not stand together").isGreaterThan(10);
    }

    /// Every rule, block policy, cache, memory, early exit and remasking.
    @ParameterizedTest
    @CsvSource({"diffusion-low-confidence", "dream", "diffusion-threshold", "fast-dllm", "adablock", "localleap",
            "credit",
            "prophet", "freedave", "remdm", "rcr", "second-look", "dparallel"})
    void everyMethodKeepsToAGrammar(String id) {
        DecodingMethod plain = MethodCatalog.byId(id);
        DiffusionComposition.Assembly assembly = ((DiffusionComposition) plain.composition()).assembly();
        DecodingMethod limited = new DecodingMethod("limited", plain.name(), plain.family(), plain.idea(),
                plain.paper(),
                "It is limited.", plain.needs(), plain.parameters(),
                new DiffusionComposition((values, ingredients) -> Limited.by(assembly.assemble(values, ingredients),
                        "s = \"a\" s \"b\" | \"cd\" | \"c\" s", ingredients.lexicon())));
        for (long seed = 0; seed < 60; seed++) {
            Map<String, String> parameters = new TreeMap<>(Map.of("length", "12"));
            if (plain.parameters().stream().anyMatch(parameter -> parameter.name().equals("block")))
                parameters.put("block", "6");
            DecodingRun run = DecodingRun.prepare(limited, Recording.request("limited", parameters, new int[]{1}, 30,
                    new SamplingSettings(seed % 2, 0, 1, 0), seed), model(seed, END), Optional.empty(), event -> {},
                    Pacer.unthrottled());
            run.run();
            assertThat(run.failure()).isEmpty();
            String text = run.text().replace("h", "");
            assertThat(text).as("seed " + seed).matches("[ac]*cdb*");
            assertThat(text.chars().filter(c -> c == 'a').count())
                    .isEqualTo(text.chars().filter(c -> c == 'b').count());
        }
    }

    @Test
    void whatNothingFitsIsRefusedBeforeTheFirstStep() {
        assertThatThrownBy(() -> Recording.of(request("diffusion-grammar", Map.of(), "s = \"a\" s \"xyz\"", 0, 1),
                model(1, END), null)).isInstanceOf(CannotRunException.class)
                .hasMessageContaining("no text of the grammar of your own fits a canvas of 14 positions");
        assertThatThrownBy(() -> Recording.of(request("diffusion-grammar", Map.of(), "s = t", 0, 1), model(1, END),
                null)).isInstanceOf(CannotRunException.class).hasMessageContaining("asks for a rule called t");
    }

    @ParameterizedTest
    @CsvSource({"json, 0, 40", "json, 1, 24", "arithmetic, 1, 16", "arithmetic, 0, 9", "verse, 0, 48", "verse, 1, 40"})
    void theSampleModelWritesEachOfTheGrammars(String grammar, double temperature, int length) {
        SampleModels samples = new SampleModels(folder);
        try (LanguageModel target = LanguageModel.open(samples.locate("tales-diffusion"), 1)) {
            List<TraceEvent> events = new ArrayList<>();
            DecodingRun run = DecodingRun.prepare(new RunRequest("diffusion-grammar",
                    Map.of("grammar", grammar, "length", "" + length), "Once upon a time", List.of(), 100,
                    new SamplingSettings(temperature, 0, 1, 0), 3, Observation.LIGHT, 1),
                    new Models(target, Optional.empty()), events::add, Pacer.unthrottled());
            run.run();
            assertThat(run.failure()).isEmpty();
            String text = run.text().replace("</s>", "");
            switch (grammar) {
                case "json" -> assertThat(new ObjectMapper().readTree(text).isObject()).as(text).isTrue();
                case "arithmetic" -> assertThat(balanced(text)).as(text).isTrue();
                default -> {
                    List<String> lines = text.lines().toList();
                    assertThat(lines.size() % 2).as(text).isZero();
                    for (int i = 0; i < lines.size(); i += 2)
                        assertThat(rhyme(lines.get(i))).as(text).isEqualTo(rhyme(lines.get(i + 1)));
                }
            }
        }
    }

    private static boolean balanced(String text) {
        String inner = text.replace(" ", "");
        for (String before = ""; !before.equals(inner);) {
            before = inner;
            inner = inner.replaceAll("\\((0|[1-9][0-9]*)([-+*/](0|[1-9][0-9]*))*\\)", "1");
        }
        return inner.matches("(0|[1-9][0-9]*)([-+*/](0|[1-9][0-9]*))*");
    }

    private static String rhyme(String line) {
        assertThat(line).matches(
                "(,? ?[A-Za-z']+)+ (?:day|away|play|way|say|stay|night|light|bright|right|tight|tall|small|ball|wall|fall|tree|three|see|bee|me)[.,!]");
        String last = line.replaceAll("[.,!]$", "").replaceAll(".* ", "");
        return last.endsWith("ay") ? "ay" : last.endsWith("ight") ? "ight" : last.endsWith("all") ? "all" : "ee";
    }
}
