package draftscope.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The fields of one JSON object in a model's folder. A field that is null counts as absent. Whatever is not as it should
/// be is refused with the file, the field and what is accepted; nesting and the length of numbers are limited by Jackson.
///
/// @param path  the file
/// @param place of this object in the file: empty for the whole, `text_config.` for the object in that field
record JsonFields(Path path, String place, JsonNode node) {
    private static final long MAX_FILE_BYTES = 1L << 28;
    // A repeated name would let two readers of one file see two different models.
    private static final JsonMapper MAPPER = JsonMapper
            .builder(JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build()).build();

    /// The object that fills the file `path`.
    static JsonFields read(Path path) {
        try {
            long size = Files.size(path);
            if (size > MAX_FILE_BYTES) {
                throw new ModelFormatException(path + ": the file has " + size + " bytes; up to " + MAX_FILE_BYTES
                        + " are accepted for JSON.");
            }
            return parse(path, Files.readAllBytes(path));
        } catch (IOException e) {
            throw MappedFile.unreadable(path, e);
        }
    }

    /// The object that `json`, a part of the file `path`, spells.
    static JsonFields parse(Path path, byte[] json) {
        JsonNode node;
        try {
            node = MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw new ModelFormatException(path + ": its JSON is broken: " + firstLine(e.getOriginalMessage())
                    + place(e.getLocation()) + ".", e);
        }
        if (node == null || !node.isObject()) {
            throw new ModelFormatException(path + ": its JSON is no object; an object is accepted.");
        }
        return new JsonFields(path, "", node);
    }

    private static String place(TokenStreamLocation location) {
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("it cannot be read");
    }

    ModelFormatException broken(String what) {
        return new ModelFormatException(path + ": " + what + ".");
    }

    private ModelFormatException wrong(String name, String accepted) {
        JsonNode value = node.get(name);
        String found = value == null ? "missing" : abbreviated(value.toString());
        return broken("'" + place + name + "' is " + found + "; " + accepted + " is accepted");
    }

    private static String abbreviated(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "..." : text;
    }

    boolean has(String name) {
        return node.has(name) && !node.get(name).isNull();
    }

    /// The names of all fields, in file order.
    Set<String> names() {
        return new LinkedHashSet<>(node.propertyNames());
    }

    /// The text at `name`.
    String text(String name) {
        if (!has(name) || !node.get(name).isString()) {
            throw wrong(name, "text");
        }
        return node.get(name).stringValue();
    }

    String text(String name, String absent) {
        return has(name) ? text(name) : absent;
    }

    boolean flag(String name, boolean absent) {
        if (!has(name)) {
            return absent;
        }
        if (!node.get(name).isBoolean()) {
            throw wrong(name, "true or false");
        }
        return node.get(name).booleanValue();
    }

    /// The whole number at `name`, which must lie in `min..max`.
    long integer(String name, long min, long max) {
        if (!has(name) || !node.get(name).isIntegralNumber() || !node.get(name).canConvertToLong()
                || node.get(name).longValue() < min || node.get(name).longValue() > max) {
            throw wrong(name, "a whole number from " + min + " to " + max);
        }
        return node.get(name).longValue();
    }

    long integer(String name, long min, long max, long absent) {
        return has(name) ? integer(name, min, max) : absent;
    }

    /// The finite number at `name`.
    double number(String name) {
        if (!has(name) || !node.get(name).isNumber() || !Double.isFinite(node.get(name).doubleValue())) {
            throw wrong(name, "a finite number");
        }
        return node.get(name).doubleValue();
    }

    double number(String name, double absent) {
        return has(name) ? number(name) : absent;
    }

    /// The object at `name`.
    JsonFields object(String name) {
        if (!has(name) || !node.get(name).isObject()) {
            throw wrong(name, "an object");
        }
        return new JsonFields(path, place + name + ".", node.get(name));
    }

    boolean hasObject(String name) {
        return has(name) && node.get(name).isObject();
    }

    /// The elements of the array at `name`; none where it is absent.
    List<JsonNode> array(String name) {
        if (!has(name)) {
            return List.of();
        }
        if (!node.get(name).isArray()) {
            throw wrong(name, "an array");
        }
        return new ArrayList<>(node.get(name).values());
    }

    /// The elements of the array at `name`, which must all be objects.
    List<JsonFields> objects(String name) {
        List<JsonFields> out = new ArrayList<>();
        for (JsonNode element : array(name)) {
            if (!element.isObject()) {
                throw wrong(name, "an array of objects");
            }
            out.add(new JsonFields(path, place + name + "[" + out.size() + "].", element));
        }
        return out;
    }

    /// The elements of the array at `name`, which must all be whole numbers from 0 to `max`.
    List<Long> integers(String name, long max) {
        List<Long> out = new ArrayList<>();
        for (JsonNode element : array(name)) {
            if (!element.isIntegralNumber() || !element.canConvertToLong() || element.longValue() < 0
                    || element.longValue() > max) {
                throw wrong(name, "an array of whole numbers from 0 to " + max);
            }
            out.add(element.longValue());
        }
        return out;
    }

    /// The elements of the array at `name`, which must all be finite numbers.
    List<Float> floats(String name) {
        List<Float> out = new ArrayList<>();
        for (JsonNode element : array(name)) {
            if (!element.isNumber() || !Double.isFinite(element.doubleValue())) {
                throw wrong(name, "an array of finite numbers");
            }
            out.add((float) element.doubleValue());
        }
        return out;
    }
}
