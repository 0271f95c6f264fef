package draftscope.query;

import draftscope.query.Item.StepFacts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/// A question about the tokens and draft nodes of a trace, such as `accepted < 2 && entropy > 3.5`.
///
/// A comparison with a number that was not captured is neither true nor false, and so is its opposite: `!(p > .5)` does not
/// match a node of which the target's probability is not known. `&&` and `||` come to a result where one side alone decides
/// (S. C. Kleene's three-valued logic, 1938). What matches is what is certainly true.
///
/// Immutable. What is accepted and what each field means is in `docs/conditions.md` and in [Field].
public final class Condition {
    /// So that a text from elsewhere cannot ask for more than a person would write.
    private static final int LONGEST = 1_000;
    private static final int BETWEEN_LOOKS = 1_024;

    private final String text;
    private final Expression expression;
    private final List<Field> fields;

    private Condition(String text, Expression expression, List<Field> fields) {
        this.text = text;
        this.expression = expression;
        this.fields = List.copyOf(fields);
    }

    /// @throws ConditionException one sentence: where it went wrong, and what is accepted there
    public static Condition parse(String text) {
        if (text.length() > LONGEST)
            throw new ConditionException(LONGEST, "a condition has at most " + LONGEST + " characters");
        Parser parser = new Parser(text);
        Expression expression = parser.parse();
        return new Condition(text, expression, parser.fields());
    }

    public String text() {
        return text;
    }

    /// The fields that it asks for, in the order in which they come.
    public List<Field> fields() {
        return fields;
    }

    /// The indices of the items for which it is true, rising.
    ///
    /// @param cancelled looked at now and then
    /// @throws CancellationException once `cancelled` says so
    public int[] matches(Items items, BooleanSupplier cancelled) {
        Evaluation evaluation = new Evaluation(items::text);
        Truth truth = evaluation.bind(expression);
        int[] found = new int[16];
        int count = 0;
        int looked = 0;
        for (StepFacts step : items.steps()) {
            if (looked++ % BETWEEN_LOOKS == 0 && cancelled.getAsBoolean())
                throw new CancellationException("the condition was taken back");
            evaluation.step(step, items.of(step));
            for (int i = step.first(); i < step.end(); i++) {
                if (truth.holds(items.get(i))) {
                    if (count == found.length)
                        found = Arrays.copyOf(found, count * 2);
                    found[count++] = i;
                }
            }
        }
        return Arrays.copyOf(found, count);
    }

    /// Makes it ready for one step after the other.
    Truth bind(Evaluation evaluation) {
        return evaluation.bind(expression);
    }

    /// What may stand at a place of a text that is being written, in the order of the language; the word that the place is in
    /// or behind is replaced. Empty where the text before it is wrong, and inside a text or a pattern.
    public static List<Suggestion> suggestions(String text, int caret) {
        int from = caret;
        while (from > 0 && Symbols.inWord(text.charAt(from - 1)))
            from--;
        String begun = text.substring(from, caret);
        if (caret > LONGEST || !begun.isEmpty() && !Character.isLetter(begun.charAt(0)))
            return List.of();
        Map<String, String> offers;
        try {
            Parser parser = new Parser(text.substring(0, from));
            try {
                parser.parse();
            } catch (ConditionException unfinished) {
                // Unfinished is what it is meant to be.
            }
            offers = parser.offers();
        } catch (ConditionException insideAText) {
            return List.of();
        }
        int end = caret;
        while (end < text.length() && Symbols.inWord(text.charAt(end)))
            end++;
        List<Suggestion> suggestions = new ArrayList<>();
        for (Map.Entry<String, String> offer : offers.entrySet()) {
            if (offer.getKey().toLowerCase(Locale.ROOT).startsWith(begun.toLowerCase(Locale.ROOT)))
                suggestions.add(new Suggestion(offer.getKey(), offer.getValue(), from, end));
        }
        return suggestions;
    }

    @Override
    public String toString() {
        return text;
    }
}
