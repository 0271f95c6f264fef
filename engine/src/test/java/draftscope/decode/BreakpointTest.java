package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.query.Breakpoint;
import draftscope.query.Condition;
import draftscope.query.Hit;
import draftscope.query.Items;
import draftscope.query.Watch;
import draftscope.trace.CommittedToken;
import draftscope.trace.KvOwner;
import draftscope.trace.KvState;
import draftscope.trace.Phase;
import draftscope.trace.PlannedToken;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceLog;
import draftscope.trace.TraceState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs that are held before they commit what a breakpoint asks for.
class BreakpointTest {
    private static final int VOCAB = 5;
    /// The conditions that breakpoints are promised to know, with numbers that toys reach.
    private static final List<String> LISTED = List.of("entropy > 1", "accepted == 0", "accepted < 3 for 5 steps",
            "token ~ /[bc]/", "id == 3", "draftTop1 != targetTop1 && p(target) > .4", "kv.used > .6", "rollback > 1",
            "repeat(n=2)", "stop in draft", "state == rejected && p > .1", "surprisal > 2 || rank > 2",
            "margin < .1 && !stop", "step == 4", "position == 9");

    private static List<Breakpoint> all(List<String> conditions) {
        List<Breakpoint> breakpoints = new ArrayList<>();
        for (String condition : conditions)
            breakpoints.add(Breakpoint.stop(breakpoints.size() + 1, Condition.parse(condition)));
        return breakpoints;
    }

    private static Participant model(long seed) {
        return ToyParticipants.causal(ToyNetwork.hashed(seed, VOCAB, 1), VOCAB, 100, VOCAB - 1);
    }

    private static Participant endless(long seed) {
        return ToyParticipants.causal(ToyNetwork.hashed(seed, VOCAB, 1), VOCAB, 100, ToyParticipants.NO_END);
    }

    private static Recording run(Variant variant, long seed) {
        Participant draft = ToyParticipants.causal(ToyNetwork.near(ToyNetwork.hashed(seed, VOCAB, 1), seed + 9, VOCAB,
                1), VOCAB, 100, VOCAB - 1);
        return Recording.of(Recording.request(variant.method().id(), variant.parameters(), new int[]{1, 2}, 25,
                Recording.SAMPLED, seed), model(seed), draft);
    }

    private static List<Hit> hits(List<TraceEvent> events, List<Breakpoint> breakpoints) {
        Watch watch = new Watch(breakpoints);
        return events.stream().flatMap(event -> watch.accept(event).stream()).toList();
    }

    private static Set<Integer> steps(List<Hit> hits, int id) {
        return hits.stream().filter(hit -> hit.breakpoint().id() == id).map(hit -> hit.item().facts().step())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static Stream<Variant> causal() {
        return Variant.ofCausalMethods().filter(Variant::standard);
    }

    /// The filter reads what was committed; a breakpoint must have known as much before.
    @ParameterizedTest
    @MethodSource("causal")
    void everyListedConditionHoldsARunInTheRoundsInWhichTheFinishedTraceMatches(Variant variant) {
        List<Breakpoint> breakpoints = all(LISTED);
        for (long seed = 0; seed < 5; seed++) {
            List<TraceEvent> events = run(variant, seed).events();
            Trace trace = Trace.of(events);
            Items items = Items.of(trace.events(), trace.steps());
            List<Hit> hits = hits(events, breakpoints);
            for (Breakpoint breakpoint : breakpoints) {
                Set<Integer> matching = Arrays.stream(breakpoint.condition().matches(items, () -> false))
                        .mapToObj(i -> items.get(i).facts().step()).collect(Collectors.toCollection(TreeSet::new));
                assertThat(steps(hits, breakpoint.id())).as(variant + " seed " + seed + ": " + breakpoint.condition())
                        .isEqualTo(matching);
            }
            for (Hit hit : hits) {
                TraceState held = trace.at(hit.position());
                assertThat(held.step()).isEqualTo(hit.item().facts().step());
                assertThat(held.committed()).extracting(CommittedToken::step).as("nothing of the round is output")
                        .doesNotContain(held.step());
                assertThat(held.phase()).contains(Phase.EMIT);
            }
        }
    }

    @Test
    void everyListedConditionIsHitByOneOfTheToys() {
        Set<Integer> hit = new TreeSet<>();
        causal().forEach(variant -> {
            for (long seed = 0; seed < 5; seed++)
                hits(run(variant, seed).events(), all(LISTED)).forEach(h -> hit.add(h.breakpoint().id()));
        });
        assertThat(hit).hasSize(LISTED.size());
    }

    @ParameterizedTest
    @MethodSource("causal")
    void aTraceThatTellsOfNoPlanHasTheSameHitsAtTheSamePlaces(Variant variant) {
        List<TraceEvent> events = run(variant, 3).events();
        List<TraceEvent> older = events.stream().filter(event -> !(event instanceof TraceEvent.Planned)).toList();
        List<Hit> now = hits(events, all(LISTED));
        List<Hit> before = hits(older, all(LISTED));
        assertThat(before).extracting(hit -> hit.breakpoint().id() + " in " + hit.item().facts().step() + " behind "
                + older.get(hit.position() - 1).seq()).containsExactlyInAnyOrderElementsOf(now.stream()
                        .map(hit -> hit.breakpoint().id() + " in " + hit.item().facts().step() + " behind "
                                + events.get(hit.position() - 1).seq())
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("causal")
    void whatIsPlannedIsWhatIsCommittedAndGivenUp(Variant variant) {
        for (long seed = 0; seed < 3; seed++) {
            TraceEvent.Planned plan = null;
            List<PlannedToken> done = new ArrayList<>();
            int rolledBack = 0;
            for (TraceEvent event : run(variant, seed).events()) {
                if (event instanceof TraceEvent.Planned planned) {
                    plan = planned;
                    done.clear();
                    rolledBack = 0;
                }
                if (event instanceof TraceEvent.Committed e)
                    done.add(new PlannedToken(e.position(), e.token(), e.provenance(), e.node(),
                            e.measures().withTop(plan.tokens().getFirst().measures().top())));
                if (event instanceof TraceEvent.KvChanged e && e.owner() == KvOwner.TARGET && plan != null
                        && !done.isEmpty()) {
                    rolledBack += (int) e.changes().stream().filter(c -> c.state() == KvState.ROLLED_BACK).count();
                    assertThat(e.length()).isEqualTo(plan.length());
                }
                if (event instanceof TraceEvent.PhaseFinished e && e.phase() == Phase.COMMIT) {
                    assertThat(done).isEqualTo(plan.tokens());
                    assertThat(rolledBack).isEqualTo(plan.givenUp());
                    plan = null;
                }
            }
        }
    }

    @Test
    void aRunIsHeldOnItsThreadBeforeTheCommitAndGoesOn() throws InterruptedException {
        for (String method : List.of("autoregressive", "draft-chain", "draft-tree")) {
            Pacer pacer = Pacer.unthrottled();
            TraceLog log = new TraceLog();
            Watch watch = new Watch(all(List.of("step == 3")));
            DecodingRun run = DecodingRun.prepare(Recording.request(method, java.util.Map.of(), new int[]{1, 2}, 25,
                    Recording.SAMPLED, 4), endless(4), Optional.of(endless(5)), event -> {
                        log.accept(event);
                        if (watch.accept(event).stream().anyMatch(Hit::stops))
                            pacer.pause();
                    }, pacer);
            Thread thread = run.start("held");
            while (thread.getState() != Thread.State.WAITING) {
                assertThat(thread.isAlive()).as("it does not end before it is held").isTrue();
                Thread.sleep(1);
            }
            Trace trace = Trace.of(log);
            assertThat(pacer.state()).isEqualTo(Pacer.State.PAUSED);
            assertThat(trace.steps()).hasSize(3);
            assertThat(trace.steps().getLast().committed()).as("held before the commit").isZero();
            pacer.run();
            assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
            trace.catchUp();
            assertThat(trace.finished()).isPresent();
            assertThat(trace.steps().get(2).committed()).isPositive();
        }
    }

    @Test
    void aDenoisingStepIsHeldBeforeItsChoicesAreWritten() {
        Participant model = ToyParticipants.diffusion(ToyNetwork.hashed(2, VOCAB, 1), VOCAB, 60,
                ToyParticipants.NO_END);
        List<TraceEvent> events = Recording.of(Recording.request("diffusion-low-confidence", java.util.Map.of(),
                new int[]{1, 2}, 16, Recording.SAMPLED, 1), model, null).events();
        Trace trace = Trace.of(events);
        List<Hit> hits = hits(events, all(List.of("entropy > .5", "position == 7", "step == 2", "token ~ /a/",
                "probability < .9 && rank >= 1", "!flip")));
        for (int id = 1; id <= 6; id++)
            assertThat(steps(hits, id)).as("breakpoint " + id).isNotEmpty();
        assertThat(steps(hits, 2)).hasSize(1);
        assertThat(steps(hits, 6)).as("no token is exchanged").hasSize(trace.steps().size());
        for (Hit hit : hits) {
            TraceState held = trace.at(hit.position());
            assertThat(held.phase()).contains(Phase.CHOOSE);
            assertThat(held.canvas().orElseThrow().masked(hit.item().position())).as("not written yet").isTrue();
        }
    }
}
