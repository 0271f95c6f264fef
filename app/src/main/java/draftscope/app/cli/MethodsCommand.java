package draftscope.app.cli;

import draftscope.decode.CannotRunException;
import draftscope.decode.DecodingMethod;
import draftscope.decode.MethodCatalog;
import draftscope.decode.MethodSummary;
import draftscope.decode.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Prints the catalog, or one method of it with its parameters.
@Command(name = "methods", description = "The decoding methods, or one of them with its parameters.")
final class MethodsCommand extends Verb {
    @Parameters(arity = "0..1", paramLabel = "ID", description = "One method's id.")
    private String id;

    @Override
    public Integer call() {
        List<DecodingMethod> chosen = id == null ? MethodCatalog.all() : List.of(byId(id));
        if (json)
            Json.print(out(), Map.of("methods", chosen.stream().map(MethodsCommand::describe).toList()));
        else if (id == null)
            chosen.forEach(this::line);
        else
            MethodSummary.of(chosen.getFirst()).lines().forEach(out()::println);
        return DraftscopeCommand.DONE;
    }

    private static DecodingMethod byId(String id) {
        try {
            return MethodCatalog.byId(id);
        } catch (CannotRunException e) {
            throw new WrongUseException(e.getMessage());
        }
    }

    private void line(DecodingMethod method) {
        out().printf("%-26s %-6s %s%n", method.id(), method.exact() ? "exact" : "lossy", method.idea());
    }

    private static Map<String, Object> describe(DecodingMethod method) {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("id", method.id());
        page.put("name", method.name());
        page.put("family", method.family().label());
        page.put("idea", method.idea());
        page.put("exact", method.exact());
        page.put("lossyReason", method.lossyReason());
        page.put("paper", method.paper());
        page.put("needs", method.needs().stream().map(Enum::name).sorted().toList());
        page.put("parameters", method.parameters().stream().map(MethodsCommand::describe).toList());
        return page;
    }

    private static Map<String, Object> describe(Parameter parameter) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", parameter.name());
        entry.put("label", parameter.label());
        entry.put("unit", parameter.unit());
        entry.put("default", parameter.standard());
        entry.put("help", parameter.help());
        entry.put("range", parameter.range());
        switch (parameter) {
            case Parameter.Whole p -> {
                entry.put("min", p.min());
                entry.put("max", p.max());
            }
            case Parameter.Real p -> {
                entry.put("min", p.min());
                entry.put("max", p.max());
            }
            case Parameter.Choice p -> entry.put("options", p.options());
            case Parameter.Text p -> entry.put("form", p.what());
            case Parameter.Widths p -> entry.put("form", "children per level, such as 3,2,1");
        }
        return entry;
    }
}
