package draftscope.chat;

import java.util.List;
import java.util.Optional;

/// What a template does.
sealed interface Statement {
    /// Text written as it is.
    record Data(String text) implements Statement {}

    record Print(Expression value) implements Statement {}

    /// The body of the first branch whose condition holds; the last may have none.
    record If(List<Branch> branches) implements Statement {}

    record Branch(Optional<Expression> condition, List<Statement> body) {}

    record For(int line, List<String> targets, Expression items, Optional<Expression> condition, List<Statement> body,
            List<Statement> otherwise) implements Statement {}

    /// `target = value`: names, or one attribute of a namespace.
    record Set(int line, List<String> targets, Optional<String> attribute, Expression value) implements Statement {}

    /// A name for what a body writes.
    record SetBody(int line, String target, List<Statement> body) implements Statement {}

    record MacroDefinition(int line, String name, List<Parameter> parameters,
            List<Statement> body) implements Statement {}

    record Parameter(String name, Optional<Expression> absent) {}

    /// Statements that only stand together, such as those between `generation` tags.
    record Group(List<Statement> body) implements Statement {}

    record Break(int line) implements Statement {}

    record Continue(int line) implements Statement {}
}
