package draftscope.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DisplayTest {

    @Test
    void saysWhichPackageGivesADisplayWhenThereIsNone() {
        assertThat(Display.missing(Map.of(), d -> true, l -> true)).hasValueSatisfying(
                sentence -> assertThat(sentence).contains("no display").contains("xvfb"));
    }

    @Test
    void saysThatWaylandNeedsXwayland() {
        assertThat(Display.missing(Map.of("WAYLAND_DISPLAY", "wayland-0"), d -> true, l -> true)).hasValueSatisfying(
                sentence -> assertThat(sentence).contains("xwayland"));
    }

    @Test
    void saysThatADisplayDoesNotAnswer() {
        assertThat(Display.missing(Map.of("DISPLAY", ":7"), d -> false, l -> true)).hasValueSatisfying(
                sentence -> assertThat(sentence).contains("':7' does not answer"));
    }

    @Test
    void saysWhichPackageBringsGtk() {
        assertThat(Display.missing(Map.of("DISPLAY", ":0"), d -> true, l -> !l.contains("gtk"))).hasValueSatisfying(
                sentence -> assertThat(sentence).contains("GTK 3").contains("libgtk-3-0"));
    }

    @Test
    void findsNothingMissingWhereADisplayAnswersAndGtkLoads() {
        assertThat(Display.missing(Map.of("DISPLAY", ":0"), d -> true, l -> true)).isEmpty();
    }
}
