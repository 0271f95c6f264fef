package draftscope.views.paint;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;
import javafx.scene.paint.Color;
import javafx.scene.paint.LinearGradient;
import javafx.scene.paint.Paint;
import javafx.scene.paint.Stop;

/// A page as a PDF 1.7 of its own. Text is text: it can be searched and copied, and its glyphs are in the file. What no face of
/// ours has is drawn as shapes that say which text they stand for.
///
/// Source: ISO 32000-1, sections 8 (graphics), 9.7 (composite fonts), 9.10 (extraction of text), 14.9.4 (replacement text).
final class PdfPage implements Page {
    /// Points in a pixel.
    private static final double POINTS = 0.75;

    private static final class Face {
        private final Typeface typeface;
        private final String name;
        private final Map<Integer, Integer> characters = new TreeMap<>(); // by glyph

        Face(Typeface typeface, String name) {
            this.typeface = typeface;
            this.name = name;
        }
    }

    private final double width;
    private final double height;
    private final String title;
    private final String description;
    private final StringBuilder content = new StringBuilder();
    private final Map<String, Face> faces = new LinkedHashMap<>();
    private final Map<String, String> strengths = new LinkedHashMap<>(); // name by opacity
    private final List<String> shadings = new ArrayList<>();
    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private final List<Integer> offsets = new ArrayList<>();

    PdfPage(double width, double height, String title, String description) {
        this.width = width;
        this.height = height;
        this.title = title;
        this.description = description;
        content.append(number(POINTS)).append(" 0 0 ").append(number(-POINTS)).append(" 0 ")
                .append(number(height * POINTS)).append(" cm\n");
    }

    @Override
    public void fill(Outline outline, Paint paint) {
        if (outline.isEmpty())
            return;
        if (paint instanceof LinearGradient gradient) {
            content.append("q\n").append(path(outline)).append("W n\n/").append(shading(gradient)).append(" sh\nQ\n");
            return;
        }
        colour((Color) paint, "rg");
        content.append(path(outline)).append("f\n");
    }

    @Override
    public void stroke(Outline outline, Line line) {
        if (outline.isEmpty())
            return;
        // Lines are never painted with a gradient here.
        colour((Color) line.paint(), "RG");
        content.append(number(line.width())).append(" w ").append(switch (line.cap()) {
            case BUTT -> 0;
            case ROUND -> 1;
            case SQUARE -> 2;
        }).append(" J [");
        for (double dash : line.dashes())
            content.append(number(dash)).append(' ');
        content.append("] 0 d\n").append(path(outline)).append("S\n");
    }

    @Override
    public void write(Letters letters) {
        if (letters.typeface().isEmpty()) {
            content.append("/Span <</ActualText ").append(text(letters.text())).append(">> BDC\n");
            fill(letters.outline(), letters.color());
            content.append("EMC\n");
            return;
        }
        Typeface typeface = letters.typeface().get();
        Face face = faces.computeIfAbsent(typeface.name(), name -> new Face(typeface, "F" + faces.size()));
        StringBuilder glyphs = new StringBuilder();
        double advance = 0;
        for (int c : letters.text().codePoints().toArray()) {
            int glyph = typeface.glyph(c);
            face.characters.putIfAbsent(glyph, c);
            glyphs.append("%04x".formatted(glyph));
            advance += typeface.advance(glyph) * letters.size() / 1000;
        }
        colour(letters.color(), "rg");
        // The screen moves some pairs of letters together; stretched to the same width, what stands beside them still fits.
        double stretch = advance > 0 && letters.width() > 0 ? 100 * letters.width() / advance : 100;
        content.append("BT /").append(face.name).append(' ').append(number(letters.size())).append(" Tf ")
                .append(number(stretch)).append(" Tz 1 0 0 -1 ").append(number(letters.x())).append(' ')
                .append(number(letters.baseline())).append(" Tm <").append(glyphs).append("> Tj ET\n");
    }

    @Override
    public void clip(Outline outline) {
        content.append("q\n").append(path(outline)).append("W n\n");
    }

    @Override
    public void unclip() {
        content.append("Q\n");
    }

    private void colour(Color color, String operator) {
        String opacity = number(color.getOpacity());
        String name = strengths.computeIfAbsent(opacity, o -> "G" + strengths.size());
        content.append('/').append(name).append(" gs ").append(rgb(color)).append(' ').append(operator).append('\n');
    }

    private static String rgb(Color color) {
        return "%s %s %s".formatted(share(color.getRed()), share(color.getGreen()), share(color.getBlue()));
    }

    private static String share(double value) {
        return String.format(java.util.Locale.ROOT, "%.4f", value);
    }

    private String shading(LinearGradient gradient) {
        List<Stop> stops = gradient.getStops();
        StringBuilder functions = new StringBuilder();
        StringBuilder bounds = new StringBuilder();
        StringBuilder encode = new StringBuilder();
        for (int i = 1; i < stops.size(); i++) {
            functions.append("<</FunctionType 2 /Domain [0 1] /C0 [").append(rgb(stops.get(i - 1).getColor()))
                    .append("] /C1 [").append(rgb(stops.get(i).getColor())).append("] /N 1>> ");
            encode.append("0 1 ");
            if (i < stops.size() - 1)
                bounds.append(share(stops.get(i).getOffset())).append(' ');
        }
        shadings.add("<</ShadingType 2 /ColorSpace /DeviceRGB /Extend [true true] /Coords [%s %s %s %s] /Function "
                .formatted(number(gradient.getStartX()), number(gradient.getStartY()), number(gradient.getEndX()),
                        number(gradient.getEndY()))
                + "<</FunctionType 3 /Domain [0 1] /Functions [" + functions + "] /Bounds [" + bounds + "] /Encode ["
                + encode + "]>>>>");
        return "S" + (shadings.size() - 1);
    }

    private static String path(Outline outline) {
        StringBuilder path = new StringBuilder();
        for (Outline.Part part : outline.parts()) {
            for (double point : part.points())
                path.append(number(point)).append(' ');
            path.append(switch (part.kind()) {
                case MOVE -> "m\n";
                case LINE -> "l\n";
                case CURVE -> "c\n";
                case CLOSE -> "h\n";
            });
        }
        return path.toString();
    }

    private static String number(double value) {
        return SvgPage.number(value);
    }

    /// A text as PDF has it for people, in UTF-16.
    private static String text(String text) {
        StringBuilder hex = new StringBuilder("<FEFF");
        for (byte b : text.getBytes(StandardCharsets.UTF_16BE))
            hex.append("%02X".formatted(b));
        return hex.append('>').toString();
    }

    @Override
    public byte[] finish() {
        write("%PDF-1.7\n%âãÏÓ\n".getBytes(StandardCharsets.ISO_8859_1));
        // Catalog, pages, page, content and information are 1 to 5; five objects for each face follow.
        object("<</Type /Catalog /Pages 2 0 R /Lang (en) /ViewerPreferences <</DisplayDocTitle true>>>>");
        object("<</Type /Pages /Kids [3 0 R] /Count 1>>");
        object("<</Type /Page /Parent 2 0 R /MediaBox [0 0 " + number(width * POINTS) + ' ' + number(height * POINTS)
                + "] /Contents 4 0 R /Resources <<" + resources() + ">>>>");
        stream("", content.toString().getBytes(StandardCharsets.US_ASCII));
        object("<</Title " + text(title) + " /Subject " + text(description) + " /Creator (Draftscope)>>");
        faces.values().forEach(this::font);
        int table = file.size();
        StringBuilder end = new StringBuilder("xref\n0 ").append(offsets.size() + 1)
                .append("\n0000000000 65535 f \n");
        for (int offset : offsets)
            end.append("%010d 00000 n \n".formatted(offset));
        end.append("trailer\n<</Size ").append(offsets.size() + 1).append(" /Root 1 0 R /Info 5 0 R>>\nstartxref\n")
                .append(table).append("\n%%EOF\n");
        write(end.toString().getBytes(StandardCharsets.US_ASCII));
        return file.toByteArray();
    }

    private String resources() {
        StringBuilder all = new StringBuilder("/Font <<");
        int next = 6;
        for (Face face : faces.values()) {
            all.append('/').append(face.name).append(' ').append(next).append(" 0 R ");
            next += 5;
        }
        all.append(">> /ExtGState <<");
        strengths.forEach((opacity, name) -> all.append('/').append(name).append(" <</ca ").append(opacity)
                .append(" /CA ").append(opacity).append(">> "));
        all.append(">> /Shading <<");
        for (int i = 0; i < shadings.size(); i++)
            all.append("/S").append(i).append(' ').append(shadings.get(i)).append(' ');
        return all.append(">>").toString();
    }

    /// The face, its glyphs' widths, its measures, its file, and which characters its glyphs stand for.
    private void font(Face face) {
        Typeface typeface = face.typeface;
        int first = offsets.size() + 1;
        String name = "/AAAAAA+" + typeface.name();
        object("<</Type /Font /Subtype /Type0 /BaseFont " + name + " /Encoding /Identity-H /DescendantFonts ["
                + (first + 1) + " 0 R] /ToUnicode " + (first + 4) + " 0 R>>");
        StringBuilder widths = new StringBuilder();
        face.characters.keySet().forEach(glyph -> widths.append(glyph).append(" [")
                .append(number(typeface.advance(glyph))).append("] "));
        object("<</Type /Font /Subtype /CIDFontType2 /BaseFont " + name
                + " /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /CIDToGIDMap /Identity"
                + " /FontDescriptor " + (first + 2) + " 0 R /W [" + widths + "]>>");
        int[] box = typeface.box();
        object("<</Type /FontDescriptor /FontName " + name + " /Flags 4 /FontBBox [%d %d %d %d]".formatted(box[0],
                box[1], box[2], box[3]) + " /ItalicAngle 0 /Ascent " + typeface.ascent() + " /Descent "
                + typeface.descent() + " /CapHeight " + typeface.ascent() + " /StemV 80 /FontFile2 " + (first + 3)
                + " 0 R>>");
        byte[] subset = typeface.subset(face.characters.keySet());
        stream(" /Length1 " + subset.length, subset);
        stream("", toUnicode(face).getBytes(StandardCharsets.US_ASCII));
    }

    private static String toUnicode(Face face) {
        StringBuilder map = new StringBuilder("""
                /CIDInit /ProcSet findresource begin
                12 dict begin
                begincmap
                /CMapName /Adobe-Identity-UCS def
                /CMapType 2 def
                1 begincodespacerange
                <0000> <ffff>
                endcodespacerange
                """);
        List<Map.Entry<Integer, Integer>> all = List.copyOf(face.characters.entrySet());
        // The format allows no more in one piece.
        for (int from = 0; from < all.size(); from += 100) {
            List<Map.Entry<Integer, Integer>> some = all.subList(from, Math.min(all.size(), from + 100));
            map.append(some.size()).append(" beginbfchar\n");
            for (Map.Entry<Integer, Integer> entry : some) {
                map.append("<%04x> <".formatted(entry.getKey()));
                for (char c : Character.toChars(entry.getValue()))
                    map.append("%04x".formatted((int) c));
                map.append(">\n");
            }
            map.append("endbfchar\n");
        }
        return map.append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n").toString();
    }

    private void object(String dictionary) {
        offsets.add(file.size());
        write((offsets.size() + " 0 obj\n" + dictionary + "\nendobj\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private void stream(String entries, byte[] bytes) {
        byte[] packed = packed(bytes);
        offsets.add(file.size());
        write((offsets.size() + " 0 obj\n<</Length " + packed.length + entries + " /Filter /FlateDecode>>\nstream\n")
                .getBytes(StandardCharsets.US_ASCII));
        write(packed);
        write("\nendstream\nendobj\n".getBytes(StandardCharsets.US_ASCII));
    }

    private void write(byte[] bytes) {
        file.writeBytes(bytes);
    }

    private static byte[] packed(byte[] bytes) {
        try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
            deflater.setInput(bytes);
            deflater.finish();
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            while (!deflater.finished())
                packed.write(buffer, 0, deflater.deflate(buffer));
            return packed.toByteArray();
        }
    }
}
