package draftscope.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TraceStateTest {
    private final Trace speculative = Trace.of(TraceFixtures.speculative());
    private final Trace diffusion = Trace.of(TraceFixtures.diffusion());

    @Test
    void showsTheTreeOfTheStepWithEverythingThatBecameOfIt() {
        TreeState tree = speculative.at(speculative.endOfStep(0)).tree();
        assertThat(tree.rootToken()).isEqualTo(11);
        assertThat(tree.children(DraftNode.ROOT)).extracting(n -> n.node().token()).containsExactly(20, 21);
        assertThat(tree.children(1)).extracting(n -> n.node().index()).containsExactly(3);
        assertThat(tree.node(1).orElseThrow().committed()).isTrue();
        assertThat(tree.node(3).orElseThrow().verdict().orElseThrow().outcome()).isEqualTo(Verdict.Outcome.REJECTED);
        assertThat(tree.node(5).orElseThrow().cut()).isTrue();
        assertThat(tree.node(5).orElseThrow().verdict()).isEmpty();
        assertThat(tree.node(6)).isEmpty();
        assertThat(tree.node(0)).isEmpty();
        assertThat(tree.draw().orElseThrow().provenance()).isEqualTo(Provenance.CORRECTION);
        assertThat(tree.stopped().orElseThrow().reason()).isEqualTo("depth");
        assertThat(tree.rootRow()).isPresent();
    }

    @Test
    void keepsNotesOfTheRunForEverAndNotesOfAStepUntilTheNext() {
        Note run = new Note("retrieved", "a part", List.of(10, 11), 1, DraftNode.NONE, 2.5);
        Note early = new Note("source", "a copy", List.of(11), 2, DraftNode.NONE, 1);
        Note late = new Note("pool", "an n-gram", List.of(1, 2), 3);
        RunScript script = new RunScript().start(RunScript.settings("rapid", "speculative", 64, true))
                .name(TraceFixtures.names(64)).prompt(1, 10, 11)
                .add((s, n) -> new TraceEvent.Noted(s, n, 0, List.of(run)));
        script.beginStep().add((s, n) -> new TraceEvent.Noted(s, n, 0, List.of(early)))
                .add((s, n) -> new TraceEvent.Noted(s, n, 0, List.of(late))).draw(0, 20, Provenance.TARGET)
                .commit(20, Provenance.TARGET, DraftNode.NONE, 1).phase(Phase.COMMIT);
        script.beginStep().draw(0, 21, Provenance.TARGET).commit(21, Provenance.TARGET, DraftNode.NONE, 1)
                .phase(Phase.COMMIT);
        Trace trace = Trace.of(script.events());
        TraceState first = trace.at(trace.endOfStep(0));
        assertThat(first.runNotes()).containsExactly(run);
        assertThat(first.stepNotes()).containsExactly(early, late);
        TraceState second = trace.at(trace.endOfStep(1));
        assertThat(second.runNotes()).containsExactly(run);
        assertThat(second.stepNotes()).isEmpty();
    }

    @Test
    void hangsTheNextTreeFromTheLastCommittedToken() {
        assertThat(speculative.at(speculative.startOfStep(1) + 1).tree().rootToken()).isEqualTo(30);
    }

    @Test
    void keepsTheTreeUntilTheNextStepBegins() {
        int next = speculative.startOfStep(1);
        assertThat(speculative.at(next).tree().nodes()).hasSize(5);
        assertThat(speculative.at(next + 1).tree().isEmpty()).isTrue();
        assertThat(speculative.at(next + 1).tree().step()).isEqualTo(1);
    }

    @Test
    void readsTheTargetsProbabilityFromTheVerdictElseFromTheParentsRow() {
        TreeState tree = speculative.at(speculative.endOfStep(0)).tree();
        assertThat(tree.node(1).orElseThrow().targetProbability()).isEqualTo(0.7);
        // Never judged, but the row of its parent, node 2, lists its token.
        assertThat(tree.node(4).orElseThrow().targetProbability()).isEqualTo(0.4);
        // Its parent's row lists another token, and not the whole law.
        assertThat(tree.node(5).orElseThrow().targetProbability()).isNaN();
        // The whole law was listed and it is not in it.
        TreeState chain = speculative.at(speculative.endOfStep(2)).tree();
        assertThat(chain.node(1).orElseThrow().targetProbability()).isZero();
    }

    @Test
    void knowsNoTargetProbabilityBeforeTheTargetRan() {
        TreeState tree = speculative.at(speculative.nextPhase(speculative.startOfStep(0))).tree();
        assertThat(tree.nodes()).isNotEmpty().allMatch(n -> Double.isNaN(n.targetProbability()));
    }

    @Test
    void showsCellsAndForgetsWhichNodeTheyHeldInAnEarlierStep() {
        KvMap first = speculative.at(speculative.endOfStep(0)).kv(KvOwner.TARGET);
        assertThat(first.capacity()).isEqualTo(64);
        assertThat(first.length()).isEqualTo(5);
        assertThat(IntStream.range(0, 9).mapToObj(first::state)).containsExactly(KvState.PROMPT, KvState.PROMPT,
                KvState.PROMPT, KvState.GENERATED, KvState.FREE, KvState.ROLLED_BACK, KvState.ROLLED_BACK,
                KvState.ROLLED_BACK, KvState.FREE);
        assertThat(first.node(3)).isEqualTo(1);
        assertThat(first.token(3)).isEqualTo(20);
        assertThat(first.count(KvState.FREE)).isEqualTo(64 - 7);
        assertThat(first.used()).isEqualTo(4);
        assertThat(first.changes()).hasSize(10);
        KvMap next = speculative.at(speculative.startOfStep(1) + 1).kv(KvOwner.TARGET);
        assertThat(next.node(3)).isEqualTo(DraftNode.NONE);
        assertThat(next.state(3)).isEqualTo(KvState.GENERATED);
        assertThat(next.changes()).isEmpty();
        assertThatThrownBy(() -> next.state(64)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void countsEveryCellOnce() {
        for (int p = 0; p <= speculative.length(); p++) {
            for (KvOwner owner : KvOwner.values()) {
                KvMap map = speculative.at(p).kv(owner);
                int sum = 0;
                for (KvState state : KvState.values())
                    sum += map.count(state);
                assertThat(sum).isEqualTo(map.capacity());
            }
        }
    }

    @Test
    void showsTheCanvasNowAndStepByStep() {
        CanvasState canvas = diffusion.at(diffusion.endOfStep(1)).canvas().orElseThrow();
        assertThat(canvas.rows()).isEqualTo(2);
        assertThat(canvas.stepOfRow(1)).isEqualTo(1);
        assertThat(canvas.promptLength()).isEqualTo(3);
        assertThat(canvas.blocks()).containsExactly(new BlockSpan(3, 7), new BlockSpan(7, 10));
        assertThat(events(canvas, 0)).containsExactly(CanvasEvent.PROMPT, CanvasEvent.PROMPT, CanvasEvent.PROMPT,
                CanvasEvent.UNMASKED, CanvasEvent.PREDICTED_ONLY, CanvasEvent.UNMASKED, CanvasEvent.PREDICTED_ONLY,
                CanvasEvent.MASKED, CanvasEvent.MASKED, CanvasEvent.MASKED);
        assertThat(events(canvas, 1)).containsExactly(CanvasEvent.PROMPT, CanvasEvent.PROMPT, CanvasEvent.PROMPT,
                CanvasEvent.KEPT, CanvasEvent.FORCED, CanvasEvent.REMASKED, CanvasEvent.PREDICTED_ONLY,
                CanvasEvent.MASKED, CanvasEvent.MASKED, CanvasEvent.MASKED);
        assertThat(canvas.masked(5)).isTrue();
        assertThat(canvas.token(5)).isEqualTo(63);
        assertThat(canvas.unmaskedAtRow(5)).isEqualTo(-1);
        assertThat(canvas.unmaskedAtRow(4)).isEqualTo(1);
        assertThat(canvas.token(4)).isEqualTo(24);
        assertThat(canvas.cell(1, 5).token()).isEqualTo(25);
        assertThat(canvas.masks()).isEqualTo(5);
        assertThat(canvas.look(1, 5).orElseThrow().takenBack()).isTrue();
        assertThat(canvas.look(1, 3).orElseThrow().takenBack()).isFalse();
        assertThat(canvas.look(1, 4)).isEmpty();
        assertThat(canvas.look(0, 5)).isEmpty();
        assertThat(canvas.looked(1)).isTrue();
        assertThat(canvas.looked(0)).isFalse();
        assertThat(canvas.choice(1, 4).orElseThrow().reason()).isEqualTo(UnmaskChoice.Reason.FORCED);
        assertThat(canvas.prediction(0, 6)).isPresent();
        assertThat(canvas.prediction(0, 7)).isEmpty();
    }

    @Test
    void aCanvasWithoutMasksKeepsAPlaceForWhateverComesAndGoes() {
        Trace run = Trace.of(TraceFixtures.editing());
        CanvasState canvas = run.at(run.length()).canvas().orElseThrow();
        assertThat(canvas.maskFree()).isTrue();
        assertThat(canvas.masks()).isZero();
        assertThat(canvas.length()).isEqualTo(7);
        assertThat(IntStream.range(0, 4).map(canvas::place)).containsExactly(3, 5, 4, 6);
        assertThat(canvas.column(4)).isEqualTo(2);
        assertThat(canvas.text()).containsExactly(3, 4, 6);
        assertThat(canvas.placeAt(4)).hasValue(4);
        assertThat(canvas.placeAt(5)).hasValue(6);
        assertThat(canvas.placeAt(6)).isEmpty();
        assertThat(canvas.history(5)).extracting(CanvasCell::event).containsExactly(CanvasEvent.INSERTED,
                CanvasEvent.KEPT, CanvasEvent.KEPT, CanvasEvent.KEPT, CanvasEvent.DELETED, CanvasEvent.GAP,
                CanvasEvent.GAP);
        assertThat(canvas.history(6)).extracting(CanvasCell::event).startsWith(CanvasEvent.GAP, CanvasEvent.GAP,
                CanvasEvent.GAP, CanvasEvent.INSERTED, CanvasEvent.KEPT);
        assertThat(canvas.cell(2, 4).event()).isEqualTo(CanvasEvent.REPLACED);
        assertThat(canvas.edit(2, 4).orElseThrow().was()).isEqualTo(24);
        assertThat(canvas.unmaskedAtRow(4)).isEqualTo(2);
        assertThat(canvas.unmaskedAtRow(6)).as("a token that replaces itself was there before").isEqualTo(3);
        assertThat(canvas.cell(5, 6).event()).isEqualTo(CanvasEvent.KEPT);
        assertThat(canvas.edits(1).getFirst().taken()).isFalse();
        assertThat(canvas.standing(3).orElseThrow().locked()).isTrue();
        assertThat(canvas.stands(5)).isFalse();
        assertThat(canvas.masked(5)).isFalse();
    }

    @Test
    void tellsTheHistoryOfAPosition() {
        CanvasState canvas = diffusion.at(diffusion.length()).canvas().orElseThrow();
        assertThat(canvas.history(5)).extracting(CanvasCell::event).containsExactly(CanvasEvent.UNMASKED,
                CanvasEvent.REMASKED, CanvasEvent.UNMASKED, CanvasEvent.KEPT);
        assertThat(canvas.unmaskedAtRow(5)).isEqualTo(2);
        assertThat(canvas.masks()).isZero();
    }

    @Test
    void hasAnOpenCanvasBeforeTheFirstStep() {
        CanvasState canvas = diffusion.at(diffusion.startOfStep(0)).canvas().orElseThrow();
        assertThat(canvas.rows()).isZero();
        assertThat(canvas.masks()).isEqualTo(7);
        assertThat(canvas.token(0)).isEqualTo(1);
        assertThat(diffusion.at(0).canvas()).isEmpty();
        assertThat(diffusion.prompt()).isEqualTo(TraceFixtures.PROMPT);
    }

    @Test
    void saysInShortPhrasesWhatChanged() {
        TraceState before = speculative.at(speculative.endOfStep(0));
        TraceState after = speculative.at(speculative.endOfStep(1));
        assertThat(after.changesSince(before)).containsExactly("+3 tokens", "+2 draft nodes", "+2 accepted",
                "+2 KV cells", "entropy 3.8 -> 2.0 bits");
        assertThat(before.changesSince(after)).contains("-3 tokens", "-2 KV cells", "entropy 2.0 -> 3.8 bits");
        assertThat(before.changesSince(before)).isEmpty();
        assertThat(diffusion.at(diffusion.endOfStep(1)).changesSince(diffusion.at(diffusion.endOfStep(0))))
                .containsExactly("+1 unmasked", "+1 masked again");
        assertThat(diffusion.at(diffusion.endOfStep(0)).changesSince(diffusion.at(diffusion.endOfStep(1))))
                .containsExactly("-1 unmasked", "-1 masked again");
        assertThat(diffusion.at(diffusion.endOfStep(2)).changesSince(diffusion.at(diffusion.endOfStep(1))))
                .containsExactly("+4 tokens", "+2 unmasked");
    }

    @Test
    void countsARoundOnceItsTokensAreCommitted() {
        int end = speculative.endOfStep(0);
        assertThat(speculative.at(end - 1).counts().acceptedLengths()).isEmpty();
        assertThat(speculative.at(end).counts().acceptedLengths()).containsExactly(0, 1);
        assertThat(speculative.at(end + 1).counts().acceptedLengths()).containsExactly(0, 1);
        assertThat(speculative.at(0).counts().blockEfficiency()).isNaN();
        assertThat(speculative.at(0).counts().tokensPerSecond()).isNaN();
    }

    private static List<CanvasEvent> events(CanvasState canvas, int row) {
        return IntStream.range(0, canvas.length()).mapToObj(p -> canvas.cell(row, p).event()).toList();
    }
}
