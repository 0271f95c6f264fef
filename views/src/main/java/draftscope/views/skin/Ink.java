package draftscope.views.skin;

import draftscope.styles.Fonts;
import draftscope.styles.Palette;
import draftscope.styles.Theme;
import draftscope.views.TraceView;
import draftscope.views.layout.TextMeasure;
import draftscope.views.paint.Pen;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javafx.geometry.VPos;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.FontWeight;
import javafx.scene.text.Text;
import javafx.scene.text.TextAlignment;

/// Colours and faces for painting one view: a theme at a text size.
final class Ink implements TextMeasure {
    private static final int REMEMBERED_WIDTHS = 20_000;

    final Palette palette;
    /// 1 at 100 % text size.
    final double scale;
    final Color app;
    final Color surface;
    final Color raised;
    final Color text;
    final Color secondary;
    final Color hairline;
    final Color focus;
    final Color selection;
    final Color draft;
    final Color target;
    final Color rejected;
    final Color notJudged;
    /// Letters of a ghost: its outline's grey, made strong enough to read.
    final Color ghost;

    private final Map<String, Font> fonts = new HashMap<>();
    private final Map<String, Double> widths = new HashMap<>();
    private final Text measuring = new Text();
    private double advanceSize = -1;
    private double advance;

    Ink(Theme theme, double textSize) {
        Fonts.load();
        palette = Palette.of(theme);
        scale = textSize / TraceView.BASE_TEXT_SIZE;
        app = palette.color("app");
        surface = palette.color("surface");
        raised = palette.color("raised");
        text = palette.color("text");
        secondary = palette.color("text-secondary");
        hairline = palette.color("hairline");
        focus = palette.color("focus");
        selection = palette.color("selection");
        draft = palette.color("draft");
        target = palette.color("target");
        rejected = palette.color("rejected");
        notJudged = palette.color("not-judged");
        ghost = notJudged.interpolate(secondary, 0.7);
    }

    /// Pixels at the view's text size.
    double px(double at100Percent) {
        return at100Percent * scale;
    }

    /// UI face; `size` in pixels at 100 %.
    Font ui(double size) {
        return fonts.computeIfAbsent("u" + size, key -> Font.font(Fonts.UI, FontWeight.NORMAL, px(size)));
    }

    Font uiBold(double size) {
        return fonts.computeIfAbsent("b" + size, key -> Font.font(Fonts.UI, FontWeight.BOLD, px(size)));
    }

    Font mono(double size) {
        return monoExact(px(size), false);
    }

    Font monoBold(double size) {
        return monoExact(px(size), true);
    }

    private Font monoExact(double pixels, boolean bold) {
        return fonts.computeIfAbsent((bold ? "M" : "m") + pixels,
                key -> Font.font(Fonts.MONO, bold ? FontWeight.BOLD : FontWeight.NORMAL, pixels));
    }

    /// Width in the token face; `size` in pixels as they are painted.
    @Override
    public double width(String string, double size) {
        // Nearly all tokens are plain letters, whose width in a monospaced face is known without measuring.
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if ((c < 0x20 || c > 0x7e) && c != '·')
                return width(string, monoExact(size, false));
        }
        if (size != advanceSize) {
            advanceSize = size;
            advance = width("mmmmmmmmmm", monoExact(size, false)) / 10;
        }
        return string.length() * advance;
    }

    /// The text in lines that are no wider than `room`, as far as words allow.
    List<String> wrapped(String text, Font font, double room) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String next : text.split(" ")) {
            if (!line.isEmpty() && width(line + " " + next, font) > room) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(next);
        }
        lines.add(line.toString());
        return lines;
    }

    double width(String string, Font font) {
        if (widths.size() > REMEMBERED_WIDTHS)
            widths.clear();
        return widths.computeIfAbsent(font.getName() + font.getSize() + '\0' + string, key -> {
            measuring.setFont(font);
            measuring.setText(string);
            return measuring.getLayoutBounds().getWidth();
        });
    }

    /// Text with its left end at x and its vertical middle at y.
    void left(Pen g, String string, Font font, Color color, double x, double y) {
        text(g, string, font, color, x, y, TextAlignment.LEFT);
    }

    void centre(Pen g, String string, Font font, Color color, double x, double y) {
        text(g, string, font, color, x, y, TextAlignment.CENTER);
    }

    void right(Pen g, String string, Font font, Color color, double x, double y) {
        text(g, string, font, color, x, y, TextAlignment.RIGHT);
    }

    private static void text(Pen g, String string, Font font, Color color, double x, double y,
            TextAlignment alignment) {
        g.setFont(font);
        g.setFill(color);
        g.setTextAlign(alignment);
        g.setTextBaseline(VPos.CENTER);
        g.fillText(string, x, y);
    }

    /// `string`, shortened with an ellipsis to fit a width.
    String fitted(String string, Font font, double room) {
        if (width(string, font) <= room)
            return string;
        int end = string.length();
        while (end > 1 && width(string.substring(0, end) + "…", font) > room)
            end--;
        return string.substring(0, end) + "…";
    }
}
