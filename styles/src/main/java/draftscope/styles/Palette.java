package draftscope.styles;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javafx.scene.paint.Color;

/// The values of a [Theme] for painting on a canvas, which cannot look CSS colours up.
///
/// They are read from the theme's stylesheet, so that a value is written once and a canvas and a styled node cannot differ.
public final class Palette {
    private static final Pattern ASSIGNMENT = Pattern
            .compile("-ds-([a-z0-9-]+):\\s*(?:(#[0-9A-Fa-f]{6})|-ds-([a-z0-9-]+))\\s*;");
    private static final double[] ENTROPY_BITS = {0, 1, 2, 3, 4, 5.5, 7};
    private static final double[] CONFIDENCE = {0.2, 0.4, 0.6, 0.8, 0.95};
    private static final double[] DIVERGENCE = {-2, -1, -0.3, 0, 0.3, 1, 2};
    private static final Map<Theme, Palette> ALL = new EnumMap<>(Theme.class);

    /// How many tokens `rule-0`, `rule-1`, ... there are for rules of a person.
    public static final int RULES = 6;

    private final Theme theme;
    private final Map<String, Color> colors = new LinkedHashMap<>();

    private Palette(Theme theme) {
        this.theme = theme;
        Matcher matcher = ASSIGNMENT.matcher(theme.css());
        Map<String, String> aliases = new LinkedHashMap<>();
        while (matcher.find()) {
            // A later value takes the place of an earlier one, as in CSS.
            colors.put(matcher.group(1), matcher.group(2) == null ? null : Color.web(matcher.group(2)));
            aliases.put(matcher.group(1), matcher.group(3));
        }
        aliases.forEach((token, alias) -> colors.computeIfAbsent(token, missing -> followed(alias, aliases)));
    }

    private Color followed(String token, Map<String, String> aliases) {
        String at = token;
        for (int steps = 0; steps < aliases.size(); steps++) {
            if (colors.get(at) != null)
                return colors.get(at);
            at = aliases.get(at);
        }
        throw new IllegalStateException("the theme's token -ds-" + token + " has no value");
    }

    /// The values of a theme, read once.
    public static synchronized Palette of(Theme theme) {
        return ALL.computeIfAbsent(theme, Palette::new);
    }

    public Theme theme() {
        return theme;
    }

    /// All tokens by name, without the leading `-ds-`.
    public Map<String, Color> colors() {
        return Map.copyOf(colors);
    }

    /// The value of a token.
    ///
    /// @param token the name without its leading `-ds-`, such as `accepted`
    public Color color(String token) {
        Color color = colors.get(token);
        if (color == null)
            throw new IllegalArgumentException("the theme has no token -ds-" + token + "; it has " + colors.keySet());
        return color;
    }

    /// The fill for an entropy or a surprisal. Between two steps of the ramp it is mixed: more ink is more bits.
    public Color entropy(double bits) {
        return between("entropy-", ENTROPY_BITS, bits);
    }

    /// The fill for a confidence or a probability, in six steps.
    public Color confidence(double probability) {
        int step = 0;
        while (step < CONFIDENCE.length && probability >= CONFIDENCE[step])
            step++;
        return color("confidence-" + step);
    }

    /// The fill for log2(target / draft): orange where the draft was too sure, blue where the target is surer.
    public Color divergence(double log2Ratio) {
        return between("divergence-", DIVERGENCE, log2Ratio);
    }

    /// `token` thinned with what lies under it, for fills that must keep text readable.
    ///
    /// @param amount 1 gives the token itself, 0 what lies under it
    public Color tint(String token, String under, double amount) {
        return color(under).interpolate(color(token), amount);
    }

    private Color between(String ramp, double[] stops, double value) {
        int last = stops.length - 1;
        if (!(value > stops[0]))
            return color(ramp + 0);
        for (int i = 1; i <= last; i++) {
            if (value < stops[i])
                return color(ramp + (i - 1)).interpolate(color(ramp + i),
                        (value - stops[i - 1]) / (stops[i] - stops[i - 1]));
        }
        return color(ramp + last);
    }
}
