package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MethodCatalogTest {
    @Test
    void givesEveryMethodAnIdOfItsOwn() {
        assertThat(MethodCatalog.all().stream().map(DecodingMethod::id)).doesNotHaveDuplicates();
    }

    @Test
    void listsTheKnownMethodsWhenAskedForAnUnknownOne() {
        assertThatThrownBy(() -> MethodCatalog.byId("magic")).isInstanceOf(CannotRunException.class).hasMessage(
                "unknown method 'magic'; known: " + MethodCatalog.all().stream().map(DecodingMethod::id).collect(
                        Collectors.joining(", ")));
    }

    @Test
    void saysWhyMethodsWithACanvasAndUnjudgedDraftsAreLossyAndNothingElseIs() {
        for (DecodingMethod method : MethodCatalog.all()) {
            assertThat(method.exact()).as(method.id()).isEqualTo(
                    !method.family().onCanvas() && !method.id().equals("superposed"));
        }
    }
}
