package draftscope.views.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import draftscope.trace.CommittedToken;
import draftscope.trace.TokenMeasures;
import draftscope.trace.TopTokens;
import draftscope.trace.TraceState;
import draftscope.views.Overlay;
import draftscope.views.Tales;
import draftscope.views.Toolkit;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RibbonTest {
    @Test
    void everyTokenHasAColumnAndEveryPointAToken() {
        Random random = new Random(2);
        for (int tokens : new int[]{1, 2, 7, 300, 1001, 100_000}) {
            for (double width : new double[]{1, 40, 333.5, 1200}) {
                double[] shares = random.doubles(tokens).toArray();
                Ribbon ribbon = Ribbon.of(shares, 0, width, 1, 1);
                assertThat(ribbon.columns() * ribbon.pitch()).isLessThanOrEqualTo(width + 1e-6);
                for (int token = 0; token < tokens; token += Math.max(1, tokens / 97)) {
                    int column = ribbon.column(token);
                    assertThat(token).isBetween(ribbon.first()[column], ribbon.first()[column + 1] - 1);
                    assertThat(shares[token]).isLessThanOrEqualTo(ribbon.most()[column]);
                    int under = ribbon.token((column + 0.5) * ribbon.pitch());
                    assertThat(ribbon.column(under)).isEqualTo(column);
                }
                assertThat(ribbon.token(-50)).isZero();
                assertThat(ribbon.token(width + 50)).isEqualTo(tokens - 1);
            }
        }
    }

    @Test
    void aColumnOfSeveralTokensKeepsThePeakAndTellsTheMean() {
        Ribbon ribbon = Ribbon.of(new double[]{0.1, 0.9, Double.NaN, 0.2, 0.4, 0.3}, 0, 2, 1, 1);
        assertThat(ribbon.most()).containsExactly(0.9, 0.4);
        assertThat(ribbon.mean()[0]).isCloseTo(0.5, within(1e-12));
        assertThat(ribbon.mean()[1]).isCloseTo(0.3, within(1e-12));
        Ribbon about = Ribbon.of(new double[]{0.6, 0.1, 0.7}, 0.5, 1, 1, 1);
        assertThat(about.most()).containsExactly(0.1); // the farthest from the middle
        assertThat(Ribbon.of(new double[]{Double.NaN}, 0, 9, 1, 1).most()).containsExactly(Double.NaN);
    }

    @Test
    void theSumsUnderTheCurveAreThoseOfTheTokens() {
        TraceState state = Toolkit.end(Tales.trees(7));
        List<Running.Item> items = Running.of(state);
        double bits = 0;
        long bytes = 0;
        for (CommittedToken token : state.committed()) {
            bits += token.measures().surprisalBits();
            bytes += state.trace().piece(token.token()).bytes().length;
        }
        TextCost cost = TextCost.of(state.trace(), items, item -> item.kind() == Running.Kind.COMMITTED
                ? state.committed().get(item.index()).measures().surprisalBits()
                : Double.NaN);
        assertThat(cost.tokens()).isEqualTo(state.prompt().size() + state.committed().size());
        assertThat(cost.measured()).isEqualTo(state.committed().size());
        assertThat(cost.bits()).isCloseTo(bits, within(1e-9));
        assertThat(cost.bitsPerByte()).isCloseTo(bits / bytes, within(1e-12));
        assertThat(cost.words()).contains(state.committed().size() + " of ", "bit per byte");
    }

    @Test
    void everyOverlayReadsItsOwnMeasureAndItsDomainIsFixed() {
        TokenMeasures measures = new TokenMeasures(3.5, 14, 0.25, 0.5, 9, TopTokens.NOT_CAPTURED, 7);
        assertThat(Overlay.ENTROPY.share(Overlay.ENTROPY.of(measures, 1))).isEqualTo(0.5);
        assertThat(Overlay.SURPRISAL.share(Overlay.SURPRISAL.of(measures, 1))).isEqualTo(1);
        assertThat(Overlay.PROBABILITY.share(Overlay.PROBABILITY.of(measures, 1))).isEqualTo(0.25);
        assertThat(Overlay.RANK.share(Overlay.RANK.of(measures, 1))).isCloseTo(1 / 3.0, within(1e-12)); // the 10th of 1000
        assertThat(Overlay.MARGIN.share(Overlay.MARGIN.of(measures, 1))).isEqualTo(0.5);
        assertThat(Overlay.LOG_RATIO.share(Overlay.LOG_RATIO.of(measures, 1))).isEqualTo(0.75);
        assertThat(Overlay.VARENTROPY.share(Overlay.VARENTROPY.of(measures, 1))).isEqualTo(0.5);
        for (Overlay overlay : Overlay.values())
            assertThat(overlay.of(TokenMeasures.NOT_CAPTURED, Double.NaN)).isNaN();
    }
}
