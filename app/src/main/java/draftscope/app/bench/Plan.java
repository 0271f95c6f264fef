package draftscope.app.bench;

import java.util.List;

/// Sections to be measured one after another.
///
/// @param repeat turns that count
public record Plan(int repeat, List<Section> sections) {
    public Plan {
        if (repeat < 1 || sections.isEmpty()) {
            throw new IllegalArgumentException("the plan has " + sections.size() + " sections and " + repeat
                    + " turns; accepted: at least one of each");
        }
        sections = List.copyOf(sections);
    }
}
