package draftscope.app.window;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import draftscope.views.TraceView;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javafx.application.Application;
import javafx.scene.Scene;

/// Puts the theme, the size of text and the wish for little motion into effect in a scene.
final class Looks {
    private static final Pattern PIXELS = Pattern.compile("(\\d+(?:\\.\\d+)?)px");

    private final Preferences preferences;
    private Scene scene;

    Looks(Preferences preferences) {
        this.preferences = preferences;
        preferences.themeProperty().subscribe(this::apply);
        preferences.textPercentProperty().subscribe(this::apply);
        preferences.reducedMotionProperty().subscribe(this::apply);
    }

    /// The scene that it is about from now on.
    void dress(Scene wanted) {
        scene = wanted;
        apply();
    }

    private void apply() {
        Application.setUserAgentStylesheet(preferences.themeProperty().get().dark()
                ? new PrimerDark().getUserAgentStylesheet()
                : new PrimerLight().getUserAgentStylesheet());
        if (scene == null)
            return;
        List<String> sheets = new ArrayList<>(preferences.themeProperty().get().stylesheets());
        if (preferences.scale() == 1) {
            sheets.add(Looks.class.getResource("window.css").toExternalForm());
        } else {
            // As sheets and not as the root's own style, so that menus and tooltips, which are windows of their own, have it too.
            sheets.add(sheet(enlarged(windowSheet(), preferences.scale())));
            sheets.add(sheet(String.format(Locale.ROOT, ".root { -fx-font-size: %.2fpx; }",
                    TraceView.BASE_TEXT_SIZE * preferences.scale())));
        }
        scene.getStylesheets().setAll(sheets);
        // Without the wish the system's own holds.
        scene.getPreferences().setReducedMotion(preferences.reducedMotionProperty().get() ? Boolean.TRUE : null);
    }

    private static String windowSheet() {
        try (InputStream in = Looks.class.getResourceAsStream("window.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// All its lengths that are given in pixels, larger.
    static String enlarged(String css, double scale) {
        return PIXELS.matcher(css).replaceAll(
                length -> String.format(Locale.ROOT, "%.2fpx", Double.parseDouble(length.group(1)) * scale));
    }

    private static String sheet(String css) {
        return "data:text/css;base64," + Base64.getEncoder().encodeToString(css.getBytes(StandardCharsets.UTF_8));
    }
}
