package draftscope.app.cli;

import draftscope.app.library.KnownModels;
import draftscope.samples.SampleModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/// Lists the models that can be named without a path.
@Command(name = "models", description = "The models that can be named without a path.")
final class ModelsCommand extends Verb {
    @Override
    public Integer call() {
        List<SampleModel> models = KnownModels.samples();
        if (json)
            Json.print(out(), Map.of("models", models.stream().map(ModelsCommand::describe).toList()));
        else
            models.forEach(
                    m -> out().printf("%-18s %-17s %6.1f MB  %s%n", m.name(), m.kind(), m.bytes() / 1e6, m.summary()));
        return DraftscopeCommand.DONE;
    }

    private static Map<String, Object> describe(SampleModel model) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", model.name());
        entry.put("kind", model.kind());
        entry.put("role", model.role());
        entry.put("bytes", model.bytes());
        entry.put("sha256", model.sha256());
        entry.put("summary", model.summary());
        return entry;
    }
}
