package draftscope.trace;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// How a record type looks from outside: its components in order, and the way in and out of it.
///
/// The file format has one name for a thing, and that is the name of the record component. Reading the components from the
/// class leaves no second list of names that could drift.
final class RecordShape {
    private static final Map<Class<?>, RecordShape> KNOWN = new ConcurrentHashMap<>();

    /// One component.
    ///
    /// @param path  name of the record and of the component, such as `StepStarted.step`
    record Field(String path, String name, Class<?> type, Class<?> item, Method accessor) {
        Object of(Object record) {
            try {
                return accessor.invoke(record);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("cannot read " + path(), e);
            }
        }
    }

    private final Constructor<?> constructor;
    private final List<Field> fields;

    private RecordShape(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            constructor = type.getDeclaredConstructor(types);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(type + " has no canonical constructor", e);
        }
        fields = Arrays.stream(components)
                .map(c -> new Field(type.getSimpleName() + "." + c.getName(), c.getName(), c.getType(),
                        item(c.getType(), c.getGenericType()), c.getAccessor()))
                .toList();
    }

    static RecordShape of(Class<?> type) {
        RecordShape shape = KNOWN.get(type);
        return shape != null ? shape : KNOWN.computeIfAbsent(type, RecordShape::new);
    }

    /// Simple name of the record.
    String name() {
        return constructor.getDeclaringClass().getSimpleName();
    }

    List<Field> fields() {
        return fields;
    }

    /// @throws IllegalArgumentException when the record does not take these values
    Object create(Object[] values) {
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused)
                throw refused;
            throw new IllegalStateException("cannot create " + constructor, e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot create " + constructor, e);
        }
    }

    private static Class<?> item(Class<?> type, Type generic) {
        if (type != List.class && type != Map.class && type != Optional.class)
            return null;
        Type[] arguments = ((ParameterizedType) generic).getActualTypeArguments();
        return (Class<?>) arguments[arguments.length - 1];
    }
}
