/// The window and the command line.
module draftscope.app {
    requires draftscope.engine;
    requires draftscope.views;
    requires draftscope.styles;
    requires draftscope.samples;
    requires info.picocli;
    requires tools.jackson.databind;

    exports draftscope.app.window to javafx.graphics;
    opens draftscope.app.cli to info.picocli;
}
