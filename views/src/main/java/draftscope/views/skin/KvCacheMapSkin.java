package draftscope.views.skin;

import draftscope.trace.DraftNode;
import draftscope.trace.KvChange;
import draftscope.trace.KvMap;
import draftscope.trace.KvOwner;
import draftscope.trace.KvState;
import draftscope.trace.ModelIdentity;
import draftscope.trace.Trace;
import draftscope.trace.TraceState;
import draftscope.views.KvCacheMap;
import draftscope.views.Selection;
import draftscope.views.layout.KvLayout;
import draftscope.views.layout.Numbers;
import draftscope.views.layout.TokenText;
import draftscope.views.paint.Pen;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.scene.input.KeyEvent;
import javafx.scene.paint.Color;
import javafx.scene.shape.StrokeLineCap;

/// Draws a [KvCacheMap].
public final class KvCacheMapSkin extends TraceSkin<KvCacheMap> {
    private static final double LEAST_ROUNDING = 2;
    private static final double SIDE = 20;
    private static final int PAGE = 16;

    private KvLayout layout;
    private List<KvOwner> owners = List.of();

    public KvCacheMapSkin(KvCacheMap view) {
        super(view);
    }

    @Override
    Empty empty() {
        TraceState state = view().getState();
        if (state == null)
            return new Empty("No run yet.", "Start a run: Ctrl+Enter.");
        if (owners(state).isEmpty())
            return state.canvas().isPresent()
                    ? new Empty("This run keeps no KV cells.",
                            "Choose a diffusion method with a cache policy in the setup.")
                    : new Empty("No KV cell has been told of yet.",
                            "Step on; if it stays so, observe at least at level light.");
        return null;
    }

    private static List<KvOwner> owners(TraceState state) {
        List<KvOwner> owners = new ArrayList<>();
        for (KvOwner owner : KvOwner.values()) {
            KvMap map = state.kv(owner);
            // A cache that was announced but never written to is shown for the target only.
            if (map.capacity() > 0 && (owner == KvOwner.TARGET || used(map) > 0))
                owners.add(owner);
        }
        return owners;
    }

    private static int used(KvMap map) {
        return map.capacity() - map.count(KvState.FREE) - map.count(KvState.ROLLED_BACK) - map.count(KvState.EVICTED);
    }

    private static int lastUsed(KvMap map) {
        int slot = map.capacity();
        while (slot > 0 && map.state(slot - 1) == KvState.FREE)
            slot--;
        return slot;
    }

    @Override
    void paint(Pen g, double width, double height) {
        TraceState state = view().getState();
        owners = owners(state);
        List<KvLayout.Cache> caches = owners.stream()
                .map(owner -> new KvLayout.Cache(state.kv(owner).capacity(), lastUsed(state.kv(owner)))).toList();
        layout = KvLayout.of(caches, width - 2 * px(SIDE) - px(10), height - px(8), ink().scale);
        double top = scroll(vertical(), layout.height(), height);
        g.save();
        g.translate(px(SIDE), -top);
        for (int i = 0; i < owners.size(); i++)
            group(g, state, owners.get(i), layout.groups().get(i), width - 2 * px(SIDE) - px(10), top, top + height);
        g.restore();
    }

    private void group(Pen g, TraceState state, KvOwner owner, KvLayout.Group group, double width,
            double from, double to) {
        KvMap map = state.kv(owner);
        head(g, state, owner, map, group, width);
        for (int slot = 0; slot < Math.min(layout.perLine(), group.shown()); slot += 8)
            ink().left(g, Integer.toString(slot), ink().ui(10.5), ink().secondary, layout.x(slot),
                    group.firstLine() - px(9));
        for (int line = 0; line < group.lines(); line++) {
            int first = line * layout.perLine();
            double y = layout.y(group, first);
            if (y + layout.cellHeight() < from || y > to)
                continue;
            ink().right(g, Integer.toString(first), ink().ui(10.5), ink().secondary, layout.labelWidth() - px(8),
                    y + layout.cellHeight() / 2);
            for (int slot = first; slot < Math.min(first + layout.perLine(), group.shown()); slot++)
                cell(g, ink(), map.state(slot), layout.x(slot) + 1, y, width(slot), layout.cellHeight());
        }
        committedEdge(g, map, group);
        for (KvChange change : map.changes())
            copy(g, group, change);
        for (int slot : selected(state, owner, map))
            ring(g, group, slot);
        if (group.shown() < group.capacity())
            ink().left(g, Numbers.count(group.capacity() - group.shown()) + " more free slots not drawn",
                    ink().ui(11), ink().secondary, layout.labelWidth(),
                    layout.y(group, group.shown() - 1) + layout.cellHeight() + px(10));
    }

    private double width(int slot) {
        // A page ends with a gap of one more pixel.
        return layout.cellWidth() - (slot % PAGE == PAGE - 1 ? 4 : 2);
    }

    private void head(Pen g, TraceState state, KvOwner owner, KvMap map, KvLayout.Group group,
            double width) {
        Optional<ModelIdentity> model = state.trace().settings()
                .flatMap(s -> owner == KvOwner.TARGET ? Optional.of(s.target()) : s.draft());
        String name = owner == KvOwner.TARGET ? "Target cache" : "Draft cache";
        double y = group.top() + px(14);
        ink().left(g, name, ink().uiBold(13), ink().text, 0, y);
        double x = ink().width(name, ink().uiBold(13)) + px(10);
        String of = model.map(ModelIdentity::name).orElse("");
        String count = model.map(m -> m.layers() == 1 ? " · 1 layer" : " · layers 1–" + m.layers()).orElse("");
        String layers = longest(width - x,
                of + count + (model.isPresent() && model.get().layers() > 1 ? " hold the same slots" : ""),
                of + count, of);
        ink().left(g, layers, ink().ui(12), ink().secondary, x, y);
        x += ink().width(layers, ink().ui(12)) + px(16);
        int used = used(map);
        long bytes = model.map(ModelIdentity::bytesPerSlot).orElse(0L);
        String slots = Numbers.count(used) + " of " + Numbers.count(map.capacity()) + " slots";
        String memory = bytes > 0
                ? " · " + Numbers.bytes(used * bytes) + " of " + Numbers.bytes(map.capacity() * bytes)
                : "";
        String free = " · fits " + Numbers.count(Math.max(0, map.capacity() - map.length())) + " more tokens";
        String totals = slots + memory + free;
        double bar = px(120);
        boolean room = width - bar - px(10) - ink().width(totals, ink().ui(12)) > x;
        double right = width;
        if (room) {
            pressure(g, right - bar, y - px(5), bar, px(10), map.capacity() == 0 ? 0 : (double) used / map.capacity());
            right -= bar + px(10);
            ink().right(g, totals, ink().ui(12), ink().text, right, y);
        } else {
            ink().left(g, longest(width, totals, slots + memory, slots), ink().ui(12), ink().text, 0, y + px(18));
        }
    }

    /// The first of these that has room; in large text the table twin says the rest.
    private String longest(double room, String... candidates) {
        return Stream.of(candidates).filter(words -> ink().width(words, ink().ui(12)) <= room).findFirst().orElse("");
    }

    /// How full the cache is. Past 90 % the bar is notched, past 97 % saw-toothed, so that the warning is a shape.
    private void pressure(Pen g, double x, double y, double w, double h, double share) {
        g.setFill(ink().palette.tint("hairline", "surface", 0.6));
        g.fillRect(x, y, w, h);
        double full = w * Math.min(1, share);
        g.setFill(ink().text);
        if (share >= 0.97) {
            double tooth = px(5);
            for (double at = 0; at < full; at += tooth)
                g.fillPolygon(new double[]{x + at, x + Math.min(full, at + tooth), x + Math.min(full, at + tooth)},
                        new double[]{y + h, y, y + h}, 3);
        } else {
            g.setFill(ink().secondary);
            g.fillRect(x, y, full, h);
            if (share >= 0.90) {
                g.setFill(ink().surface);
                for (double at = px(8); at < full; at += px(12))
                    g.fillRect(x + at, y, px(3), h * 0.5);
            }
        }
        g.setStroke(ink().hairline);
        g.setLineWidth(1);
        g.strokeRect(x + 0.5, y + 0.5, w - 1, h - 1);
    }

    private void committedEdge(Pen g, KvMap map, KvLayout.Group group) {
        int length = map.length();
        if (length <= 0 || length >= group.shown())
            return;
        double x = layout.x(length) - 0.5;
        double y = layout.y(group, length);
        g.setStroke(ink().text);
        g.setLineWidth(px(2));
        g.setLineCap(StrokeLineCap.BUTT);
        g.strokeLine(x, y - px(3), x, y + layout.cellHeight() + px(3));
    }

    /// Where a winner was copied from, for the change that the moment ends with.
    private void copy(Pen g, KvLayout.Group group, KvChange change) {
        if (change.from() == KvChange.NOT_COPIED || change.from() == change.slot() || change.slot() >= group.shown()
                || change.from() >= group.shown())
            return;
        double half = layout.cellWidth() / 2;
        double x1 = layout.x(change.from()) + half;
        double y1 = layout.y(group, change.from());
        double x2 = layout.x(change.slot()) + half;
        double y2 = layout.y(group, change.slot());
        double rise = px(9);
        g.setStroke(ink().text);
        g.setLineWidth(px(1.2));
        g.beginPath();
        g.moveTo(x1, y1);
        g.bezierCurveTo(x1, y1 - rise, x2, y2 - rise, x2, y2 - 1);
        g.stroke();
        g.setFill(ink().text);
        g.fillPolygon(new double[]{x2 - px(2.5), x2 + px(2.5), x2}, new double[]{y2 - px(4), y2 - px(4), y2}, 3);
    }

    private void ring(Pen g, KvLayout.Group group, int slot) {
        if (slot >= group.shown())
            return;
        g.setStroke(ink().text);
        g.setLineWidth(px(2));
        g.strokeRoundRect(layout.x(slot) - 1, layout.y(group, slot) - 2, layout.cellWidth() + 1,
                layout.cellHeight() + 4, px(5), px(5));
    }

    /// Slots that belong to what is selected, wherever it was selected.
    private List<Integer> selected(TraceState state, KvOwner owner, KvMap map) {
        return switch (view().getSelection()) {
            case Selection.Cell(KvOwner of, int slot) -> of == owner ? List.of(slot) : List.of();
            case Selection.Token(int index) when index >= 0 && index < state.committed().size() ->
                at(map, state.committed().get(index).position());
            case Selection.PromptToken(int index) -> at(map, index);
            case Selection.Node(int step, int node) when step == state.tree().step() && node > 0 -> {
                List<Integer> slots = new ArrayList<>();
                for (int slot = 0; slot < map.capacity(); slot++) {
                    if (map.node(slot) == node)
                        slots.add(slot);
                }
                yield slots;
            }
            default -> List.of();
        };
    }

    private static List<Integer> at(KvMap map, int position) {
        // Usually the slot is the position; after eviction it is not.
        for (int slot = 0; slot < map.length() && slot < map.capacity(); slot++) {
            if (map.position(slot) == position)
                return List.of(slot);
        }
        return List.of();
    }

    /// One cell by its state; the shape tells the state without the colour.
    static void cell(Pen g, Ink ink, KvState state, double x, double y, double w, double h) {
        double radius = Math.min(w, h) * 0.3;
        switch (state) {
            case FREE -> outline(g, ink.palette.color("kv-free"), x, y, w, h, radius);
            case PROMPT -> solid(g, ink.palette.color("kv-prompt"), x, y, w, h, radius);
            case REUSED -> {
                solid(g, ink.palette.color("kv-reused"), x, y, w, h, radius);
                g.setStroke(ink.surface);
                g.setLineWidth(1);
                g.strokeRoundRect(x + 2, y + 2, w - 4, h - 4, radius, radius);
            }
            case GENERATED -> solid(g, ink.palette.color("kv-generated"), x, y, w, h, radius);
            case TARGET -> solid(g, ink.palette.color("kv-target"), x, y, w, h, radius);
            case SCRATCH -> {
                Color color = ink.palette.color("kv-scratch");
                Glyphs.hatch(g, color, x, y, w, h, Math.max(3, w * 0.4));
                outline(g, color, x, y, w, h, 0);
            }
            case ROLLED_BACK -> {
                Color color = ink.palette.color("kv-rolled-back");
                outline(g, ink.palette.color("kv-free"), x, y, w, h, radius);
                g.setStroke(color);
                g.setLineWidth(Math.max(1.2, w * 0.11));
                g.setLineCap(StrokeLineCap.ROUND);
                Glyphs.cross(g, x + w / 2, y + h / 2, Math.min(w, h) * 0.75);
            }
            case EVICTED -> {
                g.setLineDashes(3, 2);
                outline(g, ink.palette.color("kv-evicted"), x, y, w, h, radius);
                g.setLineDashes();
            }
            case SINK -> {
                solid(g, ink.palette.color("kv-prompt"), x, y, w, h, radius);
                Glyphs.diamond(g, ink.surface, x + w / 2, y + h / 2, Math.min(w, h) * 0.32);
            }
        }
    }

    private static void solid(Pen g, Color color, double x, double y, double w, double h, double radius) {
        g.setFill(color);
        // Corners of less than a pixel are not seen, and thousands of them take most of a frame.
        if (radius < LEAST_ROUNDING)
            g.fillRect(x, y, w, h);
        else
            g.fillRoundRect(x, y, w, h, radius, radius);
    }

    private static void outline(Pen g, Color color, double x, double y, double w, double h,
            double radius) {
        g.setStroke(color);
        g.setLineWidth(1);
        g.strokeRoundRect(x + 0.5, y + 0.5, w - 1, h - 1, radius, radius);
    }

    @Override
    Selection hit(double x, double y) {
        if (layout == null)
            return Selection.none();
        for (int i = 0; i < owners.size(); i++) {
            int slot = layout.slot(layout.groups().get(i), x - px(SIDE), y + vertical().getValue());
            if (slot >= 0)
                return new Selection.Cell(owners.get(i), slot);
        }
        return Selection.none();
    }

    @Override
    String tip(Selection selection) {
        if (!(selection instanceof Selection.Cell(KvOwner owner, int slot)))
            return "";
        KvMap map = view().getState().kv(owner);
        return "slot " + slot + " · page " + slot / PAGE
                + (map.token(slot) < 0 ? "" : "\n" + TokenText.visible(view().getState().trace(), map.token(slot)))
                + "\n" + word(map.state(slot));
    }

    static String word(KvState state) {
        return switch (state) {
            case FREE -> "free";
            case PROMPT -> "prompt";
            case REUSED -> "reused prompt";
            case GENERATED -> "accepted draft";
            case TARGET -> "target's own";
            case SCRATCH -> "tree scratch";
            case ROLLED_BACK -> "rolled back";
            case EVICTED -> "evicted";
            case SINK -> "sink";
        };
    }

    @Override
    boolean pressed(KeyEvent event) {
        if (layout == null || owners.isEmpty() || event.isShortcutDown() || event.isAltDown())
            return false;
        int by = switch (event.getCode()) {
            case LEFT -> -1;
            case RIGHT -> 1;
            case UP -> -layout.perLine();
            case DOWN -> layout.perLine();
            default -> 0;
        };
        if (by == 0)
            return false;
        if (!(view().getSelection() instanceof Selection.Cell(KvOwner owner, int slot))) {
            view().setSelection(new Selection.Cell(owners.getFirst(), 0));
            return true;
        }
        int to = slot + by;
        int at = owners.indexOf(owner);
        // Past the last line of one cache the next cache begins.
        if (to >= view().getState().kv(owner).capacity() && at >= 0 && at + 1 < owners.size())
            view().setSelection(new Selection.Cell(owners.get(at + 1), Math.floorMod(slot, layout.perLine())));
        else if (to < 0 && at > 0)
            view().setSelection(new Selection.Cell(owners.get(at - 1),
                    Math.max(0, view().getState().kv(owners.get(at - 1)).capacity() + to)));
        else
            view().setSelection(new Selection.Cell(owner,
                    Math.max(0, Math.min(view().getState().kv(owner).capacity() - 1, to))));
        return true;
    }

    @Override
    TableTwin table() {
        TraceState state = view().getState();
        Trace trace = state.trace();
        List<TableTwin.Row> rows = new ArrayList<>();
        for (KvOwner owner : owners(state)) {
            KvMap map = state.kv(owner);
            int last = lastUsed(map);
            for (int slot = 0; slot < last; slot++) {
                Selection selection = new Selection.Cell(owner, slot);
                rows.add(new TableTwin.Row(List.of(owner == KvOwner.TARGET ? "target" : "draft",
                        Integer.toString(slot), word(map.state(slot)), TokenText.visible(trace, map.token(slot)),
                        map.position(slot) < 0 ? "" : Integer.toString(map.position(slot)),
                        map.node(slot) == DraftNode.NONE ? "" : Integer.toString(map.node(slot))), selection));
            }
            rows.add(new TableTwin.Row(List.of(owner == KvOwner.TARGET ? "target" : "draft",
                    last + "–" + (map.capacity() - 1), "free", "", "", ""), Selection.none()));
        }
        return new TableTwin(List.of("cache", "slot", "state", "token", "position", "node"), rows);
    }

    /// What the picture says, in words.
    public static String narrate(TraceState state) {
        StringBuilder words = new StringBuilder();
        for (KvOwner owner : owners(state)) {
            KvMap map = state.kv(owner);
            words.append(owner == KvOwner.TARGET ? "Target cache: " : "Draft cache: ").append(used(map)).append(" of ")
                    .append(map.capacity()).append(" slots in use");
            for (KvState cell : KvState.values()) {
                if (cell != KvState.FREE && map.count(cell) > 0)
                    words.append(", ").append(map.count(cell)).append(' ').append(word(cell));
            }
            words.append(". ");
        }
        return words.toString().strip();
    }
}
