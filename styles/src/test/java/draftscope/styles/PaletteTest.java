package draftscope.styles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PaletteTest {
    @BeforeAll
    static void startToolkit() throws InterruptedException {
        CountDownLatch up = new CountDownLatch(1);
        Platform.startup(up::countDown);
        assertThat(up.await(20, TimeUnit.SECONDS)).isTrue();
        Platform.setImplicitExit(false);
    }

    private static <T> T onToolkit(java.util.concurrent.Callable<T> action) throws Exception {
        FutureTask<T> task = new FutureTask<>(action);
        Platform.runLater(task);
        return task.get(30, TimeUnit.SECONDS);
    }

    @Test
    void bothThemesAssignTheSameTokens() {
        assertThat(Palette.of(Theme.DARK).colors().keySet()).isEqualTo(Palette.of(Theme.LIGHT).colors().keySet());
    }

    @ParameterizedTest
    @EnumSource(Theme.class)
    void givesCanvasesWhatCssGivesNodes(Theme theme) throws Exception {
        Map<String, Color> colors = Palette.of(theme).colors();
        List<String> wrong = onToolkit(() -> {
            Pane root = new Pane();
            Scene scene = new Scene(root);
            scene.getStylesheets().setAll(theme.stylesheets());
            List<String> different = new ArrayList<>();
            for (Map.Entry<String, Color> token : colors.entrySet()) {
                Region region = new Region();
                region.setStyle("-fx-background-color: -ds-" + token.getKey() + ";");
                root.getChildren().setAll(region);
                root.applyCss();
                if (region.getBackground() == null
                        || !region.getBackground().getFills().getFirst().getFill().equals(token.getValue()))
                    different.add(token.getKey());
            }
            return different;
        });
        assertThat(wrong).isEmpty();
    }

    /// Contrast after WCAG 2: the ratio of relative luminances.
    private static double contrast(Color a, Color b) {
        double la = luminance(a);
        double lb = luminance(b);
        return (Math.max(la, lb) + 0.05) / (Math.min(la, lb) + 0.05);
    }

    private static double luminance(Color c) {
        return 0.2126 * linear(c.getRed()) + 0.7152 * linear(c.getGreen()) + 0.0722 * linear(c.getBlue());
    }

    private static double linear(double channel) {
        return channel <= 0.04045 ? channel / 12.92 : Math.pow((channel + 0.055) / 1.055, 2.4);
    }

    @ParameterizedTest
    @EnumSource(Theme.class)
    void keepsTextReadableOnEveryFill(Theme theme) {
        Palette palette = Palette.of(theme);
        Color text = palette.color("text");
        for (double bits = 0; bits <= 9; bits += 0.1)
            assertThat(contrast(text, palette.entropy(bits))).as("entropy %.1f", bits).isGreaterThanOrEqualTo(4.5);
        for (double p = 0; p <= 1; p += 0.01) {
            // The surest dark step has 4.4 (rounded) by design; text on it is bold.
            double least = theme.withColours(true) == Theme.DARK && p >= 0.95 ? 4.35 : 4.5;
            assertThat(contrast(text, palette.confidence(p))).as("confidence %.2f", p).isGreaterThanOrEqualTo(least);
        }
        for (double r = -3; r <= 3; r += 0.1)
            assertThat(contrast(text, palette.divergence(r))).as("divergence %.1f", r).isGreaterThanOrEqualTo(4.35);
        for (String under : List.of("app", "surface", "raised"))
            assertThat(contrast(palette.color("text-secondary"), palette.color(under))).as(under)
                    .isGreaterThanOrEqualTo(4.5);
        for (String role : List.of("accepted", "correction", "rejected", "breakpoint"))
            assertThat(contrast(palette.color(role), palette.color("surface"))).as(role).isGreaterThanOrEqualTo(4.5);
        for (int rule = 0; rule < Palette.RULES; rule++)
            assertThat(contrast(palette.color("rule-" + rule), palette.color("surface"))).as("rule %d", rule)
                    .isGreaterThanOrEqualTo(4.5);
    }

    @ParameterizedTest
    @EnumSource(Theme.class)
    void moreInkIsMoreOfTheQuantity(Theme theme) {
        Palette palette = Palette.of(theme);
        double before = contrast(palette.color("surface"), palette.entropy(0));
        for (double bits = 0.5; bits <= 7; bits += 0.5) {
            double now = contrast(palette.color("surface"), palette.entropy(bits));
            assertThat(now).as("%.1f bits", bits).isGreaterThan(before);
            before = now;
        }
    }

    @Test
    void saysWhichTokensThereAreWhenOneIsUnknown() {
        assertThatThrownBy(() -> Palette.of(Theme.DARK).color("acepted")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-ds-acepted").hasMessageContaining("accepted");
    }

    @Test
    void treatsWhatWasNotCapturedAsZero() {
        assertThat(Palette.of(Theme.DARK).entropy(Double.NaN)).isEqualTo(Palette.of(Theme.DARK).color("entropy-0"));
    }

    @Test
    void bringsItsOwnFaces() throws Exception {
        List<String> families = onToolkit(() -> {
            Fonts.load();
            Fonts.load();
            return Font.getFamilies();
        });
        assertThat(families).contains(Fonts.UI, Fonts.MONO);
        for (String licence : List.of("fonts/Inter-OFL.txt", "fonts/JetBrainsMono-OFL.txt"))
            assertThat(Fonts.class.getResource(licence)).as(licence).isNotNull();
    }
}
