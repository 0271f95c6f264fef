package draftscope.query;

import draftscope.query.Item.StepFacts;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/// Makes expressions ready for one list of items. What depends on more than the item itself, on its step or on the output
/// before it, is worked out once, beforehand.
final class Evaluation {
    private final Items items;
    private final BooleanSupplier cancelled;

    Evaluation(Items items, BooleanSupplier cancelled) {
        this.items = items;
        this.cancelled = cancelled;
    }

    Truth bind(Expression expression) {
        return switch (expression) {
            case Expression.And(Expression left, Expression right) -> and(bind(left), bind(right));
            // One is false where the other is true: not (a or b) is not a and not b.
            case Expression.Or(Expression left, Expression right) -> not(and(not(bind(left)), not(bind(right))));
            case Expression.Not(Expression inner) -> not(bind(inner));
            case Expression.WithNumber(Field left, Comparison comparison, double right) -> numbers(
                    (item, truth) -> {
                        double value = left.value(item);
                        return !Double.isNaN(value) && comparison.holds(value, right) == truth;
                    });
            case Expression.WithField(Field left, Comparison comparison, Field right) -> numbers((item, truth) -> {
                double a = left.value(item);
                double b = right.value(item);
                return !Double.isNaN(a) && !Double.isNaN(b) && comparison.holds(a, b) == truth;
            });
            case Expression.WithState(State state, boolean equal) -> numbers(
                    (item, truth) -> (item.state() == state == equal) == truth);
            case Expression.WithText(Field token, String text, boolean equal) -> text(token,
                    piece -> piece.equals(text) == equal);
            case Expression.WithPattern(Field token, TokenPattern pattern) -> text(token, pattern::find);
            case Expression.Flag(Field field) -> numbers((item, truth) -> field.value(item) == (truth ? 1 : 0));
            case Expression.Repeats(int tokens) -> repeats(tokens);
            case Expression.ForSteps(Expression inner, int steps) -> forSteps(bind(inner), steps);
            case Expression.InDraft(Expression inner) -> inDraft(bind(inner));
        };
    }

    private interface Check {
        boolean is(Item item, boolean truth);
    }

    private static Truth numbers(Check check) {
        return new Truth() {
            @Override
            public boolean holds(Item item) {
                return check.is(item, true);
            }

            @Override
            public boolean fails(Item item) {
                return check.is(item, false);
            }
        };
    }

    private static Truth not(Truth inner) {
        return numbers((item, truth) -> truth ? inner.fails(item) : inner.holds(item));
    }

    private static Truth and(Truth left, Truth right) {
        return numbers((item, truth) -> truth
                ? left.holds(item) && right.holds(item)
                : left.fails(item) || right.fails(item));
    }

    /// A vocabulary is smaller than a long run: each token is looked at once.
    private Truth text(Field token, Predicate<String> predicate) {
        Map<Integer, Boolean> known = new HashMap<>();
        return numbers((item, truth) -> {
            double id = token.value(item);
            return !Double.isNaN(id)
                    && known.computeIfAbsent((int) id, key -> predicate.test(items.text(key))) == truth;
        });
    }

    /// Whether something is so in each step, by the step's order: somewhere true, or nowhere true and somewhere false.
    private record InSteps(BitSet holds, BitSet fails) {}

    private InSteps inSteps(Truth inner, Predicate<Item> counted) {
        BitSet holds = new BitSet();
        BitSet fails = new BitSet();
        for (StepFacts step : items.steps()) {
            look();
            for (int i = step.first(); i < step.end() && !holds.get(step.order()); i++) {
                Item item = items.get(i);
                if (!counted.test(item))
                    continue;
                if (inner.holds(item))
                    holds.set(step.order());
                else if (inner.fails(item))
                    fails.set(step.order());
            }
        }
        fails.andNot(holds);
        return new InSteps(holds, fails);
    }

    private void look() {
        if (cancelled.getAsBoolean())
            throw new CancellationException("the condition was taken back");
    }

    private Truth forSteps(Truth inner, int count) {
        InSteps each = inSteps(inner, item -> true);
        return numbers((item, truth) -> {
            int last = item.facts().order();
            int first = last - count + 1;
            if (truth)
                return first >= 0 && each.holds.nextClearBit(first) > last;
            int failed = each.fails.nextSetBit(Math.max(0, first));
            return first < 0 || failed >= 0 && failed <= last;
        });
    }

    private Truth inDraft(Truth inner) {
        InSteps each = inSteps(inner, Item::drafted);
        return numbers((item, truth) -> (truth ? each.holds : each.fails).get(item.facts().order()));
    }

    /// A stretch of the output, equal to another one of the same tokens.
    private record Stretch(int[] output, int from, int length) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Stretch that && Arrays.equals(output, from, from + length, that.output, that.from,
                    that.from + that.length);
        }

        @Override
        public int hashCode() {
            int hash = 1;
            for (int i = from; i < from + length; i++)
                hash = 31 * hash + output[i];
            return hash;
        }
    }

    private Truth repeats(int length) {
        List<Integer> outputs = items.outputs();
        int[] output = new int[outputs.size()];
        for (int i = 0; i < output.length; i++)
            output[i] = items.get(outputs.get(i)).token();
        BitSet repeats = new BitSet();
        Set<Stretch> seen = new HashSet<>();
        for (int end = length; end <= output.length; end++) {
            if (end % BETWEEN_LOOKS == 0)
                look();
            if (!seen.add(new Stretch(output, end - length, length)))
                repeats.set(end - 1);
        }
        return numbers((item, truth) -> item.output() >= 0 && repeats.get(item.output()) == truth);
    }

    private static final int BETWEEN_LOOKS = 1_024;
}
