package draftscope.app.bench;

import draftscope.decode.CannotRunException;
import draftscope.decode.DecodingRun;
import draftscope.decode.Family;
import draftscope.decode.Models;
import draftscope.decode.Pacer;
import draftscope.decode.RaggedComposition;
import draftscope.decode.RunRequest;
import draftscope.trace.Observation;
import draftscope.trace.RunStats;
import draftscope.trace.SamplingSettings;
import draftscope.trace.TraceSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/// Runs the contenders of a section turn about in one process, unobserved but for diffusion runs on list tasks, whose steps are
/// followed for what they lose.
///
/// @param repeat turns that count; one more comes before them to warm up
/// @param judge  says how likely the texts are; empty for nobody
/// @param seed   of the first prompt; every further run counts on
public record Comparison(Models models, int threads, int repeat, long seed, Optional<Judge> judge) {
    private record Written(Task task, DecodingRun run, RunStats counts, double lost) {}

    /// @param told called after each turn, from 0, the warming up, to `repeat`
    /// @return one result for each contender, in their order
    /// @throws CannotRunException one sentence where a method would take a prompt for several, which nothing else here does
    public List<Result> run(Section section, List<Task> tasks, IntConsumer told) {
        List<Contender> contenders = section.contenders();
        contenders.forEach(contender -> requireOnePromptEach(contender, tasks));
        List<List<Written>> written = new ArrayList<>();
        List<List<Double>> seconds = contenders.stream().<List<Double>>map(c -> new ArrayList<>()).toList();
        for (int turn = 0; turn <= repeat; turn++) {
            written.clear();
            for (int i = 0; i < contenders.size(); i++) {
                List<Written> runs = runs(contenders.get(i), section, tasks);
                written.add(runs);
                if (turn > 0) {
                    seconds.get(i).add(runs.stream().mapToLong(run -> run.counts().engineNanos()).sum() / 1e9);
                }
            }
            told.accept(turn);
        }
        return IntStream.range(0, contenders.size())
                .mapToObj(i -> new Result(contenders.get(i), written.get(i).stream().map(this::judged).toList(),
                        seconds.get(i)))
                .toList();
    }

    /// What one contender counts and writes, run once; nothing is timed.
    public Result once(Contender contender, Section section, List<Task> tasks) {
        return new Result(contender, runs(contender, section, tasks).stream().map(this::judged).toList(), List.of());
    }

    private static void requireOnePromptEach(Contender contender, List<Task> tasks) {
        if (contender.method().composition() instanceof RaggedComposition
                && tasks.stream().anyMatch(task -> RaggedComposition.prompts(task.prompt()).size() > 1)) {
            throw new CannotRunException("a bench measures prompt by prompt, and " + contender.method().id()
                    + " would take a prompt with a line of only --- for several; accepted: prompts without such a line");
        }
    }

    private List<Written> runs(Contender contender, Section section, List<Task> tasks) {
        List<Written> all = new ArrayList<>();
        for (int i = 0; i < tasks.size() * section.seeds(); i++) {
            Task task = tasks.get(i % tasks.size());
            Optional<LostBits> lost = task.list().filter(list -> contender.method().family() == Family.DIFFUSION)
                    .map(list -> new LostBits(list, models.target().tokenizer()));
            DecodingRun run = DecodingRun.prepare(new RunRequest(contender.method().id(), contender.parameters(),
                    task.prompt(), List.of(), section.maxTokens(),
                    new SamplingSettings(section.temperature(), 0, 1, 0), seed + i,
                    lost.isEmpty() ? Observation.OFF : Observation.LIGHT, threads), models,
                    lost.<TraceSink>map(sink -> sink).orElse(event -> {}), Pacer.unthrottled());
            all.add(new Written(task, run, run.run(), lost.map(LostBits::bits).orElse(Double.NaN)));
            run.failure().ifPresent(failure -> {
                throw new IllegalStateException(contender.label() + " failed: " + failure.getMessage(), failure);
            });
        }
        return all;
    }

    private Result.Run judged(Written written) {
        int[] prompt = written.run().promptIds().stream().mapToInt(Integer::intValue).toArray();
        AtomicInteger tokens = new AtomicInteger();
        double bits = judge.map(reader -> reader.bits(prompt, written.run().outputIds(), tokens::set))
                .orElse(Double.NaN);
        return new Result.Run(written.counts(), written.task().asked(),
                written.task().right(written.run().text()), bits, tokens.get(), written.lost());
    }
}
