package draftscope.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.window.ToyModel;
import draftscope.trace.Recording;
import draftscope.trace.StepSummary;
import draftscope.trace.Trace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Recordings on paper, through the command line.
class ShowCommandTest {
    @TempDir
    private static Path folder;

    private static Path recording;
    private static Trace trace;
    private static String model;
    private static String draft;

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

    @BeforeAll
    static void record() throws IOException {
        model = ToyModel.target().write(folder).toString();
        draft = ToyModel.draft().write(folder).toString();
        recording = folder.resolve("run.dscope.gz");
        Answer run = draftscope("run", "--model", model, "--draft", draft, "--method", "draft-tree", "--prompt",
                "once upon a time", "--max-tokens", "490", "--temperature", "0.9", "--seed", "7", "--record",
                recording.toString());
        assertThat(run.exit()).as(run.err()).isZero();
        trace = Recording.open(recording).trace();
    }

    private static Path shown(String name, String... more) {
        Path file = folder.resolve(name);
        List<String> args = new ArrayList<>(List.of("show", recording.toString(), "--out", file.toString(), "--json"));
        args.addAll(List.of(more));
        Answer answer = draftscope(args.toArray(String[]::new));
        assertThat(answer.exit()).as(answer.err()).isZero();
        assertThat(answer.json().get("bytes").asInt()).isPositive();
        return file;
    }

    @Test
    void withoutAFileItSaysWhatTheRecordingHolds() {
        Answer text = draftscope("show", recording.toString());
        assertThat(text.exit()).isZero();
        assertThat(text.out()).contains("tokens in " + trace.steps().size() + " rounds").contains("seed: 7")
                .contains(trace.settings().orElseThrow().target().fingerprint());
        JsonNode json = draftscope("show", recording.toString(), "--json").json();
        assertThat(json.get("tokens").asInt()).isEqualTo(trace.committed().size());
        assertThat(json.get("provenance").get("method").asString()).isEqualTo("Draft tree (draft-tree)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"output", "tree", "kv", "unmasking", "distributions", "metrics", "time", "audit", "lanes",
            "compare", "lab", "timeline", "inspector"})
    void everyViewIsDrawnWithItsProvenance(String view) throws IOException {
        String svg = Files.readString(shown(view + ".svg", "--view", view, "--at", "5"));
        String words = texts(svg);
        assertThat(words).contains("round 5 of " + trace.steps().size()).contains("seed 7").contains("0.1.0")
                .contains(trace.settings().orElseThrow().target().fingerprint()).contains("temperature 0.9");
        assertThat(svg.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http");
    }

    @Test
    void recordingsAreComparedAndMoreThanFourAreRefused() throws IOException {
        Path other = folder.resolve("other.dscope.gz");
        assertThat(draftscope("run", "--model", model, "--draft", draft, "--method", "draft-chain", "--prompt",
                "once upon a time", "--max-tokens", "60", "--temperature", "0.9", "--seed", "8", "--record",
                other.toString()).exit()).isZero();
        String words = texts(Files.readString(
                shown("two.svg", "--view", "compare", "--with", other.toString())));
        assertThat(words).contains("run.dscope.gz").contains("other.dscope.gz");
        Answer tooMany = draftscope("show", recording.toString(), "--view", "compare", "--out",
                folder.resolve("five.svg").toString(), "--with", other.toString(), "--with", other.toString(),
                "--with", other.toString(), "--with", other.toString());
        assertThat(tooMany.exit()).isEqualTo(2);
        assertThat(tooMany.err()).contains("--with is given 4 times; accepted: 3 at most.");
    }

    @Test
    void aCaptionOfOnesOwnStandsInPlaceOfTheStepInWords() throws IOException {
        assertThat(texts(Files.readString(shown("own.svg", "--at", "5")))).contains("Round 5 of ");
        String own = texts(Files.readString(shown("own.svg", "--at", "5", "--caption", "Mind <the> gap")));
        assertThat(own).contains("Mind &lt;the&gt; gap").doesNotContain("Round 5 of ");
    }

    @Test
    void aPictureIsAsWideAsAskedAtTwiceTheSharpness() throws IOException {
        ByteBuffer png = ByteBuffer.wrap(Files.readAllBytes(shown("tree.png", "--at", "5", "--width", "700")));
        assertThat(png.getLong(0)).isEqualTo(0x89504E470D0A1A0AL);
        assertThat(png.getInt(16)).isEqualTo(1400);
    }

    @Test
    void aPageIsMadeForPrinting() throws IOException {
        String pdf = Files.readString(shown("tree.pdf", "--at", "5", "--theme", "dark"), StandardCharsets.ISO_8859_1);
        assertThat(pdf).startsWith("%PDF-1.7").contains("/FontFile2").endsWith("%%EOF\n");
    }

    @Test
    void aRangeMoves() throws IOException {
        byte[] gif = Files.readAllBytes(shown("tree.gif", "--from", "3", "--at", "5", "--width", "400", "--height",
                "300"));
        String text = new String(gif, StandardCharsets.ISO_8859_1);
        assertThat(text).startsWith("GIF89a").contains("NETSCAPE2.0");
        // One graphic control extension a frame.
        Matcher frame = Pattern.compile("\u0021\u00f9\u0004\u0000", Pattern.LITERAL).matcher(text);
        assertThat(frame.results().count()).isEqualTo(3);
    }

    @Test
    void aTableIsTheTwinOfTheView() throws IOException {
        int nodes = trace.at(trace.endOfStep(4)).tree().nodes().size();
        List<String> csv = Files.readAllLines(shown("tree.csv", "--at", "5", "--view", "tree"));
        assertThat(csv.getFirst()).startsWith("node,parent,depth");
        List<String> lines = Files.readAllLines(shown("tree.jsonl", "--at", "5", "--view", "tree"));
        assertThat(csv).hasSize(lines.size() + 1).hasSizeGreaterThan(nodes);
        JsonNode first = JsonMapper.shared().readTree(lines.getFirst());
        assertThat(first.get("node").asString()).isEqualTo("1");
        assertThat(JsonMapper.shared().readTree(Files.readString(shown("out.json", "--view", "output"))).size())
                .isGreaterThanOrEqualTo(trace.committed().size());
    }

    @Test
    void theTreeIsAGraph() throws IOException {
        JsonNode tree = JsonMapper.shared().readTree(Files.readString(shown("t.json", "--at", "5", "--view", "tree")));
        assertThat(tree.get("nodes").size()).isEqualTo(trace.at(trace.endOfStep(4)).tree().nodes().size());
        assertThat(tree.get("step").asInt()).isEqualTo(4);
        String dot = Files.readString(shown("t.dot", "--at", "5"));
        assertThat(dot).startsWith("digraph draft {").endsWith("}\n");
        assertThat(Pattern.compile("n\\d+ -> n\\d+").matcher(dot).results().count())
                .isEqualTo(tree.get("nodes").size());
    }

    @Test
    void theTimelineIsAChromeTraceWhoseStepsAreThoseOfTheRun() throws IOException {
        JsonNode file = JsonMapper.shared().readTree(Files.readString(shown("time.json", "--view", "timeline")));
        List<JsonNode> slices = file.get("traceEvents").valueStream().filter(e -> e.get("ph").asString().equals("X"))
                .toList();
        List<JsonNode> steps = slices.stream().filter(e -> e.get("tid").asInt() == 1).toList();
        assertThat(steps).hasSize(trace.steps().size());
        for (int i = 0; i < steps.size(); i++) {
            StepSummary step = trace.steps().get(i);
            assertThat(steps.get(i).get("dur").asDouble()).isEqualTo(step.nanos() / 1e3);
            assertThat(steps.get(i).get("args").get("accepted").asInt()).isEqualTo(step.accepted());
        }
        assertThat(slices.stream().map(e -> e.get("tid").asInt()).distinct().toList()).contains(2, 3);
        assertThat(slices).allSatisfy(e -> assertThat(e.get("ts").asDouble()).isNotNegative());
    }

    @Test
    void thePageOfALongRunIsSmallAndLoadsNothing() throws IOException {
        assertThat(trace.committed().size()).isGreaterThan(480);
        Path file = shown("run.html");
        assertThat(Files.size(file)).isLessThan(5_000_000);
        String html = Files.readString(file);
        assertThat(html).doesNotContainPattern("(?i)https?://").doesNotContainPattern("(?i)(src|href)\\s*=")
                .doesNotContain("@import", "fetch(", "XMLHttpRequest", "WebSocket", "url(");
        assertThat(html).contains("default-src 'none'").contains("[data-theme=dark]").contains("[data-theme=light]");
        Matcher data = Pattern.compile("const run = (\\{.*\\});\n").matcher(html);
        assertThat(data.find()).isTrue();
        JsonNode run = JsonMapper.shared().readTree(data.group(1));
        assertThat(run.get("steps").size()).isEqualTo(trace.steps().size());
        assertThat(run.get("tokens").size()).isEqualTo(trace.committed().size());
        for (int i = 0; i < run.get("tokens").size(); i++) {
            JsonNode token = run.get("tokens").get(i);
            assertThat(token.get(0).asInt()).isEqualTo(trace.committed().get(i).token());
            assertThat(token.get(7).size()).isEqualTo(21); // ten likeliest and the rest
        }
        JsonNode tree = run.get("steps").get(4).get("nodes");
        assertThat(tree.size()).isEqualTo(trace.at(trace.endOfStep(4)).tree().nodes().size());
        assertThat(tree.get(0).get(6).asString()).startsWith("Why ");
    }

    @Test
    void theCommandOfARunMakesTheSameRunAgain() throws IOException {
        String copied = draftscope.app.export.Reproduction.text(trace);
        assertThat(copied).contains(trace.settings().orElseThrow().target().fingerprint()).contains("--seed 7");
        String line = copied.lines().filter(l -> l.startsWith("./draftscope ")).findFirst().orElseThrow();
        // Models are called by their names; these two lie in a folder of the test.
        List<String> args = new ArrayList<>(shell(line).subList(1, shell(line).size()));
        args.replaceAll(a -> a.equals("toy-target") ? model : a.equals("toy-draft") ? draft : a);
        args.add("--json");
        Answer again = draftscope(args.toArray(String[]::new));
        assertThat(again.exit()).as(again.err()).isZero();
        assertThat(again.json().get("outputIds").valueStream().map(JsonNode::asInt).toList())
                .isEqualTo(trace.committed().stream().map(t -> t.token()).toList());
    }

    /// The words of a line as a shell would take them apart.
    private static List<String> shell(String line) throws IOException {
        Process sh = new ProcessBuilder("sh", "-c", "for word in " + line + "; do printf '%s\\n' \"$word\"; done")
                .start();
        return new String(sh.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void aLinkShowsItsMomentAndItsView() throws IOException {
        Path file = folder.resolve("link.svg");
        Answer answer = draftscope("show", recording + "#step=5&node=1&view=inspector", "--out", file.toString());
        assertThat(answer.exit()).as(answer.err()).isZero();
        assertThat(texts(Files.readString(file))).contains("round 5 of ").contains("depth 1");
    }

    @Test
    void wrongWordsAreAnsweredWithWhatIsAccepted() {
        String file = recording.toString();
        record Wrong(List<String> args, String sentence) {}
        int last = trace.steps().size();
        List<Wrong> all = List.of(
                new Wrong(List.of("--out", "x.doc"),
                        "The name x.doc does not say what to write; accepted endings: .png,"),
                new Wrong(List.of("--at", "0"), "--at is 0; accepted in this run: 1 to " + last + "."),
                new Wrong(List.of("--out", "x.png", "--view", "moon"),
                        "There is no view “moon” to draw; accepted: output,"),
                new Wrong(List.of("--out", "x.dot", "--view", "kv"),
                        "Only a draft tree can be written as a DOT graph."),
                new Wrong(List.of("--out", "x.csv", "--view", "inspector"),
                        "The view Inspector has no table to write."),
                new Wrong(List.of("--out", "x.png", "--width", "9"), "--width is 9; accepted: 300 to 8000."));
        for (Wrong wrong : all) {
            List<String> args = new ArrayList<>(List.of("show", file));
            args.addAll(wrong.args());
            Answer answer = draftscope(args.toArray(String[]::new));
            assertThat(answer.exit()).isEqualTo(2);
            assertThat(answer.err()).contains(wrong.sentence());
        }
        assertThat(draftscope("show", file + "#step=9999").err())
                .contains("step is “9999”; accepted in this run: 1 to " + last + ".");
        assertThat(draftscope("show", file + "#moon=1").err())
                .contains("“moon=1” says nothing about a view; accepted: ");
    }

    /// All text of a drawing, with single spaces.
    private static String texts(String svg) {
        return Pattern.compile("<text[^>]*>([^<]*)</text>").matcher(svg).results().map(m -> m.group(1))
                .reduce("", (a, b) -> a + " " + b).replaceAll("\\s+", " ");
    }
}
