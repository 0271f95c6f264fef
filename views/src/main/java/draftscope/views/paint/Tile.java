package draftscope.views.paint;

import java.util.function.Consumer;

/// A small picture that many cells of a grid show. It lies in the rectangle from 0, 0 to its width and height.
///
/// @param key     equal for tiles with the same picture, and for no others
/// @param width   from cell to cell, in whole pixels where it is to be sharp
/// @param height  likewise
/// @param picture paints it
public record Tile(Object key, double width, double height, Consumer<Pen> picture) {}
