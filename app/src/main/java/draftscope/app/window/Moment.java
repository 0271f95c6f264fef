package draftscope.app.window;

import draftscope.app.session.Session;
import draftscope.trace.KvOwner;
import draftscope.views.Selection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A moment of a run and what is selected in it, as a settings file holds it.
///
/// @param position a count of events; -1 for the end, wherever that is by then
record Moment(int position, Selection selection) {
    static final Moment END = new Moment(-1, Selection.none());

    static Moment of(Session session, MainWindow window) {
        return new Moment(session.pastProperty().get() ? session.positionProperty().get() : -1,
                window.selectionProperty().get());
    }

    /// Goes there; in a recording that is shorter by now, to its end.
    void show(Session session, MainWindow window) {
        int length = session.traceProperty().get().length();
        if (position >= 0 && position < length)
            session.seek(position);
        window.selectionProperty().set(selection);
    }

    Map<String, Object> written() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("position", position);
        switch (selection) {
            case Selection.None() -> {
            }
            case Selection.Token(int index) -> all.put("token", List.of(index));
            case Selection.PromptToken(int index) -> all.put("prompt", List.of(index));
            case Selection.Node(int step, int node) -> all.put("node", List.of(step, node));
            case Selection.Cell(KvOwner owner, int slot) -> all.put("cell", List.of(owner.ordinal(), slot));
            case Selection.CanvasPosition(int row, int place) -> all.put("place", List.of(row, place));
            case Selection.Lane(int number) -> all.put("lane", List.of(number));
            case Selection.Step(int step) -> all.put("step", List.of(step));
            case Selection.Steps(int from, int to) -> all.put("steps", List.of(from, to));
        }
        return all;
    }

    /// @throws IllegalArgumentException when it is nothing that was written
    static Moment read(Map<?, ?> written) {
        if (!(written.get("position") instanceof Integer position))
            throw new IllegalArgumentException("no position");
        Selection selection = Selection.none();
        for (Map.Entry<?, ?> entry : written.entrySet()) {
            if (!(entry.getValue() instanceof List<?> list))
                continue;
            List<Integer> numbers = list.stream().map(number -> {
                if (number instanceof Integer whole)
                    return whole;
                throw new IllegalArgumentException("no number: " + number);
            }).toList();
            selection = selection(String.valueOf(entry.getKey()), numbers);
        }
        return new Moment(position, selection);
    }

    private static Selection selection(String kind, List<Integer> numbers) {
        List<String> pairs = List.of("node", "cell", "place", "steps");
        if (numbers.size() != (pairs.contains(kind) ? 2 : 1))
            throw new IllegalArgumentException("a selection of another kind");
        int first = numbers.getFirst();
        int last = numbers.getLast();
        return switch (kind) {
            case "token" -> new Selection.Token(first);
            case "prompt" -> new Selection.PromptToken(first);
            case "node" -> new Selection.Node(first, last);
            case "cell" ->
                new Selection.Cell(KvOwner.values()[Math.clamp(first, 0, KvOwner.values().length - 1)], last);
            case "place" -> new Selection.CanvasPosition(first, last);
            case "lane" -> new Selection.Lane(first);
            case "step" -> new Selection.Step(first);
            case "steps" -> Selection.Steps.between(first, last);
            default -> throw new IllegalArgumentException("a selection of another kind: " + kind);
        };
    }
}
