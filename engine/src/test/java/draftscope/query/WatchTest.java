package draftscope.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import draftscope.trace.CanvasToken;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceFixtures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Breakpoints on runs that can be followed on paper.
class WatchTest {
    private static Breakpoint breakpoint(int id, String condition, int from, int after, String message) {
        return new Breakpoint(id, Condition.parse(condition), true, from, after,
                Optional.ofNullable(message).map(LogMessage::parse));
    }

    /// What counted, as `id@step`, steps counted from 1.
    private static String found(List<TraceEvent> events, Breakpoint... breakpoints) {
        return String.join(" ", hits(events, breakpoints).stream().filter(Hit::counts)
                .map(hit -> hit.breakpoint().id() + "@" + (hit.item().facts().step() + 1)).toList());
    }

    private static List<Hit> hits(List<TraceEvent> events, Breakpoint... breakpoints) {
        Watch watch = new Watch(List.of(breakpoints));
        return events.stream().flatMap(event -> watch.accept(event).stream()).toList();
    }

    @Test
    void hitsBeforeTheOneThatCountsPassBy() {
        List<TraceEvent> run = TraceFixtures.speculative();
        assertThat(found(run, breakpoint(1, "position >= 0", 1, 0, null))).isEqualTo("1@1 1@2 1@3 1@4");
        assertThat(found(run, breakpoint(1, "position >= 0", 3, 0, null))).isEqualTo("1@3 1@4");
        assertThat(hits(run, breakpoint(1, "position >= 0", 3, 0, null))).extracting(Hit::number)
                .containsExactly(1, 2, 3, 4);
        assertThat(found(run, breakpoint(1, "accepted == 0", 3, 0, null))).isEmpty();
    }

    @Test
    void aBreakpointWaitsForAnotherInAnEarlierRound() {
        List<TraceEvent> run = TraceFixtures.speculative();
        Breakpoint any = breakpoint(1, "position >= 0", 1, 2, null);
        assertThat(found(run, any, breakpoint(2, "step == 2", 1, 0, null))).isEqualTo("2@2 1@3 1@4");
        assertThat(found(run, any, breakpoint(2, "step == 2", 2, 0, null))).as("it never counts").isEmpty();
        assertThat(found(run, any)).as("there is no such breakpoint").isEmpty();
        assertThat(found(run, breakpoint(1, "position >= 0", 2, 2, null), breakpoint(2, "step == 1", 1, 0, null)))
                .as("only hits behind the other are counted").isEqualTo("2@1 1@3 1@4");
    }

    @Test
    void aBreakpointThatIsTurnedOffIsNotAsked() {
        Breakpoint off = new Breakpoint(1, Condition.parse("position >= 0"), false, 1, 0, Optional.empty());
        assertThat(hits(TraceFixtures.speculative(), off)).isEmpty();
    }

    @Test
    void aLogPointWritesItsLineAndStopsNothing() {
        List<Hit> hits = hits(TraceFixtures.speculative(),
                breakpoint(1, "state == corrected", 1, 0, "{{{token}}} in step {step}: {state}, {entropy}, q {q}"));
        assertThat(hits).extracting(Hit::line).containsExactly(
                "{\" w30\"} in step 1: corrected, 3.75 bits, q not captured",
                "{\" w34\"} in step 3: corrected, 4.00 bits, q not captured");
        assertThat(hits).noneMatch(Hit::stops).allMatch(Hit::counts);
    }

    @Test
    void aHitNamesTheNumbersThatItsConditionAsksFor() {
        Hit hit = hits(TraceFixtures.speculative(), breakpoint(1, "accepted < 2 && entropy > 3.5", 1, 0, null))
                .getFirst();
        assertThat(hit.numbers()).containsExactly("accepted 1", "entropy 3.75 bits");
    }

    @Test
    void aLogMessageThatIsWrongIsExplained() {
        assertThatExceptionOfType(ConditionException.class).isThrownBy(() -> LogMessage.parse("at {entrpy}"))
                .withMessageContaining("did you mean entropy?");
        assertThatExceptionOfType(ConditionException.class).isThrownBy(() -> LogMessage.parse("at {entropy"))
                .withMessageContaining("no closing }");
        assertThatExceptionOfType(ConditionException.class).isThrownBy(() -> LogMessage.parse("at }"))
                .withMessageContaining("write }}");
        assertThatIllegalArgumentException().isThrownBy(() -> breakpoint(3, "flip", 1, 3, null));
    }

    @Test
    void aTokenThatIsExchangedIsFoundBeforeItIsWritten() {
        List<TraceEvent> exchanged = new ArrayList<>();
        for (TraceEvent event : TraceFixtures.diffusion()) {
            exchanged.add(switch (event) {
                case TraceEvent.Unmasked e when e.step() == 0 -> new TraceEvent.Unmasked(e.seq(), e.nanos(), 0,
                        e.tokens().stream().map(t -> t.position() == 5 ? new CanvasToken(5, 40, t.confidence()) : t)
                                .toList());
                case TraceEvent.Remasked e -> new TraceEvent.Remasked(e.seq(), e.nanos(), 1,
                        List.of(new CanvasToken(5, 40, 0.3)));
                default -> event;
            });
        }
        assertThat(found(TraceFixtures.diffusion(), breakpoint(1, "flip", 1, 0, null))).isEmpty();
        List<Hit> hits = hits(exchanged, breakpoint(1, "flip", 1, 0, null));
        assertThat(hits).hasSize(1);
        assertThat(hits.getFirst().item().position()).isEqualTo(5);
        int position = hits.getFirst().position();
        assertThat(exchanged.subList(0, position).reversed().stream()
                .filter(event -> event instanceof TraceEvent.Unmasked || event instanceof TraceEvent.Chosen)
                .findFirst().orElseThrow()).as("chosen and not yet written").isInstanceOf(TraceEvent.Chosen.class);
    }
}
