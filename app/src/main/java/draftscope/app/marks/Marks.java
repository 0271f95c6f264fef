package draftscope.app.marks;

import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What people said about a run: bookmarks in the order of a tour, notes, and the screen on which it was left.
///
/// It travels in the recording as a line of the kind [#KIND] behind `RunFinished`, which readers that do not know it keep and
/// pass on; of several such lines the last counts. Places are told as in [ExactView].
///
/// @param screen what was seen last; empty when nobody said
public record Marks(String screen, List<Bookmark> bookmarks, List<Note> notes) {
    /// The kind of its line in a recording.
    public static final String KIND = "Marks";
    public static final Marks NONE = new Marks("", List.of(), List.of());
    private static final int MOST = 10_000;

    /// A moment, a view and a selection by a name.
    public record Bookmark(String name, String view) {}

    /// Words on something of the run.
    ///
    /// @param to where an arrow leads from there; empty for none
    public record Note(String text, String on, String to) {}

    public Marks {
        bookmarks = List.copyOf(bookmarks);
        notes = List.copyOf(notes);
    }

    public boolean isEmpty() {
        return bookmarks.isEmpty() && notes.isEmpty();
    }

    public Marks withScreen(String newScreen) {
        return new Marks(newScreen, bookmarks, notes);
    }

    public Marks with(Bookmark bookmark) {
        List<Bookmark> more = new ArrayList<>(bookmarks);
        more.add(bookmark);
        return new Marks(screen, more, notes);
    }

    public Marks with(Note note) {
        List<Note> more = new ArrayList<>(notes);
        more.add(note);
        return new Marks(screen, bookmarks, more);
    }

    public Marks without(Bookmark bookmark) {
        List<Bookmark> fewer = new ArrayList<>(bookmarks);
        fewer.remove(bookmark);
        return new Marks(screen, fewer, notes);
    }

    public Marks without(Note note) {
        List<Note> fewer = new ArrayList<>(notes);
        fewer.remove(note);
        return new Marks(screen, bookmarks, fewer);
    }

    /// The same bookmark by another name, at the same place of the tour.
    public Marks renamed(Bookmark bookmark, String name) {
        List<Bookmark> changed = new ArrayList<>(bookmarks);
        changed.replaceAll(b -> b.equals(bookmark) ? new Bookmark(name, b.view()) : b);
        return new Marks(screen, changed, notes);
    }

    /// The marks that a recording came with; none where it has none, or none that can be read.
    public static Marks of(Trace trace) {
        for (int i = trace.length() - 1; i >= 0; i--) {
            switch (trace.event(i)) {
                case TraceEvent.Unrecognised line when line.kind().equals(KIND) -> {
                    return parse(line.json()).orElse(NONE);
                }
                case TraceEvent.Unrecognised _ -> {
                    // Somebody else's.
                }
                default -> {
                    return NONE;
                }
            }
        }
        return NONE;
    }

    /// The marks of a line; empty when it is none of ours.
    static Optional<Marks> parse(String json) {
        try {
            JsonNode line = JsonMapper.shared().readTree(json);
            List<Bookmark> bookmarks = new ArrayList<>();
            for (JsonNode entry : line.path("bookmarks"))
                if (bookmarks.size() < MOST)
                    bookmarks.add(new Bookmark(entry.path("name").asString(""), entry.path("view").asString("")));
            List<Note> notes = new ArrayList<>();
            for (JsonNode entry : line.path("notes"))
                if (notes.size() < MOST)
                    notes.add(new Note(entry.path("text").asString(""), entry.path("on").asString(""),
                            entry.path("to").asString("")));
            return Optional.of(new Marks(line.path("screen").asString(""), bookmarks, notes));
        } catch (JacksonException broken) {
            return Optional.empty();
        }
    }

    /// As a line of a recording, without its line end.
    public String json() {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("event", KIND);
        line.put("screen", screen);
        line.put("bookmarks", bookmarks.stream().map(b -> Map.of("name", b.name(), "view", b.view())).toList());
        line.put("notes", notes.stream().map(n -> Map.of("text", n.text(), "on", n.on(), "to", n.to())).toList());
        return JsonMapper.shared().writeValueAsString(line);
    }

    /// A run with these marks in place of those that it came with.
    public List<TraceEvent> on(List<TraceEvent> events) {
        List<TraceEvent> all = new ArrayList<>(events);
        while (!all.isEmpty() && all.getLast() instanceof TraceEvent.Unrecognised line && line.kind().equals(KIND))
            all.removeLast();
        if (!isEmpty() && !all.isEmpty())
            all.add(new TraceEvent.Unrecognised(all.size(), all.getLast().nanos(), KIND, json()));
        return all;
    }
}
