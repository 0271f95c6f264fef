package draftscope.views.layout;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.trace.TimeLedger;
import draftscope.trace.TimeLedger.Side;
import draftscope.views.layout.LedgerWords.Baseline;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LedgerWordsTest {
    private static final Side NONE = new Side(0, 0, 0, 0, 0);

    /// Ten drafting rounds of so many milliseconds each.
    private static TimeLedger rounds(double millis, int tokens, int accepted, Side plain) {
        return new TimeLedger(Map.of(), List.of(), 0, 0, true, 1,
                new Side(10, tokens, accepted, Math.round(millis * 1e7), 210_000_000), plain);
    }

    private static final Optional<Baseline> PLAIN = Optional.of(new Baseline(12e6, 64, "a plain run"));

    @Test
    void saysWhatSpeculationSaves() {
        assertThat(LedgerWords.headline(rounds(23.6, 40, 30, NONE), PLAIN))
                .isEqualTo("Speculation saves 6.10 ms a token here: 5.90 ms against 12.0 ms.");
    }

    @Test
    void saysWhatItCostsAndWhy() {
        assertThat(LedgerWords.headline(rounds(27.36, 18, 8, NONE), PLAIN)).isEqualTo(
                "Speculation costs 3.20 ms a token here: a round takes 27.4 ms, its target pass 21.0 ms against 12.0 ms for a plain"
                        + " token, and 0.8 draft tokens are accepted a round.");
        assertThat(LedgerWords.breakEven(rounds(27.36, 18, 8, NONE), PLAIN)).isEqualTo(
                "Break-even: 2.28 tokens a round; a round writes 1.80. Plain decoding: 12.0 ms a token, measured over 64 tokens"
                        + " (a plain run).");
    }

    @Test
    void guessesNothing() {
        assertThat(LedgerWords.headline(rounds(20, 40, 30, NONE), Optional.empty())).contains("not measured yet")
                .doesNotContain("saves", "costs");
        assertThat(LedgerWords.breakEven(rounds(20, 40, 30, NONE), Optional.empty())).contains("not measured yet");
        // Too few rounds without a draft say nothing.
        assertThat(LedgerWords.within(rounds(20, 40, 30, new Side(7, 7, 0, 70_000_000, 0)))).isEmpty();
        assertThat(LedgerWords.within(rounds(20, 40, 30, new Side(8, 8, 0, 80_000_000, 0)))).get()
                .extracting(Baseline::nanosPerToken).isEqualTo(1e7);
    }

    @Test
    void callsATieATie() {
        assertThat(LedgerWords.headline(rounds(23.9, 20, 10, NONE), PLAIN))
                .startsWith("Speculation makes no difference");
    }

    @Test
    void saysWhatRanOutsideTheEnginesTime() {
        assertThat(LedgerWords.outside(new TimeLedger(Map.of(), List.of(), 0, 0, true, 1, NONE, NONE))).isEmpty();
        assertThat(LedgerWords.outside(new TimeLedger(Map.of(), List.of(), 2_000_000, 0, true, 1, NONE, NONE)))
                .isEqualTo("and 2.00 ms of drafting beside the target, not counted");
        assertThat(LedgerWords.outside(new TimeLedger(Map.of(), List.of(), 2_000_000, 30_000_000, true, 1, NONE, NONE)))
                .isEqualTo("and 30.0 ms waiting and 2.00 ms of drafting beside the target, not counted");
    }

    @Test
    void saysThatABatchPaysAndNotSpeculationAlone() {
        TimeLedger four = new TimeLedger(Map.of(), List.of(), 0, 0, true, 4,
                new Side(10, 40, 20, 236_000_000, 210_000_000), NONE);
        assertThat(LedgerWords.headline(four, PLAIN)).isEqualTo(
                "Decoding 4 prompts at once saves 6.10 ms a token here: 5.90 ms against 12.0 ms.");
    }
}
