package draftscope.views.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import draftscope.views.layout.ParallelCard.Point;
import draftscope.views.layout.ParallelCard.Series;
import draftscope.views.layout.ParallelLayout.Plot;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParallelLayoutTest {
    private static final ParallelCard CARD = new ParallelCard("", "A shuffle.", "By counting.",
            List.of(new Point("", 1, 1, 0), new Point("", 6, 0.015, 6)),
            List.of(new Series("Threshold", List.of(new Point("threshold=0.9", 1.5, 1, 0.2), new Point("threshold=0.3",
                    4, 0.2, 3))), new Series("FreeDave", List.of(new Point("", 2, 1, 0)))),
            0);

    @Test
    void plotsStandSideBySideWhereThereIsRoomAndElseBelowEachOther() {
        ParallelLayout wide = ParallelLayout.of(CARD, 1100, 400, 1);
        assertThat(wide.lost().x()).isGreaterThan(wide.right().x() + wide.right().width());
        assertThat(wide.lost().y()).isEqualTo(wide.right().y());
        ParallelLayout narrow = ParallelLayout.of(CARD, 600, 400, 1);
        assertThat(narrow.lost().x()).isEqualTo(narrow.right().x());
        assertThat(narrow.lost().y()).isGreaterThan(narrow.right().y() + narrow.right().height());
        for (ParallelLayout layout : List.of(wide, narrow)) {
            assertThat(layout.listX()).isGreaterThan(layout.lost().x() + layout.lost().width());
            assertThat(layout.height()).isGreaterThan(layout.lost().y() + layout.lost().height());
        }
    }

    @Test
    void aPointStandsAtItsTokensAndItsValue() {
        Plot plot = ParallelLayout.of(CARD, 1100, 400, 1).right();
        assertThat(plot.atX(1)).isEqualTo(plot.x());
        assertThat(plot.atX(6)).isCloseTo(plot.x() + plot.width(), within(1e-9));
        assertThat(plot.atY(0)).isEqualTo(plot.y() + plot.height());
        assertThat(plot.atY(1)).isEqualTo(plot.y());
        assertThat(ParallelLayout.of(CARD, 1100, 400, 1).lost().mostY()).as("the most that is lost").isEqualTo(6);
    }

    @Test
    void aMethodIsFoundByItsLineAndByItsPoints() {
        ParallelLayout layout = ParallelLayout.of(CARD, 1100, 400, 1);
        assertThat(layout.method(CARD, layout.listX() + 5, layout.listY() + 1.5 * layout.row())).isEqualTo(1);
        assertThat(layout.method(CARD, layout.listX() + 5, layout.listY() + 2.5 * layout.row())).isEqualTo(-1);
        Plot plot = layout.lost();
        assertThat(layout.near(CARD, plot.atX(2) + 3, plot.atY(0) - 3, 14)).isEqualTo(1);
        assertThat(layout.near(CARD, plot.atX(4), plot.atY(3), 14)).isZero();
        assertThat(layout.near(CARD, plot.atX(5.5), plot.atY(1), 14)).isEqualTo(-1);
    }

    @Test
    void whatIsChosenStaysAmongTheMethods() {
        assertThat(CARD.choosing(7).chosen()).isEqualTo(1);
        assertThat(CARD.choosing(-3).chosen()).isZero();
        assertThat(ParallelCard.NONE.look()).isEmpty();
        assertThat(ParallelCard.NONE.narration()).isEqualTo("Nothing was measured yet.");
        assertThat(CARD.narration())
                .isEqualTo("A shuffle. By counting. Threshold: threshold=0.9: 1.50 tokens a forward,"
                        + " 100 % right, 0.20 bits lost; threshold=0.3: 4.00 tokens a forward, 20 % right, 3.00 bits lost.");
    }
}
