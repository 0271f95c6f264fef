package draftscope.views.layout;

import draftscope.trace.ModelIdentity;
import draftscope.trace.RunCounts;
import draftscope.trace.RunSettings;
import draftscope.trace.SamplingSettings;
import draftscope.trace.Trace;
import draftscope.views.ComparedRun;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What a comparison says in words and numbers.
public final class CompareWords {
    /// Names of the columns of [#numbers(List, Alignment)].
    public static final List<String> COLUMNS = List.of("run", "tokens", "target passes", "draft passes",
            "accepted", "tokens a pass", "ms a token", "text");

    private CompareWords() {}

    /// Whether what differs may be luck, and what else differs.
    public static String guard(List<ComparedRun> runs) {
        List<RunSettings> settings = runs.stream().flatMap(run -> run.trace().settings().stream()).toList();
        if (settings.size() < runs.size())
            return "Not every run tells how it was made, so nothing can be said about what else differs.";
        List<String> differ = new ArrayList<>();
        differ(differ, "method", settings, RunSettings::methodName);
        if (settings.stream().map(RunSettings::methodId).distinct().count() == 1)
            differ(differ, "parameters", settings, s -> s.parameters().toString());
        differ(differ, "target", settings, s -> named(s.target()));
        differ(differ, "draft model", settings, s -> s.draft().map(CompareWords::named).orElse("none"));
        differ(differ, "sampling", settings, s -> sampling(s.sampling()));
        differ(differ, "threads", settings, s -> Integer.toString(s.threads()));
        if (runs.stream().map(run -> prompt(run.trace())).distinct().count() > 1)
            differ.add("prompt");
        long seeds = settings.stream().map(RunSettings::seed).distinct().count();
        boolean greedy = settings.stream().allMatch(s -> s.sampling().temperature() == 0);
        String luck = greedy
                ? "Temperature 0: no luck is in play."
                : seeds == 1
                        ? "Same seed " + settings.getFirst().seed() + "."
                        : "Different seeds " + settings.stream().map(s -> Long.toString(s.seed())).distinct()
                                .collect(Collectors.joining(", ")) + ": what differs may be luck.";
        return luck + (differ.isEmpty()
                ? " All else is the same."
                : " What else differs: " + String.join("; ", differ) + ".");
    }

    private static void differ(List<String> into, String what, List<RunSettings> settings,
            Function<RunSettings, String> value) {
        List<String> values = settings.stream().map(value).distinct().toList();
        if (values.size() > 1)
            into.add(what + (what.equals("parameters") ? "" : " (" + String.join(", ", values) + ")"));
    }

    private static String named(ModelIdentity model) {
        return model.name();
    }

    private static String sampling(SamplingSettings s) {
        return "temperature " + s.temperature() + (s.topK() > 0 ? ", top-k " + s.topK() : "")
                + (s.topP() < 1 ? ", top-p " + s.topP() : "") + (s.minP() > 0 ? ", min-p " + s.minP() : "");
    }

    /// What a person gave: of a branch the prompt of the run that it comes from.
    private static List<Integer> prompt(Trace trace) {
        int length = trace.settings().flatMap(RunSettings::fork).map(fork -> fork.promptLength())
                .orElse(trace.prompt().size());
        return trace.prompt().subList(0, Math.min(length, trace.prompt().size()));
    }

    /// The texts of runs as numbers that are equal where the tokens stand for the same: ids of different vocabularies cannot be
    /// held against each other, what they stand for can.
    static List<int[]> alike(List<ComparedRun> runs) {
        Map<String, Integer> known = new HashMap<>();
        List<int[]> texts = new ArrayList<>();
        for (ComparedRun run : runs) {
            int[] text = text(run.trace());
            for (int i = 0; i < text.length; i++)
                text[i] = known.computeIfAbsent(run.trace().piece(text[i]).piece(), _ -> known.size());
            texts.add(text);
        }
        return texts;
    }

    /// All tokens of a run, prompt included.
    static int[] text(Trace trace) {
        int prompt = trace.prompt().size();
        int[] text = new int[prompt + trace.committed().size()];
        for (int i = 0; i < text.length; i++)
            text[i] = i < prompt ? trace.prompt().get(i) : trace.committed().get(i - prompt).token();
        return text;
    }

    /// A row of numbers for each run, with what they are more or less than the first's.
    public static List<List<String>> numbers(List<RunFigures> runs, Alignment alignment) {
        List<List<String>> rows = new ArrayList<>();
        RunCounts base = runs.getFirst().counts();
        double baseTime = runs.getFirst().millisAToken();
        for (int i = 0; i < runs.size(); i++) {
            RunCounts counts = runs.get(i).counts();
            double time = runs.get(i).millisAToken();
            rows.add(List.of(runs.get(i).run().name(), delta(counts.emitted(), base.emitted(), i),
                    delta(counts.targetForwards(), base.targetForwards(), i),
                    delta(counts.draftForwards(), base.draftForwards(), i),
                    counts.drafted() == 0
                            ? "–"
                            : Numbers.count(counts.accepted()) + " / " + Numbers.count(counts.drafted()),
                    delta(counts.blockEfficiency(), base.blockEfficiency(), i), delta(time, baseTime, i),
                    i == 0 ? "the reference" : same(alignment, i)));
        }
        return rows;
    }

    /// How deep drafts were accepted, a row for each depth: its name, then a share for each run; a dash where none was drafted there.
    public static List<List<String>> depths(List<RunFigures> runs) {
        int deepest = RunFigures.deepest(runs);
        List<List<String>> rows = new ArrayList<>();
        for (int depth = 0; depth < deepest; depth++) {
            List<String> cells = new ArrayList<>(List.of("accepted to depth " + (depth + 1)));
            for (RunFigures run : runs)
                cells.add(depth < run.accepted().size() ? Numbers.fixed(run.accepted().get(depth), 2) : "–");
            rows.add(cells);
        }
        return rows;
    }

    private static String delta(int value, int base, int run) {
        return Numbers.count(value) + (run == 0 || value == base
                ? ""
                : " (" + (value > base ? "+" : "−") + Numbers.count(Math.abs(value - base)) + ")");
    }

    private static String delta(double value, double base, int run) {
        if (Double.isNaN(value))
            return "–";
        String shown = Numbers.fixed(value, 2);
        return run == 0 || Double.isNaN(base) || base == 0
                ? shown
                : shown + " (×" + Numbers.fixed(value / base, 2) + ")";
    }

    /// How far a text is that of the first.
    private static String same(Alignment alignment, int text) {
        int alike = 0;
        for (int column = 0; column < alignment.size(); column++) {
            int first = alignment.place(column, 0);
            int here = alignment.place(column, text);
            if (first < 0 && here < 0)
                continue;
            if (alignment.kind(column) == Alignment.Column.SAME) {
                alike++;
                continue;
            }
            if (first < 0 || here < 0)
                return first < 0 && laterNone(alignment, column, 0) || here < 0 && laterNone(alignment, column, text)
                        ? "the same as far as both go"
                        : "differs at " + Math.max(first, here);
            if (!alignment.equal(column, 0, text))
                return "differs at " + here;
            alike++;
        }
        return alike == 0 ? "nothing to hold against each other" : "the same";
    }

    private static boolean laterNone(Alignment alignment, int from, int text) {
        for (int column = from; column < alignment.size(); column++)
            if (alignment.place(column, text) >= 0)
                return false;
        return true;
    }

    /// The tokens of a run in a stretch of columns, as shown.
    public static String stretch(ComparedRun run, Alignment alignment, int text, int from, int to) {
        StringBuilder words = new StringBuilder();
        int[] tokens = text(run.trace());
        for (int column = from; column <= to; column++) {
            int place = alignment.place(column, text);
            if (place >= 0)
                words.append(TokenText.visible(run.trace(), tokens[place]));
        }
        return words.isEmpty() ? "nothing" : "‘" + words + "’";
    }

    /// For a screen reader.
    public static String narration(List<ComparedRun> runs) {
        if (runs.size() < 2)
            return "Comparison. Two runs are needed.";
        Alignment alignment = Alignment.of(alike(runs));
        int first = alignment.firstDifference();
        return "Comparison of " + runs.stream().map(ComparedRun::name).collect(Collectors.joining(", ")) + ". "
                + (first < 0 ? "Their texts do not differ" : "The first difference is at column " + first) + ". "
                + guard(runs);
    }
}
