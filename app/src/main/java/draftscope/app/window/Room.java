package draftscope.app.window;

import java.util.List;
import java.util.Locale;
import javafx.css.PseudoClass;
import javafx.scene.layout.Region;

/// How the regions share the window. Large text makes the regions at the sides wider, but never so wide that the centre, which
/// matters most, would be left too little; what no longer fits beside each other there wraps and scrolls.
final class Room {
    private static final PseudoClass NARROW = PseudoClass.getPseudoClass("narrow");
    private static final PseudoClass LOW = PseudoClass.getPseudoClass("low");
    private static final PseudoClass LARGE = PseudoClass.getPseudoClass("large");
    private static final double LARGE_TEXT = 1.5;
    private static final double ROOMY_WIDTH = 1280;
    private static final double ROOMY_HEIGHT = 800;
    private static final double SETUP_WIDTH = 276;
    private static final double INSPECTOR_WIDTH = 320;
    private static final double TIMELINE_HEIGHT = 168;
    private static final double SETUP_SHARE = 0.23;
    private static final double INSPECTOR_SHARE = 0.285;
    private static final double TIMELINE_SHARE = 0.19;

    private final Region window;
    private final Preferences preferences;
    private final Region setup;
    private final List<Region> inspector;
    private final Region timeline;

    /// @param inspector what stands at the right, from inside out
    Room(Region window, Preferences preferences, Region setup, List<Region> inspector, Region timeline) {
        this.window = window;
        this.preferences = preferences;
        this.setup = setup;
        this.inspector = inspector;
        this.timeline = timeline;
        window.widthProperty().subscribe(this::share);
        window.heightProperty().subscribe(this::share);
        preferences.textPercentProperty().subscribe(this::share);
    }

    /// Whether the text is so large that what can wait behind a button does.
    static boolean large(Preferences preferences) {
        return preferences.scale() > LARGE_TEXT;
    }

    private void share() {
        double scale = preferences.scale();
        double width = window.getWidth();
        double height = window.getHeight();
        window.pseudoClassStateChanged(NARROW, width < ROOMY_WIDTH * scale);
        window.pseudoClassStateChanged(LOW, height < ROOMY_HEIGHT * scale);
        window.pseudoClassStateChanged(LARGE, large(preferences));
        // At the usual size the stylesheet says it all. A style of its own wins against it.
        setup.setStyle(scale == 1 ? "" : style("width", Math.min(SETUP_WIDTH * scale, width * SETUP_SHARE)));
        inspector.forEach(region -> region.setStyle(scale == 1
                ? ""
                : style("width", Math.min(INSPECTOR_WIDTH * scale, width * INSPECTOR_SHARE))));
        timeline.setStyle(scale == 1
                ? ""
                : style("height", Math.min(TIMELINE_HEIGHT * scale, height * TIMELINE_SHARE)));
    }

    private static String style(String what, double pixels) {
        return String.format(Locale.ROOT, "-fx-pref-%1$s: %2$.0fpx; -fx-min-%1$s: %2$.0fpx;", what, pixels);
    }
}
