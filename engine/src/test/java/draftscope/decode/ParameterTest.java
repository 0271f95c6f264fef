package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ParameterTest {
    private final Parameter whole = new Parameter.Whole("gamma", "Draft length", "help", "tokens", 1, 32, 5);
    private final Parameter real = new Parameter.Real("threshold", "Threshold", "help", "", 0, 1.1, .9);
    private final Parameter choice = new Parameter.Choice("pick", "Which", "help", "", List.of("first", "latest"),
            "first");
    private final Parameter widths = new Parameter.Widths("widths", "Children", "help", "children", 4, 8, 40, List.of(3,
            2, 1));

    @Test
    void givesCanonicalText() {
        assertThat(whole.check(" 07 ")).isEqualTo("7");
        assertThat(real.check("1")).isEqualTo("1.0");
        assertThat(real.check(".90")).isEqualTo("0.9");
        assertThat(choice.check("latest ")).isEqualTo("latest");
        assertThat(widths.check(" 3, 2 ,1")).isEqualTo("3,2,1");
        assertThat(widths.standard()).isEqualTo("3,2,1");
    }

    @Test
    void saysWhatIsAcceptedInOneSentence() {
        assertThatThrownBy(() -> whole.check("33")).isInstanceOf(IllegalArgumentException.class).hasMessage(
                "parameter 'gamma' is '33'; accepted: a whole number from 1 to 32");
        assertThatThrownBy(() -> whole.check("many")).hasMessageContaining("from 1 to 32");
        assertThatThrownBy(() -> whole.check("99999999999")).hasMessageContaining("from 1 to 32");
        assertThatThrownBy(() -> real.check("NaN")).hasMessageContaining("from 0.0 to 1.1");
        assertThatThrownBy(() -> choice.check("any")).hasMessageContaining("accepted: first, latest");
        for (String bad : List.of("", "0", "3,,1", "9", "1,1,1,1,1", "8,8", "3;2")) {
            assertThatThrownBy(() -> widths.check(bad)).as(bad).hasMessageContaining("at most 40 nodes");
        }
    }
}
