package draftscope.views.layout;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.views.Labs;
import draftscope.views.layout.LabCard.Place;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LabLayoutTest {
    private final LabCard card = Labs.card();

    @Test
    void putsTheFactsBesideTheMapWhereThereIsRoomAndBelowItElsewhere() {
        LabLayout wide = LabLayout.of(card, 960, 1);
        assertThat(wide.sideX()).isGreaterThan(wide.left() + 4 * wide.cellWidth());
        assertThat(wide.sideX() + wide.sideWidth()).isLessThanOrEqualTo(960);
        LabLayout narrow = LabLayout.of(card, 400, 1);
        assertThat(narrow.sideY()).isGreaterThan(narrow.top() + 3 * narrow.cellHeight());
        assertThat(narrow.left() + 4 * narrow.cellWidth()).isLessThanOrEqualTo(400);
    }

    @Test
    void findsTheCellUnderAPointAndItsNeighbours() {
        LabLayout layout = LabLayout.of(card, 960, 1);
        LabLayout.Box box = layout.cells().get(6);
        assertThat(box.cell().place()).isEqualTo(new Place(2, 6));
        assertThat(layout.at(box.x() + 1, box.y() + 1)).contains(box.cell());
        assertThat(layout.at(2, 2)).isEmpty();
        assertThat(LabLayout.beside(card, new Place(2, 6), 1, -1)).isEqualTo(new Place(3, 3));
        assertThat(LabLayout.beside(card, new Place(3, 12), 1, 1)).isEqualTo(new Place(3, 12));
    }

    @Test
    void standsAParentInTheMiddleOfItsChildren() {
        Map<Integer, double[]> places = LabLayout.tree(card.tree().nodes(), 90, 60);
        assertThat(places.get(0)[0]).isZero();
        assertThat(places.get(5)).containsExactly(90, 30);
        assertThat(places.get(3)).containsExactly(60, 10);
        assertThat(places.get(1)).containsExactly(30, 20);
        assertThat(places.get(2)).containsExactly(30, 50);
    }

    @Test
    void saysWhatIsBestAndWhatIsKnownOfTheChosenCell() {
        assertThat(card.best().orElseThrow().place()).isEqualTo(new Place(3, 6));
        assertThat(card.headline())
                .isEqualTo("Best: depth 3, up to 6 nodes, 166 tok/s predicted. The run itself: 143 tok/s.");
        assertThat(card.narration()).contains("Chosen: depth 2, up to 3 nodes. predicted 143 tok/s. measured not yet.")
                .contains("of whose 5 nodes it keeps 3 and accepts 1.").contains("only whole levels can be applied")
                .endsWith("T shows all cells as a table.");
        assertThat(LabCard.rate(7.25)).isEqualTo("7.3 tok/s");
        assertThat(LabCard.NONE.narration()).isEqualTo("No run yet.");
    }
}
