package draftscope.app.bench;

import draftscope.decode.DecodingMethod;
import draftscope.decode.MethodCatalog;
import java.util.LinkedHashMap;
import java.util.Map;

/// A method with its parameters, as it is written on the command line: `draft-tree[widths=4,2,1;...]`.
///
/// @param label the text it was read from
public record Contender(String label, DecodingMethod method, Map<String, String> parameters) {
    /// @throws IllegalArgumentException in a sentence, where the text is neither `ID` nor `ID[KEY=VALUE;...]` or names no method
    public static Contender parse(String text) {
        int open = text.indexOf('[');
        String id = open < 0 ? text : text.substring(0, open);
        Map<String, String> parameters = new LinkedHashMap<>();
        if (open >= 0) {
            if (!text.endsWith("]")) {
                throw new IllegalArgumentException("the method '" + text + "' has no closing ']'; accepted: "
                        + "an id, or ID[KEY=VALUE;KEY=VALUE]");
            }
            for (String pair : text.substring(open + 1, text.length() - 1).split(";")) {
                String[] parts = pair.split("=", 2);
                if (parts.length < 2) {
                    throw new IllegalArgumentException("'" + pair + "' in the method '" + text + "' is no KEY=VALUE");
                }
                parameters.put(parts[0].strip(), parts[1].strip());
            }
        }
        return new Contender(text, MethodCatalog.byId(id), parameters);
    }
}
