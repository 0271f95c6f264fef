package draftscope.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.library.KnownModels;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ConvertCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int draftscope(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine line = DraftscopeCommand.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(args);
    }

    private JsonNode json() {
        return JsonMapper.shared().readTree(out.toString());
    }

    @Test
    void aConvertedModelRunsAndIsOfTheTypeAskedFor() throws IOException {
        String path = folder.resolve("small.gguf").toString();
        assertThat(draftscope("convert", "tales-draft", path, "--type", "q8_0", "--json")).as(err.toString()).isZero();
        assertThat(json().get("type").asString()).isEqualTo("Q8_0");
        assertThat(json().get("bytes").asLong()).isEqualTo(Files.size(Path.of(path)));
        assertThat(draftscope("inspect", path, "--json")).isZero();
        assertThat(json().get("format").asString()).isEqualTo("GGUF");
        assertThat(json().get("tensors").toString()).contains("Q8_0");
        assertThat(draftscope("run", "--method", "autoregressive", "--model", path, "--prompt", "Once upon a time",
                "--temperature", "0", "--max-tokens", "8", "--json")).as(err.toString()).isZero();
        assertThat(json().get("text").asString()).isNotBlank();
    }

    @Test
    void wrongUseIsSaidInOneSentence() {
        String path = folder.resolve("small.gguf").toString();
        assertThat(draftscope("convert", "tales-draft", path, "--type", "Q3_K")).isEqualTo(2);
        assertThat(err.toString().strip()).isEqualTo(
                "A model cannot be converted to Q3_K; to [F32, F16, BF16, Q8_0, Q4_0, Q4_K, Q6_K] it can.");
        assertThat(Path.of(path)).doesNotExist();
        String self = KnownModels.resolve("tales-draft").toString();
        assertThat(draftscope("convert", self, self)).isEqualTo(2);
        assertThat(err.toString()).contains("cannot be written over itself");
        assertThat(draftscope("convert", "nothing", path)).isEqualTo(1);
        assertThat(err.toString()).contains("There is no model 'nothing'");
    }
}
