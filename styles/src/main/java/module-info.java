/// Colour tokens, themes and fonts of Draftscope. Depends on nothing, so that any control can be looked at alone.
module draftscope.styles {
    exports draftscope.styles;
}
