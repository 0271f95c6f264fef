package draftscope.chat;

import draftscope.chat.Expression.Arguments;
import draftscope.chat.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads expressions, by recursive descent with Jinja's precedence.
final class ExpressionParser {
    private static final int MAX_DEPTH = 100;
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

    private final List<Token> tokens;
    private int at;
    private int depth;

    ExpressionParser(List<Token> tokens) {
        this.tokens = tokens;
    }

    // Words

    Token peek() {
        return tokens.get(at);
    }

    Token take() {
        Token token = tokens.get(at);
        if (!token.is(Kind.END)) {
            at++;
        }
        return token;
    }

    boolean takeName(String name) {
        boolean here = peek().isName(name);
        at += here ? 1 : 0;
        return here;
    }

    boolean takeOperator(String operator) {
        boolean here = peek().isOperator(operator);
        at += here ? 1 : 0;
        return here;
    }

    Token expect(Kind kind, String what) {
        if (!peek().is(kind)) {
            throw broken("there is '" + peek().text() + "' where " + what + " is needed");
        }
        return take();
    }

    void expectOperator(String operator) {
        if (!takeOperator(operator)) {
            throw broken("there is '" + peek().text() + "' where '" + operator + "' is needed");
        }
    }

    ChatTemplateException broken(String what) {
        return new ChatTemplateException(
                "The chat template cannot be read at line " + peek().line() + ": " + what + ".");
    }

    // Expressions, the loosest first

    /// An expression, or several with commas between, which are one list.
    Expression tuple() {
        Expression first = expression();
        if (!peek().isOperator(",")) {
            return first;
        }
        List<Expression> items = new ArrayList<>(List.of(first));
        while (takeOperator(",")) {
            if (peek().is(Kind.BLOCK_END) || peek().is(Kind.PRINT_END) || peek().isOperator(")")) {
                break;
            }
            items.add(expression());
        }
        return new Expression.ListOf(first.line(), items);
    }

    Expression expression() {
        if (++depth > MAX_DEPTH) {
            throw broken("an expression is nested deeper than " + MAX_DEPTH + " levels");
        }
        Expression value = or();
        while (takeName("if")) {
            Expression condition = or();
            Optional<Expression> no = takeName("else") ? Optional.of(expression()) : Optional.empty();
            value = new Expression.Choice(value.line(), condition, value, no);
        }
        depth--;
        return value;
    }

    /// As [#expression()], but an `if` after it belongs to what comes next.
    Expression or() {
        Expression left = and();
        while (takeName("or")) {
            left = new Expression.Binary(left.line(), "or", left, and());
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (takeName("and")) {
            left = new Expression.Binary(left.line(), "and", left, not());
        }
        return left;
    }

    private Expression not() {
        int line = peek().line();
        int negations = 0;
        while (takeName("not")) {
            negations++;
        }
        Expression value = comparison();
        if (negations == 0) {
            return value;
        }
        Expression negated = new Expression.Not(line, value);
        return negations % 2 == 1 ? negated : new Expression.Not(line, negated);
    }

    private Expression comparison() {
        Expression first = sum();
        List<Map.Entry<String, Expression>> rest = new ArrayList<>();
        while (true) {
            Token token = peek();
            if (token.is(Kind.OPERATOR) && COMPARISONS.contains(token.text())) {
                take();
                rest.add(Map.entry(token.text(), sum()));
            } else if (takeName("in")) {
                rest.add(Map.entry("in", sum()));
            } else if (token.isName("not") && tokens.get(at + 1).isName("in")) {
                at += 2;
                rest.add(Map.entry("not in", sum()));
            } else {
                return rest.isEmpty() ? first : new Expression.Comparison(first.line(), first, rest);
            }
        }
    }

    private Expression sum() {
        Expression left = joined();
        while (peek().isOperator("+") || peek().isOperator("-")) {
            left = new Expression.Binary(left.line(), take().text(), left, joined());
        }
        return left;
    }

    private Expression joined() {
        Expression left = product();
        while (takeOperator("~")) {
            left = new Expression.Binary(left.line(), "~", left, product());
        }
        return left;
    }

    private Expression product() {
        Expression left = power();
        while (peek().isOperator("*") || peek().isOperator("/") || peek().isOperator("//") || peek().isOperator("%")) {
            left = new Expression.Binary(left.line(), take().text(), left, power());
        }
        return left;
    }

    private Expression power() {
        Expression left = signed(true);
        while (takeOperator("**")) {
            left = new Expression.Binary(left.line(), "**", left, signed(true));
        }
        return left;
    }

    private Expression signed(boolean filters) {
        if (++depth > MAX_DEPTH) {
            throw broken("an expression is nested deeper than " + MAX_DEPTH + " levels");
        }
        Token token = peek();
        Expression value;
        if (token.isOperator("-") || token.isOperator("+")) {
            take();
            value = new Expression.Sign(token.line(), token.isOperator("-"), signed(false));
        } else {
            value = primary();
        }
        value = postfix(value);
        depth--;
        return filters ? filtered(value) : value;
    }

    private Expression primary() {
        Token token = take();
        return switch (token.kind()) {
            case NAME -> switch (token.text()) {
                case "true", "True" -> new Expression.Literal(token.line(), true);
                case "false", "False" -> new Expression.Literal(token.line(), false);
                case "none", "None" -> new Expression.Literal(token.line(), null);
                default -> new Expression.Name(token.line(), token.text());
            };
            case STRING -> {
                StringBuilder text = new StringBuilder(token.text());
                while (peek().is(Kind.STRING)) {
                    text.append(take().text());
                }
                yield new Expression.Literal(token.line(), text.toString());
            }
            case INTEGER -> new Expression.Literal(token.line(), integer(token));
            case FLOAT -> new Expression.Literal(token.line(), Double.parseDouble(token.text()));
            case OPERATOR -> switch (token.text()) {
                case "(" -> parenthesis(token.line());
                case "[" -> new Expression.ListOf(token.line(), items("]"));
                case "{" -> dict(token.line());
                default -> throw unexpected(token);
            };
            default -> throw unexpected(token);
        };
    }

    private ChatTemplateException unexpected(Token token) {
        return new ChatTemplateException("The chat template cannot be read at line " + token.line() + ": there is '"
                + token.text() + "' where a value is needed.");
    }

    private long integer(Token token) {
        try {
            return Long.parseLong(token.text());
        } catch (NumberFormatException e) {
            throw broken("the number " + token.text() + " is too large");
        }
    }

    private Expression parenthesis(int line) {
        if (takeOperator(")")) {
            return new Expression.ListOf(line, List.of());
        }
        Expression inner = tuple();
        expectOperator(")");
        return inner;
    }

    private List<Expression> items(String end) {
        List<Expression> items = new ArrayList<>();
        while (!takeOperator(end)) {
            items.add(expression());
            if (!peek().isOperator(end)) {
                expectOperator(",");
            }
        }
        return items;
    }

    private Expression dict(int line) {
        List<Map.Entry<Expression, Expression>> entries = new ArrayList<>();
        while (!takeOperator("}")) {
            Expression key = expression();
            expectOperator(":");
            entries.add(Map.entry(key, expression()));
            if (!peek().isOperator("}")) {
                expectOperator(",");
            }
        }
        return new Expression.DictOf(line, entries);
    }

    private Expression postfix(Expression start) {
        Expression value = start;
        while (true) {
            int line = peek().line();
            if (takeOperator(".")) {
                Token name = take();
                value = switch (name.kind()) {
                    case NAME -> new Expression.Attribute(line, value, name.text());
                    case INTEGER -> new Expression.Item(line, value, new Expression.Literal(line, integer(name)));
                    default -> throw unexpected(name);
                };
            } else if (takeOperator("[")) {
                value = subscript(line, value);
            } else if (takeOperator("(")) {
                value = new Expression.Call(line, value, arguments());
            } else {
                return value;
            }
        }
    }

    private Expression subscript(int line, Expression value) {
        List<Optional<Expression>> parts = new ArrayList<>();
        boolean slices = false;
        while (true) {
            boolean absent = peek().isOperator(":") || peek().isOperator("]");
            parts.add(absent ? Optional.empty() : Optional.of(expression()));
            if (!takeOperator(":")) {
                break;
            }
            slices = true;
        }
        expectOperator("]");
        if (!slices) {
            return new Expression.Item(line, value,
                    parts.getFirst().orElseThrow(() -> broken("there is nothing between '[' and ']'")));
        }
        if (parts.size() > 3) {
            throw broken("a slice has " + parts.size() + " parts; up to three are accepted");
        }
        return new Expression.Slice(line, value, parts.get(0), parts.get(1),
                parts.size() > 2 ? parts.get(2) : Optional.empty());
    }

    Arguments arguments() {
        List<Expression> positional = new ArrayList<>();
        Map<String, Expression> named = new LinkedHashMap<>();
        while (!takeOperator(")")) {
            if (peek().is(Kind.NAME) && tokens.get(at + 1).isOperator("=")) {
                String name = take().text();
                take();
                named.put(name, expression());
            } else {
                positional.add(expression());
            }
            if (!peek().isOperator(")")) {
                expectOperator(",");
            }
        }
        return new Arguments(positional, named);
    }

    private Expression filtered(Expression start) {
        Expression value = start;
        while (true) {
            int line = peek().line();
            if (takeOperator("|")) {
                String name = expect(Kind.NAME, "a filter's name").text();
                value = new Expression.Filter(line, value, name, takeOperator("(") ? arguments() : Arguments.NONE);
            } else if (takeName("is")) {
                value = test(line, value);
            } else if (takeOperator("(")) {
                value = new Expression.Call(line, value, arguments());
            } else {
                return value;
            }
        }
    }

    private Expression test(int line, Expression value) {
        boolean negated = takeName("not");
        String name = expect(Kind.NAME, "a test's name").text();
        Arguments arguments = Arguments.NONE;
        Token next = peek();
        if (takeOperator("(")) {
            arguments = arguments();
        } else if (next.is(Kind.STRING) || next.is(Kind.INTEGER) || next.is(Kind.FLOAT) || next.isOperator("[")
                || next.isOperator("{") || next.is(Kind.NAME) && !isConnective(next.text())) {
            arguments = new Arguments(List.of(postfix(primary())), Map.of());
        }
        Expression test = new Expression.Test(line, value, name, arguments);
        return negated ? new Expression.Not(line, test) : test;
    }

    private static boolean isConnective(String name) {
        return Set.of("else", "or", "and", "if", "is", "in", "not").contains(name);
    }
}
