package draftscope.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListTaskTest {
    private static ListPrompt prompt(String text) {
        return ListPrompt.parse(List.of(text.replace(":", " :").split("\\s+")));
    }

    private static List<String> answers(String text) {
        return prompt(text).answers().stream().map(answer -> String.join("", answer)).toList();
    }

    @Test
    void everyTaskHasTheAnswersThatItsNameSays() {
        assertThat(answers("copy: c a b =")).containsExactly("cab");
        assertThat(answers("reverse: c a b =")).containsExactly("bac");
        assertThat(answers("sort: c a b =")).containsExactly("abc");
        assertThat(answers("replace-index 2 x: c a b =")).containsExactly("cxb");
        assertThat(answers("replace-random x: c a b =")).containsExactlyInAnyOrder("xab", "cxb", "cax");
        assertThat(answers("insert-random x: c a =")).containsExactlyInAnyOrder("xca", "cxa", "cax");
        assertThat(answers("remove-random: c a b =")).containsExactlyInAnyOrder("ab", "cb", "ca");
        assertThat(answers("shuffle: c a b =")).containsExactlyInAnyOrder("abc", "acb", "bac", "bca", "cab", "cba");
    }

    @Test
    void thereAre576LatinSquaresOfSideFourAndEachIsOne() {
        List<List<String>> squares = prompt("latin-square: 1 2 3 4 =").answers();
        assertThat(squares).hasSize(576).doesNotHaveDuplicates().allSatisfy(square -> {
            for (int i = 0; i < 4; i++) {
                int line = i;
                assertThat(new HashSet<>(square.subList(4 * i, 4 * i + 4))).hasSize(4);
                assertThat(List.of(0, 4, 8, 12)).extracting(row -> square.get(row + line)).doesNotHaveDuplicates();
            }
        });
    }

    @Test
    void anAnswerThatCanBeReachedInTwoWaysCountsOnce() {
        assertThat(answers("remove-random: a a b =")).containsExactly("ab", "aa");
        assertThat(answers("shuffle: a a =")).containsExactly("aa");
    }

    @Test
    void anAnswerIsAcceptedWhateverTheSpaceAroundItsItems() {
        ListPrompt prompt = prompt("shuffle: a b c =");
        assertThat(prompt.accepts(" c  a b ")).isTrue();
        assertThat(prompt.accepts("c a a")).isFalse();
        assertThat(prompt.accepts("c a b b")).isFalse();
        assertThat(prompt.accepts("")).isFalse();
    }

    @Test
    void aPromptIsReadBackFromItsText() {
        for (String text : List.of("replace-index 2 x: c a b =", "latin-square: a b c d =", "copy: a =")) {
            assertThat(prompt(text).text()).isEqualTo(text);
        }
    }

    @Test
    void whatIsNoListTaskIsRefusedInASentence() {
        assertRefused("once upon a time", "is no list task; accepted: a list task such as ‘shuffle: a b c d =’");
        assertRefused("shuffle: a b", "is no list task");
        assertRefused("juggle: a b =", "‘juggle’ is no list task; known are copy, reverse");
        assertRefused("copy: =", "the list has 0 items; accepted: 1 to 8");
        assertRefused("copy: a b c d e f g h i =", "the list has 9 items");
        assertRefused("copy x: a b =", "copy has 1 arguments and needs 0");
        assertRefused("replace-index 4 x: a b c =", "the place ‘4’ is none of the list's; accepted: 1 to 3");
        assertRefused("latin-square: 1 2 3 3 =", "four different items");
    }

    private static void assertRefused(String text, String why) {
        assertThatIllegalArgumentException().isThrownBy(() -> prompt(text)).withMessageContaining(why);
    }
}
