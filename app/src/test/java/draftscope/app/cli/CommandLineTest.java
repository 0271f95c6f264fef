package draftscope.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import draftscope.app.library.KnownModels;
import draftscope.app.window.ToyModel;
import draftscope.decode.DecodingMethod;
import draftscope.decode.Family;
import draftscope.decode.MethodCatalog;
import draftscope.decode.Need;
import draftscope.format.QuantFormat;
import draftscope.format.RandomModel;
import draftscope.model.ModelConfig;
import draftscope.trace.Recording;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CommandLineTest {
    private static final String TARGET = "tales-target";
    private static final String DIFFUSION = "tales-diffusion";
    private static final String DRAFT = "tales-draft";

    @TempDir
    Path folder;

    private record Answer(int exit, String out, String err) {
        JsonNode json() {
            return JsonMapper.shared().readTree(out);
        }
    }

    private static Answer draftscope(String... args) {
        CommandLine line = DraftscopeCommand.commandLine();
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return new Answer(line.execute(args), out.toString(), err.toString());
    }

    private static Answer run(String method, String... more) {
        ModelConfig.Kind kind = MethodCatalog.byId(method).targetKind();
        List<String> args = new ArrayList<>(List.of("run", "--method", method, "--model",
                switch (kind) {
                    case CAUSAL -> TARGET;
                    case MASKED_DIFFUSION -> DIFFUSION;
                    case BLOCK_DIFFUSION -> "tales-block";
                }, "--prompt", "Once upon a time", "--json"));
        if (kind == ModelConfig.Kind.CAUSAL)
            args.addAll(List.of("--draft", DRAFT));
        if (MethodCatalog.byId(method).needs().contains(Need.SOURCE_TEXT))
            args.addAll(List.of("--set", "source=there was a little girl named Lily"));
        args.addAll(List.of(more));
        return draftscope(args.toArray(String[]::new));
    }

    static Stream<String> methods() {
        return MethodCatalog.all().stream().map(DecodingMethod::id);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everyMethodRunsAndItsCountsClose(String method) {
        Answer answer = run(method, "--max-tokens", "48", "--temperature", "0.8");
        assertThat(answer.exit()).as(answer.err()).isZero();
        JsonNode stats = answer.json().get("stats");
        int emitted = answer.json().get("outputIds").size();
        assertThat(emitted).isPositive();
        assertThat(stats.get("accepted").asInt() + stats.get("corrected").asInt() + stats.get("bonus").asInt()
                + stats.get("plain").asInt()).isEqualTo(emitted);
        assertThat(answer.json().get("origins").size()).isEqualTo(emitted);
        assertThat(answer.json().get("entropyBits").size()).isEqualTo(emitted);
        assertThat(answer.json().get("text").asString()).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theSameSeedGivesTheSameIds(String method) {
        Answer first = run(method, "--max-tokens", "32", "--temperature", "1", "--seed", "7");
        Answer second = run(method, "--max-tokens", "32", "--temperature", "1", "--seed", "7");
        assertThat(first.exit()).as(first.err()).isZero();
        assertThat(first.json().get("outputIds").size()).isPositive();
        assertThat(second.json().get("outputIds")).isEqualTo(first.json().get("outputIds"));
    }

    @Test
    void exactMethodsGiveThePlainIdsAtTemperatureZero() {
        JsonNode plain = run("autoregressive", "--max-tokens", "120").json().get("outputIds");
        for (DecodingMethod method : MethodCatalog.all()) {
            if (method.exact() && method.family() != Family.DIFFUSION)
                assertThat(run(method.id(), "--max-tokens", "120").json().get("outputIds")).as(method.id())
                        .isEqualTo(plain);
        }
    }

    @Test
    void printsThePromptAndTheTextAsTheyGrow() {
        Answer answer = draftscope("run", "--method", "autoregressive", "--model", TARGET, "--prompt",
                "Once upon a time",
                "--max-tokens", "12");
        assertThat(answer.exit()).isZero();
        assertThat(answer.out()).startsWith("Once upon a time");
        assertThat(answer.err()).contains("12 tokens in 12 rounds");
    }

    @Test
    void severalPromptsAtOnceAreDividedByLinesOfDashes() throws IOException {
        Path prompts = folder.resolve("prompts.txt");
        Files.writeString(prompts, "Once upon a time\n---\nThe fox\n---\nOne morning, Lily\n");
        String[] args = {"run", "--method", "ems-sd", "--model", TARGET, "--prompt-file", prompts.toString(),
                "--max-tokens", "20"};
        Answer text = draftscope(args);
        assertThat(text.exit()).isZero();
        String[] parts = text.out().split("\\R---\\R");
        assertThat(parts).hasSize(3);
        assertThat(parts[0]).startsWith("Once upon a time");
        assertThat(parts[1]).startsWith("The fox");
        assertThat(parts[2]).startsWith("One morning, Lily");
        assertThat(text.err()).contains("tokens for 3 prompts in ").contains("(worked out, not run)");

        JsonNode json = draftscope(Stream.concat(Stream.of(args), Stream.of("--json")).toArray(String[]::new)).json();
        assertThat(json.get("lanes")).hasSize(3);
        assertThat(json.get("lanes").get(0).get("outputIds")).isEqualTo(json.get("outputIds"));
        JsonNode alone = draftscope("run", "--method", "autoregressive", "--model", TARGET, "--prompt", "The fox",
                "--max-tokens", "20", "--json").json();
        assertThat(json.get("lanes").get(1).get("outputIds")).isEqualTo(alone.get("outputIds"));
        assertThat(json.get("lanes").get(1).get("text")).isEqualTo(alone.get("text"));
        assertThat(json.get("lanes").get(1).get("stopped")).isEqualTo(alone.get("stopped"));

        Files.writeString(prompts, "one\\n---\\ntwo");
        assertOneSentence(draftscope("bench", "--model", TARGET, "--methods", "ems-sd", "--prompts",
                prompts.toString()), 2, "measures prompt by prompt");
        Files.writeString(prompts, "one\n---\n\n");
        Answer refused = draftscope(args);
        assertOneSentence(refused, 2, "prompt 2 of 2 is empty");
        Answer audit = draftscope("audit", "--method", "ems-sd", "--model", TARGET, "--prompt",
                "Once upon a time\n---\nThe fox", "--tokens", "40", "--samples", "0");
        assertThat(audit.exit()).isZero();
        assertThat(audit.out()).contains("Identical to the target alone for 40 tokens");
    }

    @Test
    void marksSayWhoWroteEachToken() {
        Answer answer = draftscope("run", "--method", "draft-chain", "--model", TARGET, "--draft", DRAFT, "--prompt",
                "Once upon a time", "--max-tokens", "60", "--marks");
        assertThat(answer.out()).contains("\u2713");
        assertThat(answer.out()).containsAnyOf("\u21bb", "+");
    }

    @Test
    void aRecordingHoldsTheWholeRun() throws IOException {
        Path file = folder.resolve("run.jsonl");
        Answer answer = run("draft-tree", "--max-tokens", "24", "--record", file.toString());
        assertThat(answer.exit()).as(answer.err()).isZero();
        List<String> lines = Files.readAllLines(file);
        assertThat(lines.getFirst()).contains("RunStarted");
        assertThat(lines.getLast()).contains("RunFinished");
    }

    @Test
    void tokensRoundTripThroughTokenizeAndDetokenize() {
        String text = "Lily saw a red fox. \u00e9\u6f22";
        JsonNode ids = draftscope("tokenize", "--model", TARGET, "--text", text, "--json").json().get("ids");
        List<String> joined = new ArrayList<>();
        ids.forEach(id -> joined.add(id.asString()));
        JsonNode back = draftscope("detokenize", "--model", TARGET, "--ids", String.join(",", joined), "--json").json();
        assertThat(back.get("text").asString()).isEqualTo(text);
    }

    @Test
    void aChatPromptIsWrittenByTheModelsOwnTemplateAndShown() throws IOException {
        Path file = folder.resolve("chat.gguf");
        new RandomModel(3, RandomModel.MIN_VOCABULARY, 16, 1, 2, 1, 32, 256, QuantFormat.F32).write(file);
        addText(file, "tokenizer.chat_template",
                "{{ bos_token }}{% for m in messages %}[{{ m.role }}] {{ m.content }}\n"
                        + "{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}");
        Answer answer = draftscope("run", "--model", file.toString(), "--method", "autoregressive", "--chat",
                "--system",
                "Be brief.", "--prompt", "Hi", "--max-tokens", "2", "--json");
        assertThat(answer.exit()).as(answer.err()).isZero();
        assertThat(answer.json().get("renderedPrompt").asString())
                .endsWith("[system] Be brief.\n[user] Hi\n[assistant]");
        assertThat(answer.err()).contains("[user] Hi");
        assertOneSentence(
                draftscope("run", "--model", TARGET, "--method", "autoregressive", "--chat", "--prompt", "Hi"), 2,
                "no chat template");
        assertOneSentence(
                draftscope("run", "--model", TARGET, "--method", "autoregressive", "--system", "x", "--prompt",
                        "Hi"),
                2, "--chat");
    }

    /// Puts a text into the metadata of a GGUF file. Its length is a multiple of 32 with the comment at its end, so that the
    /// tensors stay where they are aligned to.
    private static void addText(Path file, String key, String text) throws IOException {
        String padded = text + "{#" + "x".repeat(31 - (20 + key.length() + text.length() + 4 + 31) % 32) + "#}";
        ByteBuffer entry = ByteBuffer.allocate(20 + key.length() + padded.length()).order(ByteOrder.LITTLE_ENDIAN);
        entry.putLong(key.length()).put(key.getBytes(StandardCharsets.US_ASCII)).putInt(8).putLong(padded.length())
                .put(padded.getBytes(StandardCharsets.US_ASCII));
        ByteBuffer old = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer out = ByteBuffer.allocate(old.capacity() + entry.capacity()).order(ByteOrder.LITTLE_ENDIAN);
        out.put(old.array(), 0, 24).put(entry.array()).put(old.array(), 24, old.capacity() - 24);
        out.putLong(16, old.getLong(16) + 1);
        Files.write(file, out.array());
    }

    @Test
    void anAuditComparesWithTheTargetAlone() {
        Answer answer = draftscope("audit", "--model", TARGET, "--draft", DRAFT, "--method", "rsd-c", "--tokens",
                "80", "--samples", "3", "--json");
        assertThat(answer.exit()).as(answer.err()).isZero();
        assertThat(answer.json().get("clean").booleanValue()).isTrue();
        assertThat(answer.json().get("reports").get(0).get("tokens").intValue()).isEqualTo(80);
        assertThat(answer.json().get("reports").get(0).get("divergence").isNull()).isTrue();
        assertThat(answer.json().get("reports").get(1).get("draftTokens").intValue()).isPositive();
        assertOneSentence(draftscope("audit", "--model", TARGET, "--method", "draft-tree"), 2, "no draft model",
                "tales-draft");
        assertOneSentence(draftscope("audit", "--model", "tales-diffusion", "--method", "diffusion-low-confidence",
                "--tokens", "5"), 2, "writes on a canvas");
        assertOneSentence(draftscope("audit", "--model", TARGET, "--method", "cgmh", "--tokens", "5"), 2,
                "writes on a canvas");
    }

    @Test
    void aBenchMeasuresMethodsBesidePlainDecoding() throws IOException {
        Path prompts = Files.writeString(folder.resolve("prompts.txt"),
                "Once upon a time\n\nCopy the list.\\nkite, bear\\nAnswer:\n");
        Answer answer = draftscope("bench", "--model", TARGET, "--draft", DRAFT, "--methods",
                "draft-chain,draft-tree[widths=3,2,1]", "--prompts", prompts.toString(), "--repeat", "1",
                "--max-tokens", "12", "--json");
        assertThat(answer.exit()).as(answer.err()).isZero();
        JsonNode section = answer.json().get("sections").get(0);
        assertThat(section.get("prompts").intValue()).isEqualTo(2);
        assertThat(section.get("methods").size()).isEqualTo(3);
        JsonNode plain = section.get("methods").get(0);
        assertThat(plain.get("emitted").intValue()).isEqualTo(plain.get("targetForwards").intValue());
        JsonNode tree = section.get("methods").get(2);
        assertThat(tree.get("parameters").get("widths").stringValue()).isEqualTo("3,2,1");
        assertThat(tree.get("emitted")).isEqualTo(plain.get("emitted"));
        assertOneSentence(draftscope("bench", "--model", TARGET, "--methods", "draft-tree[widths", "--prompts",
                prompts.toString()), 2, "]");
        assertOneSentence(draftscope("bench", "--model", TARGET, "--methods", "prompt-lookup", "--max-tokens", "0",
                "--prompts", prompts.toString()), 2, "at least 1 token");
    }

    @Test
    void aPlanOfABenchSaysWhichTrendsHold() throws IOException {
        Files.writeString(folder.resolve("prompts.txt"), "Once upon a time");
        Path plan = Files.writeString(folder.resolve("plan.json"),
                """
                        {"repeat": 1, "sections": [{"title": "Passes", "prompts": "prompts.txt", "maxTokens": 12, "temperature": 0,
                          "seeds": 2, "methods": ["draft-chain"], "claims": [
                            {"says": "Drafting saves passes", "measure": "TOKENS_A_TARGET_PASS", "order": ["draft-chain", "autoregressive"]},
                            {"says": "The draft costs nothing", "measure": "DRAFT_PASSES_A_TOKEN", "order": ["draft-chain", "autoregressive"]}
                          ]}]}""");
        Answer answer = draftscope("bench", "--model", TARGET, "--draft", DRAFT, "--plan", plan.toString());
        assertThat(answer.exit()).as(answer.err()).isZero();
        assertThat(answer.out()).contains("### Passes", "with 2 seeds")
                .containsPattern("Drafting saves passes \\| holds ")
                .containsPattern("The draft costs nothing \\| \\*\\*does not hold");
        Path wrong = Files.writeString(folder.resolve("wrong.json"), Files.readString(plan).replace(
                "[\"draft-chain\", \"autoregressive\"]", "[\"draft-chain\", \"svip\"]"));
        assertOneSentence(draftscope("bench", "--model", TARGET, "--plan", wrong.toString()), 2, "svip");
        Path broken = Files.writeString(folder.resolve("broken.json"), "{\"repeat\": ");
        assertOneSentence(draftscope("bench", "--model", TARGET, "--plan", broken.toString()), 2, "no plan");
    }

    @Test
    void aBenchOfDiffusionMethodsCountsStepsAndRightAnswersAndAsksAJudge() throws IOException {
        Path tasks = Files.writeString(folder.resolve("tasks.txt"),
                "Once upon a time\nReverse the list.\\nfox, owl\\nAnswer:\towl, fox\n");
        String[] args = {"bench", "--model", DIFFUSION, "--judge", TARGET, "--methods",
                "diffusion-threshold[threshold=0],freedave[canvases=4]", "--prompts", tasks.toString(), "--repeat", "1",
                "--max-tokens", "12", "--json"};
        Answer answer = draftscope(args);
        assertThat(answer.exit()).as(answer.err()).isZero();
        JsonNode methods = answer.json().get("sections").get(0).get("methods");
        JsonNode plain = methods.get(0);
        assertThat(plain.get("method").stringValue()).isEqualTo("diffusion-low-confidence");
        assertThat(plain.get("targetForwards")).isEqualTo(plain.get("rounds"));
        assertThat(methods.get(1).get("targetForwards").intValue()).isEqualTo(2);
        assertThat(methods.get(2).get("perplexity")).isEqualTo(plain.get("perplexity"));
        assertThat(methods.get(2).get("targetForwards").intValue()).isLessThan(plain.get("targetForwards").intValue());
        assertThat(plain.get("perplexity").doubleValue()).isBetween(1.0, 2048.0 * 8);
        assertThat(plain.get("rightAnswers").doubleValue()).isBetween(0.0, 1.0);
        assertOneSentence(draftscope("bench", "--model", DIFFUSION, "--judge", DIFFUSION, "--prompts",
                tasks.toString()), 2, "a causal model");
    }

    @Test
    void aPlanMayNameAPerfectModelWhoseRunsOnListTasksAreCounted() throws IOException {
        Files.writeString(folder.resolve("lists.txt"), "shuffle: a b c d =\t<list>\n");
        Path plan = Files.writeString(folder.resolve("lists.json"), """
                {"repeat": 1, "sections": [{"title": "shuffle", "model": "list-oracle", "prompts": "lists.txt",
                 "baseline": "diffusion-low-confidence[steps=4]", "maxTokens": 4, "temperature": 1, "seeds": 8,
                 "methods": ["diffusion-low-confidence[steps=1]", "diffusion-threshold"],
                 "claims": [{"says": "one a step loses nothing", "measure": "LOST_BITS",
                  "order": ["diffusion-low-confidence[steps=4]", "diffusion-low-confidence[steps=1]"]}]}]}
                """);
        Answer answer = draftscope("bench", "--model", DIFFUSION, "--plan", plan.toString(), "--json");
        assertThat(answer.exit()).as(answer.err()).isZero();
        JsonNode section = answer.json().get("sections").get(0);
        JsonNode oneByOne = section.get("methods").get(0);
        JsonNode atOnce = section.get("methods").get(1);
        assertThat(oneByOne.get("rightAnswers").doubleValue()).isEqualTo(1);
        assertThat(oneByOne.get("lostBits").doubleValue()).isZero();
        // Four entropies of 2 bits less the 4.585 bits of 24 equally likely orders.
        assertThat(atOnce.get("lostBits").doubleValue()).isCloseTo(8 - Math.log(24) / Math.log(2), within(1e-9));
        assertThat(atOnce.get("targetForwards").intValue()).isEqualTo(8);
        assertThat(section.get("trends").get(0).get("holds").booleanValue()).isTrue();
        Files.writeString(folder.resolve("lists.txt"), "shuffle a b c d\t<list>\n");
        assertOneSentence(draftscope("bench", "--model", DIFFUSION, "--plan", plan.toString()), 2, "is no list task");
    }

    @Test
    void logitsAreOneRowOfTheVocabularyForEachPosition() throws IOException {
        Path file = folder.resolve("rows.f32");
        Answer answer = draftscope("logits", "--model", TARGET, "--prompt-ids", "1,300,400", "--out", file.toString(),
                "--all", "--json");
        assertThat(answer.json().get("rows").asInt()).isEqualTo(3);
        int columns = answer.json().get("columns").asInt();
        assertThat(Files.size(file)).isEqualTo(4L * 3 * columns);
        Path last = folder.resolve("last.f32");
        draftscope("logits", "--model", TARGET, "--prompt-ids", "1,300,400", "--out", last.toString());
        byte[] all = Files.readAllBytes(file);
        assertThat(Files.readAllBytes(last)).isEqualTo(java.util.Arrays.copyOfRange(all, 4 * 2 * columns, all.length));
    }

    @Test
    void inspectTellsShapeMemoryAndWhatTheModelCanServe() {
        JsonNode page = draftscope("inspect", TARGET, "--json").json();
        assertThat(page.get("slidingWindows")).hasSize(page.get("layers").asInt()).allMatch(w -> w.asInt() == 0);
        assertThat(page.get("rotations").get(0).asString()).contains("in neighbours, base 10000.0, scaling none");
        assertThat(page.get("experts").asInt()).isZero();
        assertThat(page.get("architecture").asString()).isEqualTo("llama");
        assertThat(page.get("vocabulary").asInt()).isEqualTo(2048);
        assertThat(page.get("methods").get("autoregressive").asString()).isEqualTo("yes");
        assertThat(page.get("methods").get("draft-tree").asString()).contains("draft model");
        assertThat(page.get("tensors").size()).isGreaterThan(10);
    }

    @Test
    void modelsListsTheSampleModels() {
        JsonNode models = draftscope("models", "--json").json().get("models");
        List<String> names = new ArrayList<>();
        models.forEach(m -> names.add(m.get("name").asString()));
        assertThat(names).contains(TARGET, DRAFT, "tales-diffusion");
    }

    @Test
    void modelsLooksIntoAFolderAndNamesWhatCannotBeRead() throws IOException {
        ToyModel.target().write(folder);
        file("broken.gguf", "once upon a time".repeat(9).getBytes());
        JsonNode page = draftscope("models", "--folder", folder.toString(), "--json").json();
        assertThat(page.get("folders").get(0).asString()).isEqualTo(folder.toString());
        JsonNode toy = page.get("models").valueStream().filter(m -> m.get("name").asString().equals("toy-target"))
                .findFirst().orElseThrow();
        assertThat(toy.get("architecture").asString()).isEqualTo("llama");
        assertThat(toy.get("memoryBytes").asLong()).isGreaterThan(toy.get("bytes").asLong());
        assertThat(toy.get("serves").asString()).contains("Speculative");
        assertThat(page.get("unreadable").get(0).get("reason").asString()).contains("GGUF");
        Answer text = draftscope("models", "--folder", folder.toString());
        assertThat(text.out()).contains("tales-target", "toy-target.gguf", "cannot be read");
        assertOneSentence(draftscope("models", "--folder", folder.resolve("none").toString()), 2, "no folder");
    }

    @Test
    void inspectTellsWhetherADraftFitsAndWhyNot() {
        JsonNode fits = draftscope("inspect", TARGET, "--draft", DRAFT, "--json").json();
        assertThat(fits.get("pairing").get("fits").asBoolean()).isTrue();
        assertThat(fits.get("pairing").get("pays").asBoolean()).isTrue();
        assertThat(fits.get("pairing").get("advice").asString()).contains("a good size");
        assertThat(fits.get("methods").get("draft-tree").asString()).isEqualTo("yes");
        String toy = ToyModel.draft().write(folder).toString();
        JsonNode strangers = draftscope("inspect", TARGET, "--draft", toy, "--json").json();
        assertThat(strangers.get("pairing").get("fits").asBoolean()).isFalse();
        assertThat(strangers.get("pairing").get("reason").asString()).contains("vocabulary 2,048 against",
                "first difference at id");
        assertThat(strangers.get("methods").get("draft-tree").asString()).contains("does not share the vocabulary");
    }

    @Test
    void aRecordingThatFailsIsToldAndTheExitCodeSaysSo() {
        Path nowhere = folder.resolve("no such folder").resolve("run.jsonl");
        Answer answer = run("autoregressive", "--max-tokens", "8", "--record", nowhere.toString());
        assertThat(answer.exit()).isEqualTo(1);
        assertThat(answer.json().get("outputIds").size()).as("the run itself is whole").isEqualTo(8);
        assertThat(answer.err().lines().filter(line -> line.contains("recording"))).singleElement().isEqualTo(
                "The recording " + nowhere + " cannot be written: there is no folder " + nowhere.getParent() + ".");
    }

    @Test
    void aRecordingOnAFullDiskIsToldInOneSentence() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "this system has no /dev/full");
        Answer answer = run("draft-tree", "--max-tokens", "8", "--record", full.toString());
        assertThat(answer.exit()).isEqualTo(1);
        assertThat(answer.json().get("outputIds").size()).as("the run itself is whole").isEqualTo(8);
        assertThat(answer.err().lines().filter(line -> line.contains("recording"))).singleElement().asString()
                .startsWith("The recording /dev/full cannot be written: ").endsWith(".");
    }

    @Test
    void aRecordingIsScrubbedOfEveryWord() throws IOException {
        Path file = folder.resolve("run.dscope.gz");
        Path shared = folder.resolve("shared.dscope");
        run("prompt-lookup", "--max-tokens", "40", "--record", file.toString());
        Answer answer = draftscope("open", file.toString(), "--scrub", shared.toString());
        assertThat(answer.exit()).as(answer.err()).isZero();
        assertThat(answer.err()).contains("Written without its text: " + shared);

        Trace before = Recording.open(file).trace();
        // Draftscope's own words stay, such as "no more tokens are wanted"; the tale may use one of them, too.
        Set<String> ours = before.events().stream()
                .flatMap(event -> event instanceof TraceEvent.DraftStopped stopped
                        ? Stream.of(stopped.reason().split(" "))
                        : Stream.empty())
                .collect(Collectors.toSet());
        List<String> words = before.committed().stream().map(token -> before.piece(token.token()))
                .map(piece -> new String(piece.bytes(), StandardCharsets.UTF_8).strip().toLowerCase(Locale.ROOT))
                .filter(word -> word.length() > 3 && !ours.contains(word)).distinct().toList();
        assertThat(words).hasSizeGreaterThan(5);
        String left = Files.readString(shared).toLowerCase(Locale.ROOT);
        assertThat(left.split("[^\\p{L}]+")).doesNotContainAnyElementsOf(words);
        assertThat(left).doesNotContain("once upon", HexFormat.of().formatHex("nce".getBytes(StandardCharsets.UTF_8)));
        Trace after = Recording.open(shared).trace();
        assertThat(after.at(after.length()).counts()).isEqualTo(before.at(before.length()).counts());
        assertThat(after.settings().orElseThrow().parameters()).isEqualTo(before.settings().orElseThrow().parameters());
    }

    @Test
    void scrubbingNeverWritesOverTheRecordingItself() throws IOException {
        Path file = Files.writeString(folder.resolve("run.dscope"), "{\"event\":\"RunStarted\"}\n");
        assertThat(draftscope("open", file.toString(), "--scrub", file.toString()).exit()).isEqualTo(2);
        assertThat(draftscope("open", "--scrub", folder.resolve("out").toString()).exit()).isEqualTo(2);
        Answer nothing = draftscope("open", Files.writeString(folder.resolve("notes.txt"), "hello").toString(),
                "--scrub", folder.resolve("out").toString());
        assertThat(nothing.exit()).isEqualTo(1);
        assertThat(nothing.err())
                .startsWith("The file notes.txt is no recording; accepted: a recording of Draftscope, events")
                .endsWith("completion_probabilities.\n");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void aRecordingIsShownWithoutADisplayAndSaysWhatItMisses() throws IOException {
        Path file = folder.resolve("run.dscope");
        run("draft-tree", "--max-tokens", "24", "--record", file.toString());
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length * 2 / 3));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Path picture = folder.resolve("picture.png");
        WithoutDisplay.show(file, "", picture, new PrintWriter(out), new PrintWriter(err, true));
        assertThat(out.toString()).startsWith("Once upon a time").contains("accepted", "recorded in " + file);
        assertThat(err.toString()).containsOnlyOnce("This recording breaks off in round ")
                .contains("the rest of that round and what followed it were never written.");
        assertThat(picture).isNotEmptyFile();
    }

    @Test
    void methodsListsTheCatalogWithTypedParameters() {
        JsonNode methods = draftscope("methods", "--json").json().get("methods");
        assertThat(methods.size()).isEqualTo(MethodCatalog.all().size());
        JsonNode one = draftscope("methods", "draft-chain", "--json").json().get("methods").get(0);
        assertThat(one.get("exact").asBoolean()).isTrue();
        assertThat(one.get("parameters").size()).isPositive();
    }

    @Test
    void aParameterMayComeFromAFile() throws IOException {
        Path grammar = Files.writeString(folder.resolve("pets.bnf"),
                "pets = \" the\" pet \" and\" \" the\" pet \".\" # two of them\npet = \" dog\" | \" cat\"\n");
        JsonNode answer = run("diffusion-grammar", "--max-tokens", "12", "--set", "length=12", "--set",
                "own=@" + grammar).json();
        assertThat(answer.get("text").asString()).matches(" the (dog|cat) and the (dog|cat)\\.");
        JsonNode copied = run("aggressive", "--max-tokens", "4", "--set", "source=@@home").json();
        assertThat(copied.get("text").asString()).isEqualTo(run("autoregressive", "--max-tokens", "4").json()
                .get("text").asString());
    }

    @Test
    void aFileThatIsNoParameterGetsOneSentence() throws IOException {
        Path binary = Files.write(folder.resolve("binary.bnf"), new byte[]{'a', (byte) 0xff, (byte) 0xfe});
        Path huge = Files.write(folder.resolve("huge.bnf"), new byte[2 << 20]);
        Path long5000 = Files.writeString(folder.resolve("long.bnf"), "a = \"" + "b".repeat(5000) + "\"");
        Path wrong = Files.writeString(folder.resolve("wrong.bnf"), "pets = dog");
        assertOneSentence(own(binary), 2, "no text; accepted: UTF-8");
        assertOneSentence(own(huge), 2, "too long; accepted: at most 1048576 bytes");
        assertOneSentence(own(long5000), 2, "at most 4000 characters");
        assertOneSentence(own(wrong), 2, "a rule called dog");
        assertOneSentence(own(folder), 2, "cannot be read");
        assertOneSentence(own(folder.resolve("none.bnf")), 2, "none.bnf", "is not there");
        assertOneSentence(run("diffusion-grammar", "--set", "own=@"), 2, "cannot be read");
    }

    private static Answer own(Path file) {
        return run("diffusion-grammar", "--set", "own=@" + file);
    }

    @Test
    void wrongUseIsOneSentenceAndExitTwo() {
        assertThat(draftscope("methods", "draft-chain").out()).contains("accepted: a whole number from 1 to", "Paper: ",
                "Exact: ", "Needs ");
        assertOneSentence(draftscope("methods", "telepathy"), 2, "telepathy", "autoregressive");
        assertOneSentence(run("draft-chain", "--set", "colour=red"), 2, "colour");
        assertOneSentence(run("autoregressive", "--temperature", "-1"), 2, "temperature", "0 to 100");
        assertOneSentence(draftscope("run", "--method", "draft-chain", "--model", TARGET, "--prompt", "Once"), 2,
                "draft model");
        assertOneSentence(draftscope("detokenize", "--model", TARGET, "--ids", "1,x"), 2, "'x'", "1,2,3");
        assertOneSentence(draftscope("logits", "--model", TARGET, "--prompt-ids", "99999", "--out", "x"), 2, "99999",
                "2047");
        assertThat(draftscope("run").exit()).isEqualTo(2);
        assertThat(draftscope("fly").exit()).isEqualTo(2);
    }

    @Test
    void anUnknownModelNamesTheKnownOnes() {
        assertOneSentence(draftscope("inspect", "nothing.gguf"), 1, "nothing.gguf", TARGET);
    }

    @Test
    void brokenModelFilesGiveOneSentenceEach() throws IOException {
        assertOneSentence(draftscope("inspect", file("empty.gguf", new byte[0])), 1, "empty.gguf", "empty", "GGUF");
        assertOneSentence(draftscope("inspect", file("text.gguf", "once upon a time".repeat(9).getBytes())), 1,
                "text.gguf", "GGUF");
        byte[] whole = Files.readAllBytes(KnownModels.resolve(DRAFT));
        assertOneSentence(draftscope("inspect", file("cut.gguf", java.util.Arrays.copyOf(whole, whole.length / 2))), 1,
                "cut.gguf");
        ByteBuffer absurd = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        absurd.putInt(0x46554747).putInt(3).putLong(Long.MAX_VALUE).putLong(Long.MAX_VALUE);
        assertOneSentence(draftscope("inspect", file("absurd.gguf", absurd.array())), 1, "absurd.gguf");
    }

    private String file(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content).toString();
    }

    private static void assertOneSentence(Answer answer, int exit, String... words) {
        assertThat(answer.exit()).as(answer.err()).isEqualTo(exit);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err().strip().lines()).hasSize(1);
        assertThat(answer.err()).contains(words).doesNotContain("Exception", "\tat ");
    }
}
