package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.model.LanguageModel;
import draftscope.model.ToyModels;
import draftscope.trace.BlockSpan;
import draftscope.trace.CanvasToken;
import draftscope.trace.Fork;
import draftscope.trace.SamplingSettings;
import draftscope.trace.StopReason;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A model that sees no further than the end of a block: what its cache keeps is exact, and both methods for it keep to their order.
class BlockDiffusionTest {
    private static final int VOCAB = 9;
    private static final int MASK = VOCAB - 1;
    private static final int END = VOCAB - 2;

    /// Scores that depend on all that a row sees, and on its position.
    private static ToyNetwork.Law law(long seed) {
        ToyNetwork.Law most = ToyNetwork.ofAll(seed, VOCAB, 2);
        return context -> {
            float[] scores = most.scores(context);
            scores[MASK] += 5; // must never be proposed all the same
            return scores;
        };
    }

    private static Recording run(String method, Map<String, String> parameters, int block, boolean shifted, int prompt,
            SamplingSettings sampling, long seed) {
        Participant model = ToyParticipants.blocks(law(seed), VOCAB, 100,
                seed % 3 == 0 ? END : ToyParticipants.NO_END, block, shifted);
        int[] ids = IntStream.range(0, prompt).map(i -> i % 6).toArray();
        return Recording.of(Recording.request(method, parameters, ids, 30, sampling, seed), model, null);
    }

    private static Map<String, String> with(Map<String, String> parameters, String... more) {
        Map<String, String> all = new TreeMap<>(parameters);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    private static List<?> written(Recording recording) {
        return recording.all(TraceEvent.Unmasked.class).stream().map(TraceEvent.Unmasked::tokens).toList();
    }

    /// The forwards that read finished blocks: what they computed.
    private static List<BlockSpan> finishing(Recording recording) {
        List<BlockSpan> spans = new ArrayList<>();
        int exact = 0;
        for (TraceEvent.Predicted reading : recording.all(TraceEvent.Predicted.class)) {
            if (reading.exact() > exact) {
                spans.addAll(reading.computed());
            }
            assertThat(reading.exact()).isGreaterThanOrEqualTo(exact);
            exact = reading.exact();
        }
        return spans;
    }

    @Test
    void theCacheOfFinishedBlocksChangesNoToken() {
        for (long seed = 0; seed < 60; seed++) {
            SamplingSettings sampling = seed % 2 == 0 ? SamplingSettings.GREEDY : Recording.SAMPLED;
            for (boolean shifted : new boolean[]{false, true}) {
                for (int prompt : new int[]{1, 4, 6, 9}) {
                    Map<String, String> base = Map.of("length", "17", "threshold", "0.5");
                    Recording kept = run("block-diffusion", with(base, "cache", "blocks"), 4, shifted, prompt,
                            sampling, seed);
                    Recording computed = run("block-diffusion", with(base, "cache", "none"), 4, shifted, prompt,
                            sampling, seed);
                    assertThat(written(kept)).as("seed " + seed + ", prompt " + prompt).isEqualTo(written(computed));
                    assertThat(kept.stats().targetForwards()).isEqualTo(computed.stats().targetForwards());
                    assertThat(rows(kept)).isLessThanOrEqualTo(rows(computed));
                }
            }
        }
    }

    private static int rows(Recording recording) {
        return recording.all(TraceEvent.Predicted.class).stream().mapToInt(TraceEvent.Predicted::rows).sum();
    }

    @Test
    void onANetworkTheCachedScoresAreThoseOfAnUncachedForwardBitForBit(@TempDir Path folder) {
        try (LanguageModel model = ToyModels.openBlocks(3, folder)) {
            int[] prompt = IntStream.range(0, 11).map(i -> 260 + i).toArray();
            for (String method : List.of("block-diffusion", "fast-dllm-v2")) {
                List<List<?>> told = new ArrayList<>();
                for (String cache : List.of("blocks", "none")) {
                    Recording recording = Recording.of(Recording.request(method, Map.of("length", "30", "cache", cache),
                            prompt, 30, SamplingSettings.GREEDY, 1), Participant.of(model), null);
                    told.add(recording.all(TraceEvent.Predicted.class).stream()
                            .map(TraceEvent.Predicted::predictions).toList());
                }
                assertThat(told.get(0)).as(method).isNotEmpty().isEqualTo(told.get(1));
            }
        }
    }

    @Test
    void aFinishedBlockIsReadOnceWithoutMasksBeforeTheNextIsBegun() {
        for (boolean shifted : new boolean[]{false, true}) {
            Recording recording = run("block-diffusion", Map.of("length", "14", "threshold", "1.1"), 4, shifted, 6,
                    SamplingSettings.GREEDY, 1);
            // 6 prompt tokens: one block of them is whole, the next is filled from its middle. Behind the last block comes nothing.
            assertThat(finishing(recording)).containsExactly(new BlockSpan(0, 4), new BlockSpan(4, 8),
                    new BlockSpan(8, 12), new BlockSpan(12, 16));
            assertThat(recording.stats().targetForwards()).isEqualTo(shifted ? 4 + 14 - 3 : 4 + 14);
        }
    }

    @Test
    void whatWasComputedBesideMasksIsNeverKeptForLaterBlocks() {
        Recording recording = run("fast-dllm-v2", Map.of("length", "24", "cache", "sub-blocks", "sub-block", "2"), 8,
                true, 5, SamplingSettings.GREEDY, 2);
        for (TraceEvent.Predicted reading : recording.all(TraceEvent.Predicted.class)) {
            assertThat(reading.computed()).hasSize(1);
            BlockSpan computed = reading.computed().getFirst();
            assertThat(computed.to() <= reading.exact() || computed.from() >= reading.exact()).isTrue();
            assertThat(computed.from() / 8).as("within a block").isEqualTo((computed.to() - 1) / 8);
        }
    }

    @Test
    void blocksOfOneWriteFromLeftToRightLikeACausalModel() {
        for (long seed = 0; seed < 40; seed++) {
            ToyNetwork.Law next = ToyNetwork.hashed(seed, VOCAB, 2);
            ToyNetwork.Law noMask = context -> {
                float[] scores = next.scores(context).clone();
                scores[MASK] = Float.NEGATIVE_INFINITY;
                return scores;
            };
            // The toy network puts the row's position behind what it sees.
            ToyNetwork.Law seen = context -> noMask.scores(Arrays.copyOf(context, context.length - 1));
            Recording blocks = Recording.of(Recording.request("block-diffusion", Map.of("length", "20"),
                    new int[]{1, 2}, 20, SamplingSettings.GREEDY, seed),
                    ToyParticipants.blocks(seen, VOCAB, 100, END,
                            1, true),
                    null);
            Recording plain = Recording.of(Recording.request("autoregressive", Map.of(), new int[]{1, 2}, 20,
                    SamplingSettings.GREEDY, seed), ToyParticipants.causal(noMask, VOCAB, 100, END), null);
            assertThat(blocks.output()).isEqualTo(plain.output());
            assertThat(blocks.stats().targetForwards()).isEqualTo(plain.stats().targetForwards());
        }
    }

    @Test
    void aBlockAsLongAsTheCanvasIsTheModelThatSeesAllOfIt() {
        for (long seed = 0; seed < 40; seed++) {
            Map<String, String> base = Map.of("length", "14", "threshold", "0.5");
            Recording blocks = run("block-diffusion", base, 100, seed % 2 == 0, 3, SamplingSettings.GREEDY, seed);
            Participant whole = ToyParticipants.withBlocks(ToyParticipants.diffusion(law(seed), VOCAB, 100,
                    seed % 3 == 0 ? END : ToyParticipants.NO_END), 0, seed % 2 == 0);
            Recording full = Recording.of(Recording.request("diffusion-threshold", with(base, "block", "14"),
                    new int[]{0, 1, 2}, 30, SamplingSettings.GREEDY, seed), whole, null);
            assertThat(written(blocks)).isEqualTo(written(full));
        }
    }

    @Test
    void aSubBlockAsLongAsTheBlockIsBlockDiffusion() {
        for (long seed = 0; seed < 40; seed++) {
            Map<String, String> base = Map.of("length", "20", "threshold", "0.55");
            List<?> plain = written(run("block-diffusion", base, 8, true, 3, SamplingSettings.GREEDY, seed));
            for (String cache : List.of("blocks", "sub-blocks", "none")) {
                assertThat(written(run("fast-dllm-v2", with(base, "sub-block", "8", "cache", cache), 8, true, 3,
                        SamplingSettings.GREEDY, seed))).as(cache).isEqualTo(plain);
            }
        }
    }

    @Test
    void aSubBlockIsFullBeforeTheNextIsBegun() {
        for (long seed = 0; seed < 60; seed++) {
            for (String cache : List.of("blocks", "sub-blocks")) {
                Recording recording = run("fast-dllm-v2", Map.of("length", "22", "sub-block", "3", "threshold", "0.3",
                        "cache", cache), 8, seed % 2 == 0, 5, Recording.SAMPLED, seed);
                List<BlockSpan> parts = recording.all(TraceEvent.CanvasOpened.class).getFirst().blocks();
                assertThat(parts).startsWith(new BlockSpan(5, 6), new BlockSpan(6, 8), new BlockSpan(8, 11));
                Set<Integer> filled = new HashSet<>();
                int forwards = 0;
                for (TraceEvent.Unmasked step : recording.all(TraceEvent.Unmasked.class)) {
                    for (CanvasToken token : step.tokens()) {
                        assertThat(filled.add(token.position())).as("once").isTrue();
                    }
                    for (CanvasToken token : step.tokens()) {
                        BlockSpan own = parts.stream().filter(part -> part.to() > token.position()).findFirst()
                                .orElseThrow();
                        assertThat(filled).containsAll(IntStream.range(5, own.from()).boxed().toList());
                    }
                    forwards++;
                }
                if (recording.stopReason() == StopReason.CANVAS_FILLED) {
                    assertThat(filled).hasSize(22);
                    assertThat(recording.stats().targetForwards()).isEqualTo(forwards)
                            .isBetween(parts.size(), 22 + 4);
                }
            }
        }
    }

    @Test
    void withoutAnythingQualifyingOneIsWrittenAStepAndWithEverythingQualifyingAPartIs() {
        for (boolean shifted : new boolean[]{false, true}) {
            Recording one = run("fast-dllm-v2", Map.of("length", "19", "threshold", "1.1"), 8, shifted, 5,
                    SamplingSettings.GREEDY, 1);
            assertThat(one.all(TraceEvent.Unmasked.class)).allMatch(step -> step.tokens().size() <= 1);
            Recording all = run("fast-dllm-v2", Map.of("length", "19", "threshold", "0"), 8, shifted, 5,
                    SamplingSettings.GREEDY, 1);
            // 5 parts of blocks, and one forward more for each of the two blocks that are finished before another begins.
            assertThat(all.all(TraceEvent.CanvasOpened.class).getFirst().blocks()).hasSize(5);
            assertThat(all.stats().targetForwards()).isEqualTo(5 + 2);
        }
    }

    @Test
    void aSubBlockIsComputedAloneOnceItsFirstPositionStands() {
        Recording recording = run("fast-dllm-v2", Map.of("length", "11", "sub-block", "4", "threshold", "1.1", "cache",
                "sub-blocks"), 8, true, 5, SamplingSettings.GREEDY, 1);
        List<BlockSpan> computed = recording.all(TraceEvent.Predicted.class).stream().map(p -> p.computed()
                .getFirst()).toList();
        BlockSpan whole = new BlockSpan(8, 16);
        BlockSpan first = new BlockSpan(8, 12);
        BlockSpan second = new BlockSpan(12, 16);
        int begins = computed.indexOf(whole);
        assertThat(computed.get(begins - 1)).as("the block before, without masks").isEqualTo(new BlockSpan(0, 8));
        assertThat(computed.subList(begins, begins + 3)).containsExactly(whole, first, first);
        // The forward over the first part gives no scores for the first position of the second.
        int left = (int) computed.stream().skip(begins + 3).filter(whole::equals).count();
        assertThat(left).isPositive();
        assertThat(computed.getLast()).isIn(whole, second);
    }

    @Test
    void aBranchFromAnyStepWritesWhatItsRunWrote() {
        for (long seed = 0; seed < 12; seed++) {
            for (String method : List.of("block-diffusion", "fast-dllm-v2")) {
                for (boolean shifted : new boolean[]{false, true}) {
                    Recording parent = run(method, Map.of("length", "17", "threshold", "0.5"), 8, shifted, 5,
                            SamplingSettings.GREEDY, seed);
                    Trace trace = Trace.of(parent.events());
                    for (int step = 0; step < trace.steps().size(); step++) {
                        CanvasBeginning begins = CanvasBeginning.of(trace.at(trace.startOfStep(step)).canvas()
                                .orElseThrow());
                        for (CanvasBeginning beginning : List.of(begins, begins.replanned())) {
                            assertThat(branch(method, beginning, shifted, seed, step).output())
                                    .isEqualTo(parent.output());
                        }
                    }
                }
            }
        }
    }

    @Test
    void blocksThatAreNotTheModelsOwnAreFilledAllTheSame() {
        List<BlockSpan> across = List.of(new BlockSpan(5, 11), new BlockSpan(11, 21), new BlockSpan(21, 22));
        for (boolean shifted : new boolean[]{false, true}) {
            Recording branch = branch("fast-dllm-v2", new CanvasBeginning(22, List.of(), across, 0, 0), shifted, 1, 0);
            assertThat(branch.output()).hasSize(17);
        }
    }

    private static Recording branch(String method, CanvasBeginning beginning, boolean shifted, long seed, int step) {
        Participant model = ToyParticipants.blocks(law(seed), VOCAB, 100,
                seed % 3 == 0 ? END : ToyParticipants.NO_END, 8, shifted);
        RunRequest request = Recording.request(method, Map.of("length", "17", "threshold", "0.5"),
                new int[]{0, 1, 2, 3, 4}, 30, SamplingSettings.GREEDY, seed);
        return Recording.of(new RunRequest(method, request.parameters(), "", request.promptIds(), 30,
                request.sampling(), seed, request.observation(), 1,
                Optional.of(new Fork("the parent", 5, 5, Fork.NOTHING, step)), Optional.of(beginning)), model, null);
    }

    @Test
    void aQuotaWritesSoManyAStep() {
        Recording recording = run("block-diffusion", Map.of("length", "16", "rule", "quota", "quota", "3"), 8, false, 8,
                SamplingSettings.GREEDY, 1);
        assertThat(recording.all(TraceEvent.Unmasked.class).stream().map(step -> step.tokens().size()))
                .containsExactly(0, 3, 3, 2, 0, 3, 3, 2);
    }
}
