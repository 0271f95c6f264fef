/// Controls that draw a trace. They know `draftscope.trace` and nothing else of the engine.
module draftscope.views {
    requires transitive draftscope.engine;
    requires draftscope.styles;
    requires transitive javafx.controls;
    requires org.controlsfx.controls;
    requires org.kordamp.ikonli.javafx;
    requires org.kordamp.ikonli.materialdesign2;
}
