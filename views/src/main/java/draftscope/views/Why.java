package draftscope.views;

import draftscope.trace.TraceState;
import java.util.List;

/// Says in plain words, with the numbers of the case at hand, why a token became what it is.
public final class Why {
    /// A card: what is explained, a sentence, and the numbers that the rule put in.
    public record Explanation(String title, String sentence, List<Line> numbers) {
        public Explanation {
            numbers = List.copyOf(numbers);
        }
    }

    /// A number with its name, both as shown.
    public record Line(String name, String value) {}

    private Why() {}

    /// Explains what is selected at a moment, from captured events only.
    public static Explanation explain(TraceState state, Selection selection) {
        return new Explanation("Why", "", List.of());
    }
}
