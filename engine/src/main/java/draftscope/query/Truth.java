package draftscope.query;

/// A condition made ready for one list of items: true, false, or neither where something was not captured.
interface Truth {
    boolean holds(Item item);

    /// Whether it is certainly false.
    boolean fails(Item item);
}
