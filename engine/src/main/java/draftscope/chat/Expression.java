package draftscope.chat;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a template computes.
sealed interface Expression {
    /// Line of the template, from 1.
    int line();

    record Literal(int line, Object value) implements Expression {}

    record Name(int line, String name) implements Expression {}

    record ListOf(int line, List<Expression> items) implements Expression {}

    record DictOf(int line, List<Map.Entry<Expression, Expression>> entries) implements Expression {}

    /// `value.name`
    record Attribute(int line, Expression value, String name) implements Expression {}

    /// `value[key]`
    record Item(int line, Expression value, Expression key) implements Expression {}

    /// `value[from:to:step]`
    record Slice(int line, Expression value, Optional<Expression> from, Optional<Expression> to,
            Optional<Expression> step) implements Expression {}

    record Call(int line, Expression function, Arguments arguments) implements Expression {}

    /// `value | name(arguments)`
    record Filter(int line, Expression value, String name, Arguments arguments) implements Expression {}

    /// `value is name(arguments)`
    record Test(int line, Expression value, String name, Arguments arguments) implements Expression {}

    record Not(int line, Expression value) implements Expression {}

    record Sign(int line, boolean negative, Expression value) implements Expression {}

    /// `left operator right` for arithmetic, `~`, `and`, `or`
    record Binary(int line, String operator, Expression left, Expression right) implements Expression {}

    /// `first < second <= third`: all must hold
    record Comparison(int line, Expression first, List<Map.Entry<String, Expression>> rest) implements Expression {}

    /// `yes if condition else no`
    record Choice(int line, Expression condition, Expression yes, Optional<Expression> no) implements Expression {}

    record Arguments(List<Expression> positional, Map<String, Expression> named) {
        static final Arguments NONE = new Arguments(List.of(), Map.of());
    }
}
