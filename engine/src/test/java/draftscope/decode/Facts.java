package draftscope.decode;

import draftscope.trace.TraceEvent;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Events as text without their times, to compare runs.
final class Facts {
    private static final Pattern TIMES = Pattern.compile(
            "(spentNanos|forwardNanos|lawNanos|tellNanos|asideNanos|engineNanos|nanos)=\\d+|phaseNanos=\\{[^}]*}|bytes=\\[B@[0-9a-f]+");

    private Facts() {}

    static List<String> of(List<TraceEvent> events, Predicate<TraceEvent> which) {
        return events.stream().filter(which).map(event -> TIMES.matcher(event.toString()).replaceAll("")).toList();
    }

    /// Says where two lists of facts differ first, which a reader can take in.
    static String firstDifference(List<String> one, List<String> other) {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            if (!one.get(i).equals(other.get(i))) {
                return one.get(i) + "\nagainst\n" + other.get(i);
            }
        }
        return one.size() == other.size() ? "" : one.size() + " facts against " + other.size();
    }
}
