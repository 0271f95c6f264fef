package draftscope.chat;

import draftscope.chat.Values.Undefined;
import java.util.HashMap;
import java.util.Map;

/// The names that are known at a place of a template, within those of the place around it.
final class Scope {
    private final Scope around; // null for the outermost
    private final Map<String, Object> names = new HashMap<>();

    private Scope(Scope around) {
        this.around = around;
    }

    static Scope outermost(Map<String, Object> names) {
        Scope scope = new Scope(null);
        scope.names.putAll(names);
        return scope;
    }

    Scope inner() {
        return new Scope(this);
    }

    Object get(String name) {
        for (Scope scope = this; scope != null; scope = scope.around) {
            if (scope.names.containsKey(name)) {
                return scope.names.get(name);
            }
        }
        return new Undefined(name);
    }

    void set(String name, Object value) {
        names.put(name, value);
    }
}
