package draftscope.views.paint;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javafx.scene.paint.Color;
import javafx.scene.paint.LinearGradient;
import javafx.scene.paint.Paint;
import javafx.scene.paint.Stop;

/// A page as SVG 1.1. Text is text; the glyphs that it needs are in the file.
final class SvgPage implements Page {
    private final double width;
    private final double height;
    private final String title;
    private final String description;
    private final StringBuilder body = new StringBuilder();
    private final StringBuilder definitions = new StringBuilder();
    private final Map<String, Typeface> faces = new LinkedHashMap<>();
    private final Map<String, Set<Integer>> used = new LinkedHashMap<>();
    private int names;

    SvgPage(double width, double height, String title, String description) {
        this.width = width;
        this.height = height;
        this.title = title;
        this.description = description;
    }

    @Override
    public void fill(Outline outline, Paint paint) {
        if (!outline.isEmpty())
            body.append("<path d=\"").append(path(outline)).append('"').append(paint("fill", paint)).append("/>\n");
    }

    @Override
    public void stroke(Outline outline, Line line) {
        if (outline.isEmpty())
            return;
        body.append("<path d=\"").append(path(outline)).append("\" fill=\"none\"")
                .append(paint("stroke", line.paint())).append(" stroke-width=\"").append(number(line.width()))
                .append("\" stroke-linecap=\"").append(line.cap().name().toLowerCase(Locale.ROOT)).append('"');
        if (line.dashes().length > 0) {
            StringBuilder dashes = new StringBuilder();
            for (double dash : line.dashes())
                dashes.append(dashes.isEmpty() ? "" : " ").append(number(dash));
            body.append(" stroke-dasharray=\"").append(dashes).append('"');
        }
        body.append("/>\n");
    }

    @Override
    public void write(Letters letters) {
        letters.typeface().ifPresent(face -> {
            faces.put(face.name(), face);
            letters.text().codePoints()
                    .forEach(c -> used.computeIfAbsent(face.name(), n -> new TreeSet<>()).add(face.glyph(c)));
        });
        String family = letters.typeface().map(face -> face.name() + ", sans-serif").orElse("sans-serif");
        body.append("<text x=\"").append(number(letters.x())).append("\" y=\"").append(number(letters.baseline()))
                .append("\" font-family=\"").append(family).append("\" font-size=\"").append(number(letters.size()))
                .append('"').append(paint("fill", letters.color()));
        if (letters.text().codePointCount(0, letters.text().length()) > 1)
            body.append(" textLength=\"").append(number(letters.width()))
                    .append("\" lengthAdjust=\"spacingAndGlyphs\"");
        body.append(" xml:space=\"preserve\">").append(escaped(letters.text())).append("</text>\n");
    }

    @Override
    public void clip(Outline outline) {
        String name = "c" + names++;
        definitions.append("<clipPath id=\"").append(name).append("\"><path d=\"").append(path(outline))
                .append("\"/></clipPath>\n");
        body.append("<g clip-path=\"url(#").append(name).append(")\">\n");
    }

    @Override
    public void unclip() {
        body.append("</g>\n");
    }

    @Override
    public byte[] finish() {
        StringBuilder file = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
                .append("<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" role=\"img\" width=\"")
                .append(number(width)).append("\" height=\"").append(number(height)).append("\" viewBox=\"0 0 ")
                .append(number(width)).append(' ').append(number(height)).append("\">\n<title>").append(escaped(title))
                .append("</title>\n<desc>").append(escaped(description)).append("</desc>\n<defs>\n<style>\n");
        faces.forEach((name, face) -> file.append("@font-face{font-family:").append(name)
                .append(";src:url(data:font/ttf;base64,")
                .append(Base64.getEncoder().encodeToString(face.subset(used.get(name)))).append(")}\n"));
        return file.append("</style>\n").append(definitions).append("</defs>\n").append(body).append("</svg>\n")
                .toString().getBytes(StandardCharsets.UTF_8);
    }

    private String paint(String attribute, Paint paint) {
        if (paint instanceof Color color)
            return " " + attribute + "=\"" + web(color) + '"' + (color.getOpacity() < 1
                    ? " " + attribute + "-opacity=\"" + number(color.getOpacity()) + '"'
                    : "");
        LinearGradient gradient = (LinearGradient) paint;
        String name = "g" + names++;
        definitions.append("<linearGradient id=\"").append(name)
                .append("\" gradientUnits=\"userSpaceOnUse\" x1=\"").append(number(gradient.getStartX()))
                .append("\" y1=\"").append(number(gradient.getStartY())).append("\" x2=\"")
                .append(number(gradient.getEndX())).append("\" y2=\"").append(number(gradient.getEndY())).append("\">");
        for (Stop stop : gradient.getStops())
            definitions.append("<stop offset=\"").append(number(stop.getOffset())).append("\" stop-color=\"")
                    .append(web(stop.getColor())).append("\" stop-opacity=\"")
                    .append(number(stop.getColor().getOpacity())).append("\"/>");
        definitions.append("</linearGradient>\n");
        return " " + attribute + "=\"url(#" + name + ")\"";
    }

    private static String web(Color color) {
        return "#%02x%02x%02x".formatted(Math.round(color.getRed() * 255), Math.round(color.getGreen() * 255),
                Math.round(color.getBlue() * 255));
    }

    private static String path(Outline outline) {
        StringBuilder path = new StringBuilder();
        for (Outline.Part part : outline.parts()) {
            path.append(switch (part.kind()) {
                case MOVE -> 'M';
                case LINE -> 'L';
                case CURVE -> 'C';
                case CLOSE -> 'Z';
            });
            for (int i = 0; i < part.points().length; i++)
                path.append(i == 0 ? "" : " ").append(number(part.points()[i]));
        }
        return path.toString();
    }

    /// At most two decimals, none that is not needed.
    static String number(double value) {
        long hundredths = Math.round(value * 100);
        String sign = hundredths < 0 ? "-" : "";
        long size = Math.abs(hundredths);
        String decimals = size % 100 == 0 ? "" : size % 10 == 0 ? "." + size % 100 / 10 : ".%02d".formatted(size % 100);
        return sign + size / 100 + decimals;
    }

    /// XML has no place for most control characters.
    static String escaped(String text) {
        return text.codePoints()
                .mapToObj(c -> c == '&'
                        ? "&amp;"
                        : c == '<'
                                ? "&lt;"
                                : c == '>'
                                        ? "&gt;"
                                        : c == '"'
                                                ? "&quot;"
                                                : c < 0x20 || c >= 0xd800 && c < 0xe000 || c == 0xfffe || c == 0xffff
                                                        ? " "
                                                        : Character.toString(c))
                .collect(Collectors.joining());
    }
}
