package draftscope.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.library.Places;
import draftscope.styles.Theme;
import draftscope.trace.Observation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreferencesTest {
    @TempDir
    private Path folder;

    private Preferences kept() {
        return Preferences.in(new Places(folder, folder, folder));
    }

    @Test
    void eachChangeIsThereAtTheNextStart() {
        Preferences first = kept();
        first.themeProperty().set(Theme.HIGH_CONTRAST_GREY);
        first.textPercentProperty().set(175);
        first.reducedMotionProperty().set(true);
        first.spokenProperty().set(Preferences.Spoken.FULL);
        first.observationProperty().set(Observation.FULL);
        first.restoreProperty().set(false);
        first.recentActions().setAll("generate", "next-match");
        Preferences next = kept();
        assertThat(next.problem()).isEmpty();
        assertThat(next.themeProperty().get()).isEqualTo(Theme.HIGH_CONTRAST_GREY);
        assertThat(next.scale()).isEqualTo(1.75);
        assertThat(next.reducedMotionProperty().get()).isTrue();
        assertThat(next.spokenProperty().get()).isEqualTo(Preferences.Spoken.FULL);
        assertThat(next.observationProperty().get()).isEqualTo(Observation.FULL);
        assertThat(next.restoreProperty().get()).isFalse();
        assertThat(next.recentActions()).containsExactly("generate", "next-match");
    }

    @Test
    void aDamagedFileIsSaidAndChangesNothingElse() throws Exception {
        for (String damaged : List.of("{\"version\": 1, \"textPercent\": 300}",
                "{\"version\": 1, \"theme\": \"light\", \"restore\": 1}", "{\"version\": 1, \"theme\": \"pink\"}",
                "{\"version\": 2}", "theme")) {
            Files.writeString(folder.resolve("preferences.json"), damaged);
            Preferences preferences = kept();
            assertThat(preferences.problem()).as(damaged)
                    .hasValueSatisfying(words -> assertThat(words).contains("preferences.json", "the usual ones"));
            assertThat(preferences.themeProperty().get()).isEqualTo(Theme.DARK);
            assertThat(preferences.scale()).isEqualTo(1);
        }
    }

    @Test
    void lengthsOfTheWindowsSheetGrowWithItsText() {
        assertThat(Looks.enlarged("-fx-padding: 0 8px 1.5px 2em; -fx-font-size: 12px;", 2))
                .isEqualTo("-fx-padding: 0 16.00px 3.00px 2em; -fx-font-size: 24.00px;");
    }
}
