package draftscope.chat;

import draftscope.chat.Statement.Branch;
import draftscope.chat.Statement.Parameter;
import draftscope.chat.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads a template into statements.
final class Parser {
    private static final int MAX_DEPTH = 60;

    private final ExpressionParser words;
    private int depth;

    private Parser(List<Token> tokens) {
        words = new ExpressionParser(tokens);
    }

    /// The statements of `template`.
    ///
    /// @throws ChatTemplateException if it is no template, or uses a tag that chat templates have no use for
    static List<Statement> parse(String template) {
        Parser parser = new Parser(Lexer.tokens(template));
        List<Statement> statements = parser.body(Set.of());
        if (!parser.words.peek().is(Kind.END)) {
            throw parser.words.broken("'" + parser.words.peek().text() + "' closes nothing");
        }
        return statements;
    }

    /// Statements up to a tag whose name is in `ends`, which is left with its name next; with none, up to the end.
    private List<Statement> body(Set<String> ends) {
        if (++depth > MAX_DEPTH) {
            throw words.broken("tags are nested deeper than " + MAX_DEPTH + " levels");
        }
        List<Statement> body = new ArrayList<>();
        while (true) {
            Token token = words.take();
            switch (token.kind()) {
                case DATA -> body.add(new Statement.Data(token.text()));
                case PRINT_BEGIN -> {
                    body.add(new Statement.Print(words.tuple()));
                    words.expect(Kind.PRINT_END, "'}}'");
                }
                case BLOCK_BEGIN -> {
                    if (words.peek().is(Kind.NAME) && ends.contains(words.peek().text())) {
                        depth--;
                        return body;
                    }
                    body.add(block());
                }
                default -> {
                    if (!ends.isEmpty()) {
                        throw words.broken(
                                "the template ends where one of " + ends.stream().sorted().toList() + " is needed");
                    }
                    depth--;
                    return body;
                }
            }
        }
    }

    private Statement block() {
        Token tag = words.expect(Kind.NAME, "a tag's name");
        return switch (tag.text()) {
            case "if" -> ifBlock();
            case "for" -> forBlock(tag.line());
            case "set" -> setBlock(tag.line());
            case "macro" -> macro(tag.line());
            case "generation" -> {
                endOfTag();
                yield new Statement.Group(closed("endgeneration"));
            }
            case "break" -> {
                endOfTag();
                yield new Statement.Break(tag.line());
            }
            case "continue" -> {
                endOfTag();
                yield new Statement.Continue(tag.line());
            }
            default -> throw words.broken("the tag '" + tag.text()
                    + "' is not known; if, for, set, macro, generation, break, continue and raw are");
        };
    }

    private void endOfTag() {
        words.expect(Kind.BLOCK_END, "'%}'");
    }

    /// A body and the tag `end` after it.
    private List<Statement> closed(String end) {
        List<Statement> body = body(Set.of(end));
        words.take();
        if (words.peek().is(Kind.NAME)) {
            words.take(); // a macro's name may be said again
        }
        endOfTag();
        return body;
    }

    private Statement ifBlock() {
        List<Branch> branches = new ArrayList<>();
        Optional<Expression> condition = Optional.of(words.tuple());
        endOfTag();
        while (true) {
            branches.add(new Branch(condition, body(Set.of("elif", "else", "endif"))));
            String tag = words.take().text();
            if (tag.equals("endif")) {
                endOfTag();
                return new Statement.If(branches);
            }
            condition = tag.equals("elif") ? Optional.of(words.tuple()) : Optional.empty();
            endOfTag();
        }
    }

    private Statement forBlock(int line) {
        List<String> targets = targets();
        if (!words.takeName("in")) {
            throw words.broken("there is '" + words.peek().text() + "' where 'in' is needed");
        }
        Expression items = words.or();
        Optional<Expression> condition = words.takeName("if") ? Optional.of(words.expression()) : Optional.empty();
        if (words.peek().isName("recursive")) {
            throw words.broken("a recursive loop is not supported");
        }
        endOfTag();
        List<Statement> body = body(Set.of("else", "endfor"));
        List<Statement> otherwise = List.of();
        if (words.take().text().equals("else")) {
            endOfTag();
            otherwise = body(Set.of("endfor"));
            words.take();
        }
        endOfTag();
        return new Statement.For(line, targets, items, condition, body, otherwise);
    }

    private List<String> targets() {
        List<String> targets = new ArrayList<>();
        boolean parentheses = words.takeOperator("(");
        do {
            targets.add(words.expect(Kind.NAME, "a name").text());
        } while (words.takeOperator(","));
        if (parentheses) {
            words.expectOperator(")");
        }
        return targets;
    }

    private Statement setBlock(int line) {
        List<String> targets = targets();
        Optional<String> attribute = targets.size() == 1 && words.takeOperator(".")
                ? Optional.of(words.expect(Kind.NAME, "a name").text())
                : Optional.empty();
        if (words.takeOperator("=")) {
            Expression value = words.tuple();
            endOfTag();
            return new Statement.Set(line, targets, attribute, value);
        }
        if (targets.size() > 1 || attribute.isPresent()) {
            throw words.broken("there is '" + words.peek().text() + "' where '=' is needed");
        }
        endOfTag();
        return new Statement.SetBody(line, targets.getFirst(), closed("endset"));
    }

    private Statement macro(int line) {
        String name = words.expect(Kind.NAME, "a macro's name").text();
        words.expectOperator("(");
        List<Parameter> parameters = new ArrayList<>();
        while (!words.takeOperator(")")) {
            String parameter = words.expect(Kind.NAME, "a parameter's name").text();
            parameters.add(new Parameter(parameter,
                    words.takeOperator("=") ? Optional.of(words.expression()) : Optional.empty()));
            if (!words.peek().isOperator(")")) {
                words.expectOperator(",");
            }
        }
        endOfTag();
        return new Statement.MacroDefinition(line, name, parameters, closed("endmacro"));
    }
}
