package draftscope.styles;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javafx.scene.paint.Color;

/// A complete set of values for the colour tokens that every control of Draftscope uses.
///
/// A theme is one stylesheet; it assigns roles (`-ds-surface`, `-ds-accepted`, `-ds-entropy-3`), never a control's own look. The
/// grey ones are those with colours, each value turned into the grey that is as bright: contrast stays, hue goes, and what is
/// still to be told apart is so by its shape and its words.
public enum Theme {
    DARK("dark", true), LIGHT("light", true), HIGH_CONTRAST("high-contrast", true), DARK_GREY("dark",
            false), LIGHT_GREY(
                    "light", false), HIGH_CONTRAST_GREY("high-contrast", false);

    private static final Pattern VALUE = Pattern.compile("#[0-9A-Fa-f]{6}");

    private final String file;
    private final boolean colours;

    Theme(String file, boolean colours) {
        this.file = file;
        this.colours = colours;
    }

    /// Whether text is bright on a dark ground.
    public boolean dark() {
        return !file.equals("light");
    }

    /// Whether it has hues.
    public boolean colours() {
        return colours;
    }

    /// The same theme with its hues or without them.
    public Theme withColours(boolean wanted) {
        for (Theme other : values())
            if (other.file.equals(file) && other.colours == wanted)
                return other;
        throw new AssertionError(this);
    }

    /// The stylesheet's text.
    String css() {
        // High contrast says only where it differs, so that a token which is added to the dark theme is there too.
        String css = file.equals("high-contrast") ? text("dark.css") + text("high-contrast.css") : text(file + ".css");
        return colours ? css : VALUE.matcher(css).replaceAll(Theme::grey);
    }

    /// The stylesheet's address, fit for `Scene.getStylesheets()`.
    public String stylesheet() {
        return "data:text/css;base64,"
                + Base64.getEncoder().encodeToString(css().getBytes(StandardCharsets.UTF_8));
    }

    /// All that a scene needs to show Draftscope's controls in this theme: the tokens, what controls share, and the bridge
    /// from AtlantaFX to ControlsFX.
    public List<String> stylesheets() {
        return List.of(stylesheet(), address("controls.css"), address("controlsfx-bridge.css"));
    }

    /// The grey with the relative luminance of a colour, after WCAG 2.
    private static String grey(MatchResult value) {
        Color color = Color.web(value.group());
        double luminance = 0.2126 * linear(color.getRed()) + 0.7152 * linear(color.getGreen())
                + 0.0722 * linear(color.getBlue());
        long level = Math.round(255
                * (luminance <= 0.0031308 ? 12.92 * luminance : 1.055 * Math.pow(luminance, 1 / 2.4) - 0.055));
        return String.format("#%02X%02X%02X", level, level, level);
    }

    private static double linear(double channel) {
        return channel <= 0.04045 ? channel / 12.92 : Math.pow((channel + 0.055) / 1.055, 2.4);
    }

    private static String text(String name) {
        try (InputStream in = Theme.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String address(String file) {
        return Theme.class.getResource(file).toExternalForm();
    }
}
