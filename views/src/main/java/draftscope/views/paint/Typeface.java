package draftscope.views.paint;

import draftscope.styles.Fonts;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javafx.scene.text.Font;

/// One of our faces as its TrueType file tells it, and parts of that file small enough to go into a document.
///
/// Source: the OpenType specification, tables `cmap` (formats 4 and 12), `glyf`, `loca`, `hmtx`. Only our own files are read.
final class Typeface {
    private static final int COMPOSITE = -1;
    private static final int WORDS = 1;
    private static final int SCALE = 8;
    private static final int MORE = 32;
    private static final int TWO_SCALES = 64;
    private static final int TWO_BY_TWO = 128;
    private static final int CHECKSUM_OF_ALL = 0xB1B0AFBA;

    private final String name;
    private final Map<String, ByteBuffer> tables = new LinkedHashMap<>();
    private final Map<Integer, Integer> glyphs = new HashMap<>();
    private final int unitsPerEm;
    private final boolean longOffsets;
    private final int advances;

    private Typeface(String name, byte[] file) {
        this.name = name;
        ByteBuffer all = ByteBuffer.wrap(file);
        int count = all.getShort(4);
        for (int i = 0; i < count; i++) {
            int entry = 12 + 16 * i;
            String tag = new String(file, entry, 4, StandardCharsets.US_ASCII);
            tables.put(tag, all.slice(all.getInt(entry + 8), all.getInt(entry + 12)));
        }
        unitsPerEm = tables.get("head").getShort(18) & 0xffff;
        longOffsets = tables.get("head").getShort(50) != 0;
        advances = tables.get("hhea").getShort(34) & 0xffff;
        readCharacters(tables.get("cmap"));
    }

    /// The face behind a font; empty when it is none of ours.
    static Optional<Typeface> of(Font font) {
        return Fonts.file(font).map(file -> new Typeface(font.getName().replaceAll("[^A-Za-z0-9]", ""), file));
    }

    /// Letters and digits.
    String name() {
        return name;
    }

    /// Index of a character's glyph; 0 when the face has none.
    int glyph(int codePoint) {
        return glyphs.getOrDefault(codePoint, 0);
    }

    /// Width of a glyph in thousandths of the size.
    double advance(int glyph) {
        ByteBuffer hmtx = tables.get("hmtx");
        return (hmtx.getShort(4 * Math.min(glyph, advances - 1)) & 0xffff) * 1000.0 / unitsPerEm;
    }

    /// A measure of the table `head` or `hhea`, in thousandths of the size.
    private int measure(String table, int offset) {
        return Math.round(tables.get(table).getShort(offset) * 1000f / unitsPerEm);
    }

    int ascent() {
        return measure("hhea", 4);
    }

    int descent() {
        return measure("hhea", 6);
    }

    /// Left, bottom, right and top of the box around all glyphs.
    int[] box() {
        return new int[]{measure("head", 36), measure("head", 38), measure("head", 40), measure("head", 42)};
    }

    private void readCharacters(ByteBuffer cmap) {
        int count = cmap.getShort(2);
        for (int i = 0; i < count; i++) {
            int at = cmap.getInt(4 + 8 * i + 4);
            switch (cmap.getShort(at)) {
                case 4 -> readSegments(cmap, at);
                case 12 -> readGroups(cmap, at);
                default -> {
                    // Says nothing that the other two do not.
                }
            }
        }
    }

    private void readSegments(ByteBuffer cmap, int at) {
        int twice = cmap.getShort(at + 6) & 0xffff;
        for (int s = 0; s < twice; s += 2) {
            int end = cmap.getShort(at + 14 + s) & 0xffff;
            int start = cmap.getShort(at + 16 + twice + s) & 0xffff;
            int delta = cmap.getShort(at + 16 + 2 * twice + s);
            int rangeAt = at + 16 + 3 * twice + s;
            int range = cmap.getShort(rangeAt) & 0xffff;
            for (int c = start; c <= end && c != 0xffff; c++) {
                int glyph = range == 0 ? c : cmap.getShort(rangeAt + range + 2 * (c - start)) & 0xffff;
                if (range == 0 || glyph != 0)
                    glyphs.put(c, glyph + delta & 0xffff);
            }
        }
    }

    private void readGroups(ByteBuffer cmap, int at) {
        int count = cmap.getInt(at + 12);
        for (int g = 0; g < count; g++) {
            int entry = at + 16 + 12 * g;
            for (int c = cmap.getInt(entry); c <= cmap.getInt(entry + 4); c++)
                glyphs.put(c, cmap.getInt(entry + 8) + c - cmap.getInt(entry));
        }
    }

    /// The file with these glyphs, and those that they are put together from, and empty ones in place of all others: indices
    /// stay as they are.
    byte[] subset(Collection<Integer> wanted) {
        Set<Integer> kept = closure(wanted);
        int count = tables.get("maxp").getShort(4) & 0xffff;
        ByteArrayOutputStream glyf = new ByteArrayOutputStream();
        ByteBuffer loca = ByteBuffer.allocate(4 * (count + 1));
        for (int glyph = 0; glyph < count; glyph++) {
            loca.putInt(glyf.size());
            if (kept.contains(glyph))
                glyf.writeBytes(outline(glyph));
            while (glyf.size() % 4 != 0)
                glyf.write(0);
        }
        loca.putInt(glyf.size());
        ByteBuffer head = copy(tables.get("head"));
        head.putInt(8, 0);
        head.putShort(50, (short) 1);
        Map<String, ByteBuffer> made = new TreeMap<>();
        for (String tag : new String[]{"OS/2", "cmap", "hhea", "hmtx", "maxp", "name"})
            made.put(tag, tables.get(tag));
        made.put("head", head);
        made.put("glyf", ByteBuffer.wrap(glyf.toByteArray()));
        made.put("loca", loca.flip());
        made.put("post", copy(tables.get("post")).putInt(0, 0x00030000).limit(32));
        return file(made);
    }

    private Set<Integer> closure(Collection<Integer> wanted) {
        Set<Integer> kept = new TreeSet<>(Set.of(0));
        Deque<Integer> open = new ArrayDeque<>(wanted);
        while (!open.isEmpty()) {
            int glyph = open.pop();
            if (kept.add(glyph))
                addParts(ByteBuffer.wrap(outline(glyph)), open);
        }
        return kept;
    }

    private static void addParts(ByteBuffer glyph, Deque<Integer> open) {
        if (glyph.limit() == 0 || glyph.getShort(0) > COMPOSITE)
            return;
        int at = 10;
        int flags;
        do {
            flags = glyph.getShort(at);
            open.push(glyph.getShort(at + 2) & 0xffff);
            at += 4 + ((flags & WORDS) != 0 ? 4 : 2);
            at += (flags & SCALE) != 0 ? 2 : (flags & TWO_SCALES) != 0 ? 4 : (flags & TWO_BY_TWO) != 0 ? 8 : 0;
        } while ((flags & MORE) != 0);
    }

    private byte[] outline(int glyph) {
        int from = offset(glyph);
        byte[] bytes = new byte[offset(glyph + 1) - from];
        tables.get("glyf").get(from, bytes);
        return bytes;
    }

    private int offset(int glyph) {
        ByteBuffer loca = tables.get("loca");
        return longOffsets ? loca.getInt(4 * glyph) : 2 * (loca.getShort(2 * glyph) & 0xffff);
    }

    private static ByteBuffer copy(ByteBuffer table) {
        byte[] bytes = new byte[table.limit()];
        table.get(0, bytes);
        return ByteBuffer.wrap(bytes);
    }

    private static byte[] file(Map<String, ByteBuffer> tables) {
        int count = tables.size();
        int power = Integer.highestOneBit(count);
        int size = 12 + 16 * count;
        for (ByteBuffer table : tables.values())
            size += table.limit() + 3 & ~3;
        ByteBuffer file = ByteBuffer.allocate(size);
        file.putInt(0x00010000).putShort((short) count).putShort((short) (16 * power))
                .putShort((short) Integer.numberOfTrailingZeros(power)).putShort((short) (16 * (count - power)));
        int at = 12 + 16 * count;
        int headAt = 0;
        for (Map.Entry<String, ByteBuffer> entry : tables.entrySet()) {
            byte[] bytes = copy(entry.getValue()).array();
            file.put(at, bytes);
            if (entry.getKey().equals("head"))
                headAt = at;
            file.put(entry.getKey().getBytes(StandardCharsets.US_ASCII)).putInt(sum(file, at, bytes.length)).putInt(at)
                    .putInt(bytes.length);
            at += bytes.length + 3 & ~3;
        }
        file.putInt(headAt + 8, CHECKSUM_OF_ALL - sum(file, 0, size));
        return file.array();
    }

    private static int sum(ByteBuffer file, int from, int length) {
        int sum = 0;
        for (int i = 0; i < length; i += 4)
            sum += file.getInt(from + i);
        return sum;
    }
}
