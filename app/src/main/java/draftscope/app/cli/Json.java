package draftscope.app.cli;

import java.io.PrintWriter;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// One JSON object on standard output for each verb with `--json`.
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .build();

    private Json() {}

    /// `NaN` has no place in JSON and stands for a number that was not captured: it becomes `null`.
    static Double number(double value) {
        return Double.isFinite(value) ? (Double) value : null;
    }

    /// @throws tools.jackson.core.JacksonException where the text is no such thing
    static <T> T read(String text, Class<T> type) {
        return MAPPER.readValue(text, type);
    }

    static void print(PrintWriter out, Map<String, ?> object) {
        out.println(MAPPER.writeValueAsString(object));
        out.flush();
    }
}
