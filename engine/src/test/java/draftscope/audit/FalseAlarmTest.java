package draftscope.audit;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.sampling.TokenDistribution;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the tests of laws promise about right runs, however short, and that they still see wrong ones.
class FalseAlarmTest {
    private static final TokenDistribution SHARP = TokenDistribution.of(0.999, 0.001);

    /// It comes once in a thousand times, and is 30 standard deviations away when it comes early.
    @Test
    void aRareTokenInAShortTextIsNoFinding() {
        LawTest test = new LawTest();
        for (int token : new int[]{0, 0, 1, 0, 0})
            test.add(SHARP, token);
        assertThat(test.surprisalDeviations()).isGreaterThan(10);
        assertThat(test.stake()).isBetween(1.0, 1e3);
        assertThat(test.finding()).isEmpty();
    }

    @Test
    void rareTokensThatKeepComingAreAFinding() {
        LawTest test = new LawTest();
        for (int i = 0; i < 30; i++)
            test.add(SHARP, i % 5 == 0 ? 1 : 0);
        assertThat(test.finding()).get().satisfies(finding -> {
            assertThat(finding.fault()).isEqualTo(Fault.LAW);
            assertThat(finding.sentence()).contains("less likely than the target's law");
        });
    }

    /// A stake is a martingale: 1 in the mean. Over 200,000 bets on this law its standard error is below 0.01.
    @Test
    void aBetAgainstARightLawGainsNothingInTheMean() {
        Random random = new Random(7);
        double sum = 0;
        int bets = 200_000;
        for (int i = 0; i < bets; i++) {
            Wager wager = new Wager();
            for (int j = 0; j < 4; j++)
                wager.add(new double[]{0.8, 0.2}, new double[]{0, 1}, random.nextDouble() < 0.2 ? 1 : 0);
            sum += wager.stake();
        }
        assertThat(sum / bets).isBetween(0.96, 1.04);
    }

    /// The exact tail of the multinomial: weights 1/c! of each bin's count, summed over all counts with too large squares.
    @ParameterizedTest
    @ValueSource(ints = {LawTest.ENOUGH, 60, 100})
    void theChiSquareOfARightRunPassesItsLimitOnceInAMillionTimesAtMost(int tokens) {
        int bins = 20;
        int squares = (int) ((LawTest.LIMIT + tokens) * tokens / bins);
        double[][] below = new double[tokens + 1][squares + 1]; // by tokens placed and sum of squared counts
        below[0][0] = 1;
        for (int bin = 0; bin < bins; bin++) {
            double[][] next = new double[tokens + 1][squares + 1];
            double weight = 1; // of c tokens in one bin of rate tokens / bins, less its common factor
            for (int c = 0; c <= tokens && c * c <= squares; c++) {
                weight *= c == 0 ? 1 : (double) tokens / bins / c;
                for (int n = c; n <= tokens; n++) {
                    for (int s = c * c; s <= squares; s++)
                        next[n][s] += weight * below[n - c][s - c * c];
                }
            }
            below = next;
        }
        double inside = 0;
        for (double part : below[tokens])
            inside += part;
        double all = 1; // tokens^tokens / tokens!
        for (int n = 1; n <= tokens; n++)
            all *= (double) tokens / n;
        assertThat(1 - inside / all).isBetween(0.0, AuditReport.FALSE_ALARM);
    }
}
