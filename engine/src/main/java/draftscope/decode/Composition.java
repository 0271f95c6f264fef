package draftscope.decode;

/// The parts that make a method, put together for one run. Which kind it is decides which driver runs it.
public sealed interface Composition permits CausalComposition, RaggedComposition, DiffusionComposition {}
