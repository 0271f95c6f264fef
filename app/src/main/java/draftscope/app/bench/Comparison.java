package draftscope.app.bench;

import draftscope.decode.DecodingRun;
import draftscope.decode.Models;
import draftscope.decode.Pacer;
import draftscope.decode.RunRequest;
import draftscope.trace.Observation;
import draftscope.trace.RunStats;
import draftscope.trace.SamplingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/// Runs the contenders of a section turn about in one process, unobserved.
///
/// @param repeat turns that count; one more comes before them to warm up
/// @param seed   of the first prompt; every further run counts on
public record Comparison(Models models, int threads, int repeat, long seed) {
    /// @param told called after each turn, from 0, the warming up, to `repeat`
    /// @return one result for each contender, in their order
    public List<Result> run(Section section, List<String> prompts, IntConsumer told) {
        List<Contender> contenders = section.contenders();
        List<List<RunStats>> counts = new ArrayList<>();
        List<List<Double>> seconds = contenders.stream().<List<Double>>map(c -> new ArrayList<>()).toList();
        for (int turn = 0; turn <= repeat; turn++) {
            counts.clear();
            for (int i = 0; i < contenders.size(); i++) {
                List<RunStats> runs = runs(contenders.get(i), section, prompts);
                counts.add(runs);
                if (turn > 0) {
                    seconds.get(i).add(runs.stream().mapToLong(RunStats::engineNanos).sum() / 1e9);
                }
            }
            told.accept(turn);
        }
        return IntStream.range(0, contenders.size())
                .mapToObj(i -> new Result(contenders.get(i), counts.get(i), seconds.get(i))).toList();
    }

    private List<RunStats> runs(Contender contender, Section section, List<String> prompts) {
        List<RunStats> all = new ArrayList<>();
        for (int i = 0; i < prompts.size() * section.seeds(); i++) {
            DecodingRun run = DecodingRun.prepare(new RunRequest(contender.method().id(), contender.parameters(),
                    prompts.get(i % prompts.size()), List.of(), section.maxTokens(),
                    new SamplingSettings(section.temperature(), 0, 1, 0), seed + i, Observation.OFF, threads), models,
                    event -> {}, Pacer.unthrottled());
            all.add(run.run());
            run.failure().ifPresent(failure -> {
                throw new IllegalStateException(contender.label() + " failed: " + failure.getMessage(), failure);
            });
        }
        return all;
    }
}
