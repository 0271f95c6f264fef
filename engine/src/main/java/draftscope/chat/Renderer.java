package draftscope.chat;

import draftscope.chat.Statement.Branch;
import draftscope.chat.Statement.Parameter;
import draftscope.chat.Values.Function;
import draftscope.chat.Values.Namespace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Carries the statements of a template out. One renderer renders once.
final class Renderer {
    /// How a list of statements ended.
    private enum Flow {
        ON, BREAK, CONTINUE
    }

    private static final int BODY = 100; // what going through a body once costs, in characters looked at

    private final Budget budget;
    private final Evaluator evaluator;

    Renderer(Budget budget) {
        this.budget = budget;
        evaluator = new Evaluator(budget);
    }

    /// What `statements` write, given `names`.
    ///
    /// @throws ChatTemplateException if the template refuses, or cannot go on; the message names the line
    String render(List<Statement> statements, Map<String, Object> names) {
        StringBuilder out = new StringBuilder();
        run(statements, Scope.outermost(names), out);
        return out.toString();
    }

    private Flow run(List<Statement> statements, Scope scope, StringBuilder out) {
        Flow flow = Flow.ON;
        evaluator.guarded(0, () -> {
            budget.enter();
            budget.spend(BODY);
            return null;
        });
        for (int i = 0; i < statements.size() && flow == Flow.ON; i++) {
            flow = run(statements.get(i), scope, out);
        }
        budget.leave();
        return flow;
    }

    private Flow run(Statement statement, Scope scope, StringBuilder out) {
        switch (statement) {
            case Statement.Data data -> write(data.text(), out);
            case Statement.Print print -> write(evaluator.text(print.value(), scope), out);
            case Statement.Group group -> {
                return run(group.body(), scope, out);
            }
            case Statement.If choice -> {
                for (Branch branch : choice.branches()) {
                    if (branch.condition().isEmpty() || evaluator.isTrue(branch.condition().get(), scope)) {
                        return run(branch.body(), scope, out);
                    }
                }
            }
            case Statement.For loop -> loop(loop, scope, out);
            case Statement.Set set -> set(set, scope);
            case Statement.SetBody set -> {
                StringBuilder body = new StringBuilder();
                run(set.body(), scope.inner(), body);
                scope.set(set.target(), body.toString());
            }
            case Statement.MacroDefinition macro -> scope.set(macro.name(), macro(macro, scope));
            case Statement.Break b -> {
                return Flow.BREAK;
            }
            case Statement.Continue c -> {
                return Flow.CONTINUE;
            }
        }
        return Flow.ON;
    }

    private void write(String text, StringBuilder out) {
        evaluator.guarded(0, () -> {
            budget.room(text.length());
            return null;
        });
        out.append(text);
    }

    private void loop(Statement.For loop, Scope scope, StringBuilder out) {
        List<Object> items = evaluator.items(loop.items(), scope);
        if (loop.condition().isPresent()) {
            List<Object> kept = new ArrayList<>();
            for (Object item : items) {
                Scope inner = scope.inner();
                assign(loop.line(), loop.targets(), item, inner);
                if (evaluator.isTrue(loop.condition().get(), inner)) {
                    kept.add(item);
                }
            }
            items = kept;
        }
        for (int i = 0; i < items.size(); i++) {
            Scope inner = scope.inner();
            inner.set("loop", place(items, i));
            assign(loop.line(), loop.targets(), items.get(i), inner);
            if (run(loop.body(), inner, out) == Flow.BREAK) {
                break;
            }
        }
        if (items.isEmpty()) {
            run(loop.otherwise(), scope, out);
        }
    }

    /// What `loop` is in the body of a loop.
    private static Map<String, Object> place(List<Object> items, int i) {
        Map<String, Object> loop = new LinkedHashMap<>();
        loop.put("index", i + 1L);
        loop.put("index0", (long) i);
        loop.put("revindex", (long) items.size() - i);
        loop.put("revindex0", items.size() - i - 1L);
        loop.put("first", i == 0);
        loop.put("last", i == items.size() - 1);
        loop.put("length", (long) items.size());
        loop.put("cycle", (Function) (p, n) -> p.get(i % p.size()));
        if (i > 0) {
            loop.put("previtem", items.get(i - 1));
        }
        if (i + 1 < items.size()) {
            loop.put("nextitem", items.get(i + 1));
        }
        return loop;
    }

    private void set(Statement.Set set, Scope scope) {
        Object value = evaluator.value(set.value(), scope);
        if (set.attribute().isEmpty()) {
            assign(set.line(), set.targets(), value, scope);
        } else if (scope.get(set.targets().getFirst()) instanceof Namespace namespace) {
            namespace.attributes.put(set.attribute().get(), value);
        } else {
            throw Evaluator.broken(set.line(), "'" + set.targets().getFirst() + "' is no namespace, so '"
                    + set.attribute().get() + "' of it cannot be set");
        }
    }

    private static void assign(int line, List<String> targets, Object value, Scope scope) {
        if (targets.size() == 1) {
            scope.set(targets.getFirst(), value);
        } else if (value instanceof List<?> items && items.size() == targets.size()) {
            for (int i = 0; i < items.size(); i++) {
                scope.set(targets.get(i), items.get(i));
            }
        } else {
            throw Evaluator.broken(line, Values.kind(value) + " does not have the " + targets.size()
                    + " parts that " + targets + " take");
        }
    }

    private Function macro(Statement.MacroDefinition macro, Scope scope) {
        return (positional, named) -> {
            if (positional.size() > macro.parameters().size()) {
                throw new IllegalArgumentException("'" + macro.name() + "' is called with " + positional.size()
                        + " arguments and takes " + macro.parameters().size());
            }
            Scope inner = scope.inner();
            for (int i = 0; i < macro.parameters().size(); i++) {
                Parameter parameter = macro.parameters().get(i);
                if (i < positional.size()) {
                    inner.set(parameter.name(), positional.get(i));
                } else if (named.containsKey(parameter.name())) {
                    inner.set(parameter.name(), named.get(parameter.name()));
                } else {
                    inner.set(parameter.name(), parameter.absent().isPresent()
                            ? evaluator.value(parameter.absent().get(), inner)
                            : new Values.Undefined(parameter.name()));
                }
            }
            StringBuilder out = new StringBuilder();
            run(macro.body(), inner, out);
            return out.toString();
        };
    }
}
