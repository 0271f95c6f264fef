package draftscope.query;

import draftscope.query.Item.StepFacts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/// Makes expressions ready to be asked of one step after the other. What depends on more than the item itself, on its step or
/// on the output before it, is worked out as each step comes.
final class Evaluation {
    /// Looks at a step before its items are asked.
    private interface Memory {
        void look(StepFacts step, List<Item> items);
    }

    private final IntFunction<String> texts;
    private final List<Memory> memories = new ArrayList<>(); // inner ones first

    /// @param texts what tokens add to the output
    Evaluation(IntFunction<String> texts) {
        this.texts = texts;
    }

    /// The items that are asked from now on are those of this step; every step of the run comes once, in order.
    void step(StepFacts facts, List<Item> items) {
        for (Memory memory : memories)
            memory.look(facts, items);
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
                    && known.computeIfAbsent((int) id, key -> predicate.test(texts.apply(key))) == truth;
        });
    }

    /// Whether something is so in the step: somewhere true, or nowhere true and somewhere false.
    private static final class InStep implements Memory {
        private final Truth inner;
        private final Predicate<Item> counted;
        private boolean holds;
        private boolean fails;

        InStep(Truth inner, Predicate<Item> counted) {
            this.inner = inner;
            this.counted = counted;
        }

        @Override
        public void look(StepFacts step, List<Item> items) {
            holds = false;
            fails = false;
            for (int i = 0; i < items.size() && !holds; i++) {
                Item item = items.get(i);
                if (counted.test(item)) {
                    holds = inner.holds(item);
                    fails |= !holds && inner.fails(item);
                }
            }
            fails &= !holds;
        }
    }

    private Truth forSteps(Truth inner, int count) {
        InStep now = new InStep(inner, item -> true);
        memories.add(now);
        int[] since = {0, count, 0}; // steps on end in which it held, steps since it failed, steps
        memories.add((step, items) -> {
            since[0] = now.holds ? since[0] + 1 : 0;
            since[1] = now.fails ? 0 : Math.min(count, since[1] + 1);
            since[2]++;
        });
        return numbers((item, truth) -> truth
                ? since[0] >= count
                : since[2] < count || since[1] < count);
    }

    private Truth inDraft(Truth inner) {
        InStep now = new InStep(inner, Item::drafted);
        memories.add(now);
        return numbers((item, truth) -> truth ? now.holds : now.fails);
    }

    private Truth repeats(int length) {
        Output output = new Output(length);
        memories.add(output);
        return numbers((item, truth) -> item.output() >= 0 && output.repeats.get(item.output()) == truth);
    }

    /// The output so far, and where it repeats itself.
    private static final class Output implements Memory {
        private final int length;
        private final BitSet repeats = new BitSet(); // (output index)
        private final Set<Stretch> seen = new HashSet<>();
        private int[] tokens = new int[64];
        private int count;

        Output(int length) {
            this.length = length;
        }

        @Override
        public void look(StepFacts step, List<Item> items) {
            int before = count;
            for (int i = 0; i < items.size(); i++) {
                Item item = items.get(i);
                if (item.output() < 0)
                    continue;
                if (item.output() >= tokens.length)
                    tokens = Arrays.copyOf(tokens, Math.max(item.output() + 1, 2 * tokens.length));
                tokens[item.output()] = item.token();
                count = Math.max(count, item.output() + 1);
            }
            for (int end = Math.max(before + 1, length); end <= count; end++) {
                if (!seen.add(new Stretch(end - length)))
                    repeats.set(end - 1);
            }
        }

        /// A stretch of the output, equal to another one of the same tokens.
        private final class Stretch {
            private final int from;

            Stretch(int from) {
                this.from = from;
            }

            @Override
            public boolean equals(Object other) {
                return other instanceof Stretch that
                        && Arrays.equals(tokens, from, from + length, tokens, that.from, that.from + length);
            }

            @Override
            public int hashCode() {
                int hash = 1;
                for (int i = from; i < from + length; i++)
                    hash = 31 * hash + tokens[i];
                return hash;
            }
        }
    }
}
