package draftscope.views;

import draftscope.trace.Trace;

/// A run in a comparison.
///
/// @param number its shape and its colour, see [draftscope.views.layout.RunShape]
/// @param name   what it is called
public record ComparedRun(int number, String name, Trace trace) {}
