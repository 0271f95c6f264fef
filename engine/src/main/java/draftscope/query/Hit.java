package draftscope.query;

import java.util.List;

/// A round in which a breakpoint's condition is true.
///
/// @param number   1 for the breakpoint's first hit of the run
/// @param item     the first item of the round of which it is true
/// @param position where the run is held, as a position in its trace
/// @param numbers  what the condition asks for with its value, such as `entropy 4.12 bits`
/// @param line     what a log point writes; empty for a breakpoint that stops
public record Hit(Breakpoint breakpoint, int number, Item item, int position, List<String> numbers, String line) {
    public Hit {
        numbers = List.copyOf(numbers);
    }

    /// Whether it counts: the breakpoint stops the run here, or writes its line.
    public boolean counts() {
        return number >= breakpoint.from();
    }

    /// Whether the run is held here.
    public boolean stops() {
        return counts() && breakpoint.stops();
    }
}
