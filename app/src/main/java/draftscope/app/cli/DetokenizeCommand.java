package draftscope.app.cli;

import draftscope.model.LanguageModel;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Turns token ids back into text.
@Command(name = "detokenize", description = "The text of token ids.")
final class DetokenizeCommand extends Verb {
    @Mixin
    private ModelOptions models;

    @Option(names = "--ids", required = true, paramLabel = "1,2,3", description = "The token ids.")
    private String ids;

    @Override
    public Integer call() {
        List<Integer> parsed = Ids.parse(ids, "--ids");
        try (LanguageModel model = models.open()) {
            Ids.check(parsed, model.tokenizer().vocabulary().size());
            String text = model.tokenizer().decode(Ids.array(parsed));
            if (json)
                Json.print(out(), Map.of("text", text));
            else
                out().println(text);
            return DraftscopeCommand.DONE;
        }
    }
}
