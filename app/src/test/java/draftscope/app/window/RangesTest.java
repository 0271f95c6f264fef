package draftscope.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.cli.DraftscopeCommand;
import draftscope.trace.Recording;
import draftscope.trace.Trace;
import draftscope.trace.TraceState;
import draftscope.views.Selection;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RangesTest {
    @TempDir
    private static Path folder;

    private static Trace trace;
    private static TraceState end;

    @BeforeAll
    static void record() throws IOException {
        ToyWindow.writeModels(folder);
        Path file = folder.resolve("run.dscope");
        assertThat(DraftscopeCommand.execute("run", "--model", folder.resolve("toy-target.gguf").toString(), "--draft",
                folder.resolve("toy-draft.gguf").toString(), "--method", "draft-tree", "--prompt", "once upon a time",
                "--max-tokens", "20", "--record", file.toString())).isZero();
        trace = Recording.open(file).trace();
        end = trace.at(trace.length());
    }

    @Test
    void aTokenBecomesWhatItsRoundWrote() {
        int step = end.committed().get(5).step();
        Selection.Tokens range = (Selection.Tokens) Ranges.around(end, new Selection.Token(5)).orElseThrow();
        int prompt = trace.prompt().size();
        assertThat(range.from()).isLessThanOrEqualTo(prompt + 5);
        assertThat(range.to()).isGreaterThanOrEqualTo(prompt + 5);
        end.committed().forEach(token -> assertThat(token.step() == step)
                .isEqualTo(range.from() <= prompt + token.index() && prompt + token.index() <= range.to()));
    }

    @Test
    void aRangeGrowsByARoundAtEitherEndUntilItIsTheWholeOutput() {
        Selection range = new Selection.Token(5);
        int before = 0;
        for (int presses = 0; presses <= trace.steps().size(); presses++) {
            range = Ranges.around(end, range).orElseThrow();
            Selection.Tokens tokens = (Selection.Tokens) range;
            assertThat(tokens.to() - tokens.from()).isGreaterThanOrEqualTo(before);
            before = tokens.to() - tokens.from();
        }
        assertThat(range).isEqualTo(new Selection.Tokens(trace.prompt().size(),
                trace.prompt().size() + end.committed().size() - 1));
    }

    @Test
    void aNodeBecomesItsRoundAndThatGrows() {
        Selection once = Ranges.around(end, new Selection.Node(2, 1)).orElseThrow();
        assertThat(once).isEqualTo(new Selection.Steps(2, 2));
        assertThat(Ranges.around(end, once)).hasValue(new Selection.Steps(1, 3));
        assertThat(Ranges.around(end, new Selection.Steps(0, end.step())))
                .hasValue(new Selection.Steps(0, end.step()));
    }

    @Test
    void nothingAndThePromptAreNoRange() {
        assertThat(Ranges.around(end, Selection.none())).isEmpty();
        assertThat(Ranges.around(end, new Selection.PromptToken(0))).isEmpty();
        assertThat(Ranges.around(trace.at(0), new Selection.Token(0))).isEmpty();
    }
}
