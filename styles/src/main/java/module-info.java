/// Colour tokens, themes and fonts of Draftscope. Depends on no other module of Draftscope, so that any control can be
/// looked at alone.
module draftscope.styles {
    requires transitive javafx.graphics;

    exports draftscope.styles;
}
