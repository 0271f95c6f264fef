package draftscope.query;

import draftscope.query.Symbols.Symbol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads a condition by recursive descent.
///
///     condition  = and { "||" and }
///     and        = not { "&&" not }
///     not        = "!" not | postfix
///     postfix    = primary { "for" NUMBER "steps" | "in" "draft" }
///     primary    = "(" condition ")" | "repeat" [ "(" [ "n" "=" ] NUMBER ")" ] | FLAG | operand COMPARISON operand
///     operand    = FIELD | NUMBER | TEXT | PATTERN | STATE
///
/// On its way it notes what else could stand at the end of the text; that is what [#offers()] gives for completion.
final class Parser {
    private static final int DEEPEST = 100;
    private static final int DEFAULT_REPEAT = 6;
    private static final int MOST_TOKENS = 64;
    private static final int MOST_STEPS = 10_000;

    private final List<Symbol> symbols;
    private final Map<String, String> offers = new LinkedHashMap<>();
    private final Set<Field> fields = new LinkedHashSet<>();
    private int at;
    private int depth;

    Parser(String source) {
        symbols = Symbols.of(source);
    }

    /// @throws ConditionException one sentence: where, what, and what is accepted
    Expression parse() {
        Expression whole = or();
        if (!end())
            throw wrong(peek(),
                    "a condition is over here; accepted are && and ||" + (peek().is("=") ? ", and == to compare" : ""));
        return whole;
    }

    /// What could stand at the end of the text, with its meaning, as far as the text was understood.
    Map<String, String> offers() {
        return offers;
    }

    /// The fields that the condition asks for, in the order in which they come.
    List<Field> fields() {
        return new ArrayList<>(fields);
    }

    private Symbol peek() {
        return symbols.get(at);
    }

    private boolean end() {
        return peek().kind() == Symbols.Kind.END;
    }

    private Symbol next() {
        return symbols.get(end() ? at : at++);
    }

    private boolean take(String sign) {
        boolean there = peek().is(sign);
        if (there)
            at++;
        return there;
    }

    private boolean takeWord(String... words) {
        if (peek().kind() != Symbols.Kind.WORD)
            return false;
        for (String word : words) {
            if (word.equalsIgnoreCase(peek().text())) {
                at++;
                return true;
            }
        }
        return false;
    }

    private void offer(String text, String meaning) {
        if (end())
            offers.putIfAbsent(text, meaning);
    }

    private static ConditionException wrong(Symbol symbol, String what) {
        return new ConditionException(symbol.from(), what);
    }

    private Expression or() {
        Expression left = and();
        while (true) {
            offer("||", "or");
            if (!take("||"))
                return left;
            left = new Expression.Or(left, and());
        }
    }

    private Expression and() {
        Expression left = not();
        while (true) {
            offer("&&", "and");
            if (!take("&&"))
                return left;
            left = new Expression.And(left, not());
        }
    }

    private Expression not() {
        Symbol first = peek();
        if (++depth > DEEPEST)
            throw wrong(first, "this nests too deep; accepted are " + DEEPEST + " levels");
        Expression expression = take("!") ? new Expression.Not(not()) : postfix();
        depth--;
        return expression;
    }

    private Expression postfix() {
        Expression expression = primary();
        while (true) {
            offer("for 3 steps", "in each of the last steps, this one included");
            offer("in draft", "for some draft node of the step");
            if (takeWord("for"))
                expression = new Expression.ForSteps(expression, steps());
            else if (takeWord("in"))
                expression = inDraft(expression);
            else
                return expression;
        }
    }

    private int steps() {
        int steps = whole("steps", MOST_STEPS);
        Symbol unit = peek();
        offer("steps", "the unit of for");
        if (!takeWord("steps", "step", "rounds", "round"))
            throw wrong(unit, "accepted here is the word steps, as in accepted < 3 for 5 steps");
        return steps;
    }

    private Expression inDraft(Expression inner) {
        Symbol where = peek();
        offer("draft", "the draft nodes of the step");
        if (!takeWord("draft"))
            throw wrong(where, "accepted here is the word draft, as in stop in draft");
        return new Expression.InDraft(inner);
    }

    private int whole(String what, int most) {
        Symbol symbol = next();
        try {
            int number = Integer.parseInt(symbol.text());
            if (symbol.kind() == Symbols.Kind.NUMBER && number >= 1 && number <= most)
                return number;
        } catch (NumberFormatException noWholeNumber) {
            // Said below.
        }
        throw wrong(symbol, "accepted here is a whole number of " + what + ", 1 to " + most);
    }

    private Expression primary() {
        offer("(", "begins a group");
        offer("!", "not");
        if (take("(")) {
            Expression inner = or();
            Symbol close = peek();
            offer(")", "ends the group");
            if (!take(")"))
                throw wrong(close, "a closing ) is missing here");
            return inner;
        }
        offer("repeat(n=6)", "ends a stretch of n tokens that stood in the output before");
        if (takeWord("repeat"))
            return repeats();
        Symbol first = peek();
        Operand left = operand(null);
        if (left.field() != null && left.field().kind() == Field.Kind.FLAG)
            return new Expression.Flag(left.field());
        if (left.field() != null && left.field().kind() == Field.Kind.STATE)
            return state();
        return comparison(first, left);
    }

    private Expression repeats() {
        if (!take("("))
            return new Expression.Repeats(DEFAULT_REPEAT);
        if (takeWord("n") && !take("="))
            throw wrong(peek(), "accepted here is =, as in repeat(n=6)");
        int tokens = whole("tokens", MOST_TOKENS);
        Symbol close = peek();
        offer(")", "");
        if (!take(")"))
            throw wrong(close, "a closing ) is missing here, as in repeat(n=6)");
        return new Expression.Repeats(tokens);
    }

    /// A side of a comparison; one of the three is there.
    private record Operand(Field field, Double number, Symbol text) {}

    /// @param beside what the other side is, `null` for the first side
    private Operand operand(Field beside) {
        Symbol symbol = peek();
        for (Field field : Field.values()) {
            if (beside == null || beside != field && comparable(beside, field))
                offer(field.word(), describe(field));
        }
        next();
        return switch (symbol.kind()) {
            case NUMBER -> new Operand(null, number(symbol), null);
            case TEXT, PATTERN -> new Operand(null, null, symbol);
            case WORD -> new Operand(field(symbol), null, null);
            case END, SIGN -> throw wrong(symbol, (beside == null ? "a field" : "a number, a text or a field")
                    + " is missing here" + (beside == null ? ", such as entropy > 3 or state == rejected" : ""));
        };
    }

    private static double number(Symbol symbol) {
        try {
            return Double.parseDouble(symbol.text());
        } catch (NumberFormatException noNumber) {
            throw wrong(symbol, symbol.text() + " is no number; accepted are such as 3, .9 or 1e-4");
        }
    }

    private Field field(Symbol word) {
        String name = word.text();
        boolean law = name.equalsIgnoreCase("p") && peek().is("(");
        if (law) {
            next();
            offer("target)", Field.TARGET.meaning());
            offer("draft)", Field.DRAFT.meaning());
            Symbol whose = next();
            if (!take(")") || whose.kind() != Symbols.Kind.WORD)
                throw wrong(whose, "accepted are p(target) and p(draft)");
            name = "p(" + whose.text() + ")";
        }
        Optional<Field> field = Field.named(name);
        if (field.isEmpty())
            throw wrong(word, law
                    ? name + " is no probability; accepted are p(target) and p(draft)"
                    : "there is no field " + name + "; the nearest is " + Field.nearest(name).word());
        fields.add(field.get());
        return field.get();
    }

    static String describe(Field field) {
        return field.meaning() + (field.unit().isEmpty() ? "" : " (" + field.unit() + ")");
    }

    private Expression state() {
        boolean equal = equality("state", "a word such as state == rejected");
        for (State state : State.values())
            offer(state.word(), state.meaning());
        Symbol word = next();
        for (State state : State.values()) {
            if (word.kind() == Symbols.Kind.WORD
                    && (state.word().equalsIgnoreCase(word.text()) || state.alias().equalsIgnoreCase(word.text())))
                return new Expression.WithState(state, equal);
        }
        StringBuilder accepted = new StringBuilder();
        for (State state : State.values())
            accepted.append(accepted.isEmpty() ? "" : ", ").append(state.word());
        throw wrong(word, "this is no state; accepted are " + accepted);
    }

    private boolean equality(String what, String with) {
        offer("==", "is");
        offer("!=", "is not");
        Symbol sign = next();
        if (!sign.is("==") && !sign.is("!="))
            throw wrong(sign, what + " is compared by == or != with " + with);
        return sign.is("==");
    }

    private Expression comparison(Symbol first, Operand left) {
        if (left.field() != null) {
            for (Comparison comparison : Comparison.values()) {
                if (left.field().kind() == Field.Kind.NUMBER || comparison.equality())
                    offer(comparison.sign(), "");
            }
            if (left.field().kind() == Field.Kind.TOKEN)
                offer("~", "its text holds what a pattern describes");
        }
        Symbol sign = next();
        if (sign.is("~"))
            return pattern(sign, left);
        Comparison comparison = Comparison.of(sign.text()).filter(c -> sign.kind() == Symbols.Kind.SIGN)
                .orElseThrow(() -> wrong(sign, sign.is("=")
                        ? "write == to compare"
                        : "accepted here are == != < <= > >=" + (isToken(left) ? " ~" : "")));
        Operand right = operand(left.field());
        if (left.field() == null && right.field() == null)
            throw wrong(first, "one side of a comparison is a field, such as entropy > 3");
        return left.field() != null
                ? compare(sign, left.field(), comparison, right)
                : compare(sign, right.field(), comparison.turned(), left);
    }

    private static boolean isToken(Operand operand) {
        return operand.field() != null && operand.field().kind() == Field.Kind.TOKEN;
    }

    private static boolean comparable(Field one, Field other) {
        return switch (one.kind()) {
            case NUMBER -> other.kind() == Field.Kind.NUMBER || one == Field.ID && other.kind() == Field.Kind.TOKEN;
            case TOKEN -> other.kind() == Field.Kind.TOKEN || other == Field.ID;
            case STATE, FLAG -> false;
        };
    }

    private static Expression compare(Symbol sign, Field left, Comparison comparison, Operand right) {
        if (left.kind() == Field.Kind.TOKEN && !comparison.equality())
            throw wrong(sign, left.word()
                    + " is a token; accepted here are == and != with a text, an id or another token, and ~ with a pattern");
        if (left.kind() == Field.Kind.STATE || left.kind() == Field.Kind.FLAG)
            throw wrong(sign, left.word() + " stands at the left" + (left.kind() == Field.Kind.FLAG ? ", alone" : ""));
        if (right.number() != null)
            return new Expression.WithNumber(left, comparison, right.number());
        if (right.field() != null) {
            if (!comparable(left, right.field()))
                throw wrong(sign, left.word() + " cannot be compared with " + right.field().word());
            return new Expression.WithField(left, comparison, right.field());
        }
        if (left.kind() != Field.Kind.TOKEN || right.text().kind() == Symbols.Kind.PATTERN)
            throw wrong(right.text(), right.text().kind() == Symbols.Kind.PATTERN
                    ? "a pattern follows ~, as in token ~ /not/"
                    : left.word() + " is a number and is compared with one");
        return new Expression.WithText(left, right.text().text(), comparison == Comparison.EQUAL);
    }

    private Expression pattern(Symbol sign, Operand left) {
        if (!isToken(left))
            throw wrong(sign, "~ looks into a token's text; accepted at its left are token, draftTop1 and targetTop1");
        Symbol pattern = next();
        if (pattern.kind() != Symbols.Kind.TEXT && pattern.kind() != Symbols.Kind.PATTERN)
            throw wrong(pattern, "accepted here is a /pattern/ or a \"pattern\"");
        return new Expression.WithPattern(left.field(),
                TokenPattern.of(pattern.text(), pattern.ignoreCase(), pattern.from()));
    }
}
