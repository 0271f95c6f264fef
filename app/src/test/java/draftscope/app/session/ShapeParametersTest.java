package draftscope.app.session;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.lab.Shape;
import draftscope.lab.Shape.Order;
import draftscope.trace.ModelIdentity;
import draftscope.trace.Observation;
import draftscope.trace.RunSettings;
import draftscope.trace.SamplingSettings;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShapeParametersTest {
    private static final ModelIdentity TOY = new ModelIdentity("toy", "toy", 0, 1, 1, 8, 64, 8, "");

    private static ShapeParameters of(String method, Map<String, String> now, Shape own, Shape wanted) {
        return ShapeParameters.of(new RunSettings(method, "The method", "Speculative", "", now,
                new SamplingSettings(0, 0, 1, 0), 1, 9, TOY, Optional.of(TOY), 1, Observation.LIGHT, 64, "", ""), own,
                wanted);
    }

    private static Shape shape(int depth, int width, int nodes, double least) {
        return new Shape(depth, width, nodes, Order.DRAFTED, least);
    }

    @Test
    void aChainIsAsLongAsDepthAndBudgetAllow() {
        Shape own = shape(6, 1, 6, 0);
        Map<String, String> fixed = Map.of("gamma", "6", "length", "fixed");
        assertThat(of("draft-chain", fixed, own, shape(6, 1, 4, 0)).values()).isEqualTo(Map.of("gamma", "4"));
        assertThat(of("draft-chain", fixed, own, shape(3, 1, 6, .5)).values())
                .isEqualTo(Map.of("gamma", "3", "length", "confidence", "confidence", "0.5"));
        assertThat(of("draft-chain", Map.of("gamma", "6", "length", "rounds"), own, shape(3, 1, 6, 0)).why())
                .startsWith("The length of this run's chains follows");
        assertThat(of("svip", Map.of("cap", "6"), own, shape(2, 1, 6, 0)).values()).isEqualTo(Map.of("cap", "2"));
        assertThat(of("svip", Map.of("cap", "6"), own, shape(2, 1, 6, .1)).why())
                .isEqualTo("The method has no least probability, so it cannot be applied.");
    }

    @Test
    void aTreeKeepsWholeLevels() {
        Shape own = shape(3, 3, 21, 0);
        Map<String, String> now = Map.of("widths", "3,2,2");
        assertThat(of("draft-tree", now, own, shape(2, 3, 21, 0)).values()).isEqualTo(Map.of("widths", "3,2"));
        assertThat(of("draft-tree", now, own, shape(3, 2, 14, 0)).values()).isEqualTo(Map.of("widths", "2,2,2"));
        assertThat(of("rsd-c", now, own, shape(3, 3, 9, 0)).values()).isEqualTo(Map.of("widths", "3,2"));
        assertThat(of("draft-tree", now, own, shape(3, 3, 8, 0)).why())
                .isEqualTo("The method has no budget of nodes: only whole levels can be applied.");
        assertThat(of("draft-tree", now, own, new Shape(3, 3, 9, Order.PATH_PROBABILITY, 0)).why()).isNotEmpty();
    }

    @Test
    void dySpecTakesABudgetAndNothingElse() {
        Shape own = shape(5, 3, 16, 0);
        Map<String, String> now = Map.of("form", "budget", "nodes", "16");
        assertThat(of("dyspec", now, own, shape(5, 3, 8, 0)).values()).isEqualTo(Map.of("nodes", "8"));
        assertThat(of("dyspec", now, own, shape(4, 3, 8, 0)).why()).isNotEmpty();
        assertThat(of("dyspec", Map.of("form", "threshold"), own, shape(5, 3, 8, 0)).why()).isNotEmpty();
        assertThat(of("sequoia", Map.of(), own, shape(5, 3, 8, 0)).why())
                .isEqualTo("The method has no parameters that make a part of its drafts.");
    }
}
