package draftscope.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FuzzyTest {
    @Test
    void everyWordMustBeFound() {
        assertThat(Fuzzy.score("next rej", "Next rejection")).isPositive();
        assertThat(Fuzzy.score("rej next", "Next rejection")).as("in any order").isPositive();
        assertThat(Fuzzy.score("next tree", "Next rejection")).isEqualTo(-1);
    }

    @Test
    void aBeginningOfAWordIsBetterThanItsMiddleAndThatBetterThanScatteredLetters() {
        List<Integer> scores = List.of(Fuzzy.score("rec", "Open a recording"), Fuzzy.score("cord", "Open a recording"),
                Fuzzy.score("rcdg", "Open a recording"));
        assertThat(scores).isSortedAccordingTo((a, b) -> b - a).doesNotHaveDuplicates().allMatch(score -> score > 0);
    }

    @Test
    void scatteredLettersStayInsideOneWord() {
        assertThat(Fuzzy.score("oar", "Open a recording")).isEqualTo(-1);
        assertThat(Fuzzy.score("nrg", "Open a recording")).isEqualTo(-1);
    }

    @Test
    void nothingTypedFitsEverything() {
        assertThat(Fuzzy.score("  ", "Open a recording")).isZero();
    }
}
