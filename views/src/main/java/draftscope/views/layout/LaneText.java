package draftscope.views.layout;

import draftscope.trace.BatchState.Lane;
import draftscope.trace.Trace;
import java.util.ArrayList;
import java.util.List;

/// The last lines of a lane's running text, in a face whose letters are all as wide.
///
/// @param lines from the top down, at most as many as were asked for
public record LaneText(List<List<Span>> lines) {
    /// Where a piece of the text comes from.
    public enum Kind {
        PROMPT, WRITTEN,
        /// Written in the current step.
        FRESH
    }

    /// Neighbouring letters of one kind.
    public record Span(String text, Kind kind) {}

    private static final String CUT = "… ";

    public LaneText {
        lines = List.copyOf(lines);
    }

    /// Breaks at spaces where a line has any. What does not fit is left out at the beginning, which a mark says; the lines are
    /// then filled from the end, so that the last one is full.
    ///
    /// @param columns letters in a line, at least 4
    /// @param most    lines, at least 1
    public static LaneText of(Trace trace, Lane lane, int columns, int most) {
        int first = lane.length(); // token that the last lines begin with, at the latest
        for (int letters = 0; first > 0
                && letters <= columns * (most + 1); letters += shown(trace, lane, first).length())
            first--;
        StringBuilder text = new StringBuilder();
        List<Kind> kinds = new ArrayList<>(); // of each letter
        for (int i = first; i < lane.length(); i++) {
            text.append(shown(trace, lane, i));
            while (kinds.size() < text.length())
                kinds.add(kind(lane, i));
        }
        int begin = text.length() > 0 && text.charAt(0) == ' ' ? 1 : 0;
        List<List<Span>> lines = new ArrayList<>();
        if (first == 0) {
            for (int from = begin; from < text.length() && lines.size() <= most;) {
                int end = lineEnd(text, from, columns);
                lines.add(spans(text, kinds, from, end));
                from = end < text.length() && text.charAt(end) == ' ' ? end + 1 : end;
            }
            if (lines.size() <= most)
                return new LaneText(lines);
            lines.clear();
        }
        for (int end = text.length(); lines.size() < most;) {
            boolean top = lines.size() == most - 1;
            int from = lineBegin(text, end, top ? columns - CUT.length() : columns);
            List<Span> line = spans(text, kinds, from, end);
            if (top)
                line.addFirst(new Span(CUT, line.getFirst().kind()));
            lines.addFirst(line);
            end = from > 0 && text.charAt(from - 1) == ' ' ? from - 1 : from;
        }
        return new LaneText(lines);
    }

    private static int lineEnd(StringBuilder text, int from, int columns) {
        int end = Math.min(text.length(), from + columns);
        if (end == text.length() || text.charAt(end) == ' ')
            return end;
        int space = text.lastIndexOf(" ", end - 1);
        return space > from ? space : end;
    }

    private static int lineBegin(StringBuilder text, int end, int columns) {
        int from = Math.max(0, end - columns);
        if (from == 0 || text.charAt(from - 1) == ' ')
            return from;
        int space = text.indexOf(" ", from);
        return space >= 0 && space + 1 < end ? space + 1 : from;
    }

    private static String shown(Trace trace, Lane lane, int index) {
        int prompt = lane.prompt().size();
        int token = index < prompt ? lane.prompt().get(index) : lane.output().get(index - prompt);
        String plain = TokenText.plain(trace.piece(token));
        return plain == null ? "" : TokenText.lines(plain);
    }

    private static Kind kind(Lane lane, int index) {
        if (index < lane.prompt().size())
            return Kind.PROMPT;
        return index < lane.length() - lane.fresh() ? Kind.WRITTEN : Kind.FRESH;
    }

    private static List<Span> spans(StringBuilder text, List<Kind> kinds, int from, int to) {
        List<Span> spans = new ArrayList<>();
        int begin = from;
        for (int i = from; i < to; i++) {
            if (i + 1 == to || kinds.get(i + 1) != kinds.get(i)) {
                spans.add(new Span(text.substring(begin, i + 1), kinds.get(i)));
                begin = i + 1;
            }
        }
        return spans;
    }
}
