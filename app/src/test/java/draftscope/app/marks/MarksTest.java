package draftscope.app.marks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import draftscope.trace.KvOwner;
import draftscope.trace.Recording;
import draftscope.trace.Trace;
import draftscope.views.Selection;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarksTest {
    private static final String RUN = """
            {"event":"RunStarted","settings":{"methodId":"mine","family":"speculative","capacity":64}}
            {"event":"PromptIngested","tokens":[0,1]}
            {"event":"StepStarted","step":0,"length":2}
            {"event":"Drafted","step":0,"level":1,"nodes":[{"index":1,"depth":1,"token":2,"probability":0.9}]}
            {"event":"PhaseFinished","step":0,"phase":"DRAFT"}
            {"event":"Committed","step":0,"position":2,"token":2,"provenance":"ACCEPTED_DRAFT","node":1}
            {"event":"StepStarted","step":1,"length":3}
            {"event":"Committed","step":1,"position":3,"token":3,"provenance":"TARGET"}
            {"event":"RunFinished","reason":"MAX_TOKENS"}
            """;
    private static final Marks MARKS = new Marks("step=1&view=kv", List.of(new Marks.Bookmark("first", "step=1"),
            new Marks.Bookmark("“second”\n", "step=2&node=draw")),
            List.of(new Marks.Note("why?", "step=1&node=1", ""),
                    new Marks.Note("so", "step=1&node=1", "step=2&token=1")));

    @TempDir
    Path folder;

    private Path file(String name) throws IOException {
        Path file = folder.resolve(name);
        if (!name.endsWith(".gz"))
            return Files.writeString(file, RUN);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(RUN.getBytes());
        }
        return file;
    }

    private static Trace read(Path file) throws IOException {
        Recording recording = Recording.open(file);
        assertThat(recording.loss()).isEmpty();
        return recording.trace();
    }

    @ParameterizedTest
    @ValueSource(strings = {"run.dscope", "run.dscope.gz"})
    void theLastLineOfMarksCountsAndTheRunIsAsItWas(String name) throws IOException {
        Path file = file(name);
        byte[] before = Files.readAllBytes(file);
        int length = read(file).length();
        assertThat(Marks.of(read(file))).isEqualTo(Marks.NONE);
        assertThat(MarkFile.append(file, MARKS.without(MARKS.notes().getFirst()))).isEmpty();
        assertThat(MarkFile.append(file, MARKS)).isEmpty();
        assertThat(Files.readAllBytes(file)).startsWith(before);
        Trace trace = read(file);
        assertThat(trace.length()).isEqualTo(length + 2);
        assertThat(trace.steps()).hasSize(2);
        assertThat(Marks.of(trace)).isEqualTo(MARKS);
        if (name.endsWith(".gz")) {
            try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
                assertThat(new String(in.readAllBytes())).startsWith(RUN).endsWith(MARKS.json() + "\n");
            }
        }
    }

    @Test
    void marksAreReplacedInASavedRun() {
        Trace trace = Trace.of(MARKS.on(MARKS.on(List.of())));
        assertThat(trace.length()).isZero();
    }

    @Test
    void nothingIsAddedToAFileThatBreaksOffOrIsNotOurs() throws IOException {
        Path cut = Files.writeString(folder.resolve("cut.dscope"), RUN.substring(0, RUN.indexOf("{\"event\":\"RunF")));
        assertThat(MarkFile.append(cut, MARKS).orElseThrow()).contains("breaks off, so nothing is added to it");
        Path other = Files.writeString(folder.resolve("answer.json"), "{\"content\":\"x\"}");
        assertThat(MarkFile.append(other, MARKS).orElseThrow()).contains("is not a recording of Draftscope");
        assertThat(Files.readString(other)).isEqualTo("{\"content\":\"x\"}");
    }

    @Test
    void aLineThatIsNoneOfOursMeansNoMarks() {
        assertThat(Marks.parse("{\"event\":\"Marks\"}")).contains(Marks.NONE);
        assertThat(Marks.parse("{\"event\":\"Marks\",\"bookmarks\":[3,{}],\"notes\":\"no\"}").orElseThrow().bookmarks())
                .hasSize(2);
        assertThat(Marks.parse("{")).isEmpty();
    }

    @Test
    void everySelectionComesBackFromItsLink() throws IOException {
        Trace trace = read(file("run.dscope"));
        for (Selection selection : List.of(Selection.none(), new Selection.Node(0, 1), new Selection.Node(1, -2),
                new Selection.Token(1), new Selection.PromptToken(0), new Selection.Lane(1), new Selection.Tokens(0, 3),
                new Selection.Cell(KvOwner.DRAFT, 5), new Selection.CanvasPosition(2, 9), new Selection.Step(1),
                new Selection.Steps(0, 1))) {
            for (int position = 0; position <= trace.length(); position++) {
                // A node is selected in the step that is shown.
                if (selection instanceof Selection.Node(int step, int _) && trace.at(position).step() != step)
                    continue;
                ExactView view = new ExactView(position, "tree", "rank", true, selection);
                assertThat(ExactView.parse(view.fragment(trace), trace)).as(view.fragment(trace)).isEqualTo(view);
            }
        }
    }

    @Test
    void aLinkIsReadAsPeopleWriteIt() throws IOException {
        Trace trace = read(file("run.dscope"));
        ExactView view = ExactView.parse("step=1&node=1&view=tree", trace);
        assertThat(view.position()).isEqualTo(trace.endOfStep(0));
        assertThat(view.selection()).isEqualTo(new Selection.Node(0, 1));
        assertThat(ExactView.parse("", trace)).isEqualTo(ExactView.END);
        assertThat(ExactView.Place.parse("/a/b#1.dscope").file()).isEqualTo(Path.of("/a/b#1.dscope"));
        assertThat(ExactView.Place.parse("/a/b#1.dscope#step=3").file()).isEqualTo(Path.of("/a/b#1.dscope"));
        assertThatThrownBy(() -> ExactView.parse("step=3", trace))
                .hasMessage("step is “3”; accepted in this run: 1 to 2.");
        assertThatThrownBy(() -> ExactView.parse("cell=5", trace))
                .hasMessageContaining("accepted: two numbers with “:”");
    }
}
