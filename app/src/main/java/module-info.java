/// The window and the command line.
module draftscope.app {
    requires draftscope.engine;
    requires draftscope.views;
    requires draftscope.styles;
    requires draftscope.samples;
    requires javafx.controls;
    requires atlantafx.base;
    requires org.kordamp.ikonli.javafx;
    requires org.kordamp.ikonli.materialdesign2;
    requires info.picocli;
    requires tools.jackson.databind;

    exports draftscope.app.window to javafx.graphics;

    opens draftscope.app.cli to info.picocli;
    opens draftscope.app.bench to tools.jackson.databind;
}
