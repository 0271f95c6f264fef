package draftscope.app.marks;

import draftscope.trace.DraftNode;
import draftscope.trace.KvOwner;
import draftscope.trace.Trace;
import draftscope.views.Selection;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/// What a person sees of a run: the moment, the view, and what is selected in it. As text it is what stands behind `#` in
/// `FILE#step=42&node=7&view=tree`.
///
/// | key | means |
/// |---|---|
/// | `step` | the step, as the window counts them: 1 is the first; the moment when it is over |
/// | `event` | the moment exactly, as a count of events; wins over `step` |
/// | `view` | the view below the text, such as `tree` |
/// | `overlay` | what the text's fill shows, such as `entropy` |
/// | `table` | `1` for the table twin |
/// | `node` | a node of the step's tree by its index, 0 for the root, `draw` for the target's own token |
/// | `token`, `prompt`, `lane` | a token by its index, from 0; a lane, from 1 |
/// | `cell`, `position` | `target:5` or `draft:5`, a KV slot; `3:17`, a row and a position of the canvas |
/// | `range` | steps, as `3-9` or `3` |
///
/// @param position events up to the moment; -1 for the end
/// @param view     its name in small letters; empty for the one that suits the run
/// @param overlay  its name in small letters; empty for the usual one
public record ExactView(int position, String view, String overlay, boolean table, Selection selection) {
    private static final List<String> KEYS = List.of("step", "event", "view", "overlay", "table", "node", "token",
            "prompt", "text", "lane", "cell", "position", "range");

    /// The end of a run with nothing selected.
    public static final ExactView END = new ExactView(-1, "", "", false, Selection.none());

    /// A file and what to see of it, as a person gives it.
    ///
    /// @param fragment what stands behind the last `#`; empty where nothing does
    public record Place(Path file, String fragment) {
        /// A name with a `#` that is not followed by `key=value` is a name.
        public static Place parse(String text) {
            int at = text.lastIndexOf('#');
            boolean fragment = at >= 0 && text.substring(at + 1).matches("[a-z]+=.*");
            return fragment
                    ? new Place(Path.of(text.substring(0, at)), text.substring(at + 1))
                    : new Place(Path.of(text), "");
        }
    }

    /// What a fragment means in a run.
    ///
    /// @throws IllegalArgumentException one sentence: what is wrong with it, and what is accepted
    public static ExactView parse(String fragment, Trace trace) {
        Map<String, String> parts = parts(fragment);
        int step = number(parts, "step", 1, Math.max(1, trace.steps().size()), trace.steps().size()) - 1;
        int position = parts.containsKey("event")
                ? number(parts, "event", 0, trace.length(), 0)
                : parts.containsKey("step") ? trace.endOfStep(step) : -1;
        int shown = position < 0 ? trace.length() : position;
        int at = parts.containsKey("step") ? step : Math.max(0, trace.at(shown).step());
        return new ExactView(position, parts.getOrDefault("view", ""), parts.getOrDefault("overlay", ""),
                "1".equals(parts.get("table")), selection(parts, at, trace));
    }

    private static Map<String, String> parts(String fragment) {
        Map<String, String> parts = new LinkedHashMap<>();
        for (String part : fragment.split("&")) {
            if (part.isEmpty())
                continue;
            int at = part.indexOf('=');
            String key = at < 0 ? part : part.substring(0, at);
            if (at < 0 || !KEYS.contains(key))
                throw new IllegalArgumentException("“" + part + "” says nothing about a view; accepted: "
                        + KEYS.stream().map(k -> k + "=…").collect(Collectors.joining(", ")) + ".");
            parts.put(key, part.substring(at + 1));
        }
        return parts;
    }

    private static int number(Map<String, String> parts, String key, int least, int most, int otherwise) {
        return parts.containsKey(key) ? number(key, parts.get(key), least, most) : otherwise;
    }

    private static int number(String key, String text, int least, int most) {
        OptionalInt value = text.matches("\\d{1,9}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
        if (value.isEmpty() || value.getAsInt() < least || value.getAsInt() > most)
            throw new IllegalArgumentException(
                    key + " is “" + text + "”; accepted in this run: " + least + " to " + most + ".");
        return value.getAsInt();
    }

    private static Selection selection(Map<String, String> parts, int step, Trace trace) {
        int any = Integer.MAX_VALUE;
        for (Map.Entry<String, String> part : parts.entrySet()) {
            String text = part.getValue();
            switch (part.getKey()) {
                case "node" -> {
                    return new Selection.Node(step,
                            text.equals("draw") ? Selection.Node.DRAW : number("node", text, DraftNode.ROOT, any));
                }
                case "token" -> {
                    return new Selection.Token(number("token", text, 0, Math.max(0, trace.committed().size() - 1)));
                }
                case "prompt" -> {
                    return new Selection.PromptToken(number("prompt", text, 0, Math.max(0, trace.prompt().size() - 1)));
                }
                case "text" -> {
                    String[] ends = two("text", text, "-");
                    int last = Math.max(0, trace.prompt().size() + trace.committed().size() - 1);
                    return new Selection.Tokens(number("text", ends[0], 0, last), number("text", ends[1], 0, last));
                }
                case "lane" -> {
                    return new Selection.Lane(number("lane", text, 1, any));
                }
                case "cell" -> {
                    String[] cell = two("cell", text, ":");
                    KvOwner owner = Arrays.stream(KvOwner.values())
                            .filter(o -> o.name().toLowerCase(Locale.ROOT).equals(cell[0])).findFirst()
                            .orElseThrow(() -> new IllegalArgumentException(
                                    "cell is “" + text + "”; accepted: target:SLOT or draft:SLOT."));
                    return new Selection.Cell(owner, number("cell", cell[1], 0, any));
                }
                case "position" -> {
                    String[] place = two("position", text, ":");
                    return new Selection.CanvasPosition(number("position", place[0], 0, any),
                            number("position", place[1], 0, any));
                }
                case "range" -> {
                    int last = Math.max(1, trace.steps().size());
                    if (!text.contains("-"))
                        return new Selection.Step(number("range", text, 1, last) - 1);
                    String[] ends = two("range", text, "-");
                    return Selection.Steps.between(number("range", ends[0], 1, last) - 1,
                            number("range", ends[1], 1, last) - 1);
                }
                default -> {
                    // Not about the selection.
                }
            }
        }
        return Selection.none();
    }

    private static String[] two(String key, String text, String between) {
        String[] parts = text.split(between, -1);
        if (parts.length != 2)
            throw new IllegalArgumentException(
                    key + " is “" + text + "”; accepted: two numbers with “" + between + "” between them.");
        return parts;
    }

    /// What stands behind `#`, with the step for people and the event for exactness.
    public String fragment(Trace trace) {
        Map<String, String> parts = new LinkedHashMap<>();
        if (position >= 0) {
            int step = trace.at(Math.min(position, trace.length())).step();
            if (step >= 0)
                parts.put("step", Integer.toString(step + 1));
            if (step < 0 || trace.endOfStep(step) != position)
                parts.put("event", Integer.toString(position));
        }
        if (!view.isEmpty())
            parts.put("view", view);
        if (!overlay.isEmpty())
            parts.put("overlay", overlay);
        if (table)
            parts.put("table", "1");
        switch (selection) {
            case Selection.None() -> {
            }
            case Selection.Node(int step, int node) -> {
                parts.put("step", Integer.toString(step + 1));
                if (position >= 0 && trace.endOfStep(step) != position)
                    parts.put("event", Integer.toString(position));
                parts.put("node", node == Selection.Node.DRAW ? "draw" : Integer.toString(node));
            }
            case Selection.Token(int index) -> parts.put("token", Integer.toString(index));
            case Selection.PromptToken(int index) -> parts.put("prompt", Integer.toString(index));
            case Selection.Tokens(int from, int to) -> parts.put("text", from + "-" + to);
            case Selection.Lane(int lane) -> parts.put("lane", Integer.toString(lane));
            case Selection.Cell(KvOwner owner, int slot) -> parts.put("cell",
                    owner.name().toLowerCase(Locale.ROOT) + ":" + slot);
            case Selection.CanvasPosition(int row, int place) -> parts.put("position", row + ":" + place);
            case Selection.Step(int step) -> parts.put("range", Integer.toString(step + 1));
            case Selection.Steps(int from, int to) -> parts.put("range", (from + 1) + "-" + (to + 1));
        }
        return parts.entrySet().stream().map(part -> part.getKey() + "=" + part.getValue())
                .collect(Collectors.joining("&"));
    }
}
