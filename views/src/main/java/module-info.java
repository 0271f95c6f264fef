/// Controls that draw a trace. They know `draftscope.trace` and nothing else of the engine.
module draftscope.views {
    requires transitive draftscope.engine;
    requires transitive draftscope.styles;
    requires transitive javafx.controls;

    exports draftscope.views;
    exports draftscope.views.layout;
    exports draftscope.views.paint;
}
