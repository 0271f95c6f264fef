package draftscope.app;

/// The one entry point: no arguments open the window, a verb runs on the command line.
public final class Main {
    private Main() {}

    public static void main(String[] args) {}
}
