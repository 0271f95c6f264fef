package draftscope.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;

/// The command line. Exit codes: 0 done, 1 the work failed, 2 wrong use.
@Command(name = "draftscope", mixinStandardHelpOptions = true, version = "Draftscope "
        + DraftscopeCommand.VERSION, description = "Watch a language model decide.", synopsisSubcommandLabel = "[verb]", subcommands = {
                OpenCommand.class,
                RunCommand.class, MethodsCommand.class, ModelsCommand.class, InspectCommand.class, ConvertCommand.class,
                TokenizeCommand.class,
                DetokenizeCommand.class, LogitsCommand.class, AuditCommand.class, BenchCommand.class, ShowCommand.class,
                TalesCommand.class}, footer = {"",
                        "With no verb the window opens. Every verb works without a display and takes --json:",
                        "one JSON object on standard output, progress and messages on standard error."})
public final class DraftscopeCommand implements Callable<Integer> {
    public static final String VERSION = "0.1.0";
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int WRONG_USE = 2;

    /// Runs one command line and returns its exit code; nothing here ends the process.
    public static int execute(String... args) {
        return commandLine().execute(args);
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new DraftscopeCommand());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        IExecutionExceptionHandler oneSentence = (failure, command, parsed) -> {
            if (failure instanceof WrongUseException) {
                command.getErr().println(failure.getMessage());
                return WRONG_USE;
            }
            command.getErr().println(Sentences.of(failure));
            return FAILED;
        };
        line.setExecutionExceptionHandler(oneSentence);
        return line;
    }

    @Override
    public Integer call() {
        return execute("open");
    }
}
