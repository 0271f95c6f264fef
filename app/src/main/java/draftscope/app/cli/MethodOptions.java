package draftscope.app.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/// Which method, with what; shared by the verbs that carry one out.
final class MethodOptions {
    @Option(names = "--draft", paramLabel = "D", description = "The draft model, for methods that need one.")
    String draft;

    @Option(names = "--method", required = true, paramLabel = "ID", description = "A method's id; 'methods' lists them.")
    String id;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A parameter of the method; may be repeated.")
    Map<String, String> parameters = new LinkedHashMap<>();
}
