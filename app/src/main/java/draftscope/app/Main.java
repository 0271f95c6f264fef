package draftscope.app;

import draftscope.app.cli.DraftscopeCommand;

/// The one entry point: no arguments open the window, a verb runs on the command line.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        int exit = DraftscopeCommand.execute(args);
        // The window's toolkit keeps threads of its own; the exit code must not wait for them.
        System.exit(exit);
    }
}
