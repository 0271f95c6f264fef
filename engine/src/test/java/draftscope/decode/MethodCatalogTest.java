package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MethodCatalogTest {
    @Nested
    class Autoregressive extends MethodContract {
        @Override
        String id() {
            return "autoregressive";
        }
    }

    @Nested
    class DraftChain extends MethodContract {
        @Override
        String id() {
            return "draft-chain";
        }
    }

    @Nested
    class DraftTree extends MethodContract {
        @Override
        String id() {
            return "draft-tree";
        }
    }

    @Nested
    class PromptLookup extends MethodContract {
        @Override
        String id() {
            return "prompt-lookup";
        }
    }

    @Nested
    class DiffusionLowConfidence extends MethodContract {
        @Override
        String id() {
            return "diffusion-low-confidence";
        }
    }

    @Nested
    class DiffusionThreshold extends MethodContract {
        @Override
        String id() {
            return "diffusion-threshold";
        }
    }

    @Test
    void holdsEveryMethodUnderItsContract() {
        List<String> covered = Arrays.stream(MethodCatalogTest.class.getDeclaredClasses()).filter(
                MethodContract.class::isAssignableFrom).map(Class::getSimpleName).map(
                        name -> name.replaceAll(
                                "(?<!^)([A-Z])", "-$1").toLowerCase())
                .toList();
        assertThat(covered).containsExactlyInAnyOrderElementsOf(MethodCatalog.all().stream().map(DecodingMethod::id)
                .toList());
    }

    @Test
    void listsTheKnownMethodsWhenAskedForAnUnknownOne() {
        assertThatThrownBy(() -> MethodCatalog.byId("magic")).isInstanceOf(CannotRunException.class).hasMessage(
                "unknown method 'magic'; known: autoregressive, draft-chain, draft-tree, prompt-lookup, "
                        + "diffusion-low-confidence, diffusion-threshold");
    }

    @Test
    void saysWhyDiffusionIsLossyAndNothingElseIs() {
        for (DecodingMethod method : MethodCatalog.all()) {
            assertThat(method.exact()).as(method.id()).isEqualTo(method.family() != Family.DIFFUSION);
        }
    }
}
