package draftscope.views.layout;

import draftscope.trace.Trace;
import draftscope.trace.TraceState;
import draftscope.views.ComparedRun;
import java.util.ArrayList;
import java.util.List;

/// Runs set side by side: a lane for each, a column for each place in the text. Pure; made anew only when a run has grown.
public final class CompareLayout {
    private static final double LEAST = 14;
    private static final double PADDING = 6;

    private final List<ComparedRun> runs;
    private final List<int[]> texts;
    private final Alignment alignment;
    private final List<EngineClock> clocks;
    private final double[] lefts; // (columns + 1)
    private final int[] lengths; // events of each run when this was made

    private CompareLayout(List<ComparedRun> runs, TextMeasure measure, double size, double scale) {
        this.runs = List.copyOf(runs);
        texts = runs.stream().map(run -> CompareWords.text(run.trace())).toList();
        alignment = Alignment.of(CompareWords.alike(runs));
        clocks = runs.stream().map(run -> EngineClock.of(run.trace())).toList();
        lengths = runs.stream().mapToInt(run -> run.trace().length()).toArray();
        lefts = new double[alignment.size() + 1];
        for (int column = 0; column < alignment.size(); column++) {
            double width = LEAST * scale;
            for (int run = 0; run < runs.size(); run++)
                if (alignment.place(column, run) >= 0)
                    width = Math.max(width, measure.width(token(run, column), size) + PADDING * scale);
            lefts[column + 1] = lefts[column] + width;
        }
    }

    /// @param size  of the token face, in pixels as painted
    /// @param scale 1 at 100 % text size
    public static CompareLayout of(List<ComparedRun> runs, TextMeasure measure, double size, double scale) {
        return new CompareLayout(runs, measure, size, scale);
    }

    /// Whether it still is what [#of] would give.
    public boolean fits(List<ComparedRun> now) {
        if (!now.equals(runs))
            return false;
        for (int run = 0; run < lengths.length; run++)
            if (lengths[run] != runs.get(run).trace().length())
                return false;
        return true;
    }

    public Alignment alignment() {
        return alignment;
    }

    public EngineClock clock(int run) {
        return clocks.get(run);
    }

    public double left(int column) {
        return lefts[column];
    }

    public double right(int column) {
        return lefts[column + 1];
    }

    public double width() {
        return lefts[lefts.length - 1];
    }

    /// The column at x; -1 for none.
    public int columnAt(double x) {
        for (int column = 0; column < alignment.size(); column++)
            if (x >= lefts[column] && x < lefts[column + 1])
                return column;
        return -1;
    }

    /// The token of a run in a column, with visible spaces.
    public String token(int run, int column) {
        return TokenText.visible(runs.get(run).trace(), texts.get(run)[alignment.place(column, run)]);
    }

    /// Index among the written tokens of a run, or -1 where the column holds its prompt or nothing.
    public int written(int run, int column) {
        int place = alignment.place(column, run);
        int prompt = runs.get(run).trace().prompt().size();
        return place < prompt ? -1 : place - prompt;
    }

    /// Whether a pass of the run ended with the token in a column.
    public boolean endsPass(int run, int column) {
        int index = written(run, column);
        Trace trace = runs.get(run).trace();
        return index >= 0 && (index + 1 >= trace.committed().size()
                || trace.committed().get(index + 1).step() != trace.committed().get(index).step());
    }

    /// How many written tokens of each run are shown, when the run on screen is at `state`: up to the same column, or to the same time.
    ///
    /// @param shown the run on screen; where it is none of these, all of them are shown whole
    public int[] linked(int shown, TraceState state, boolean byTime) {
        int[] visible = new int[runs.size()];
        for (int run = 0; run < visible.length; run++)
            visible[run] = runs.get(run).trace().committed().size();
        if (shown < 0 || state == null || state.position() == runs.get(shown).trace().length())
            return visible;
        int written = Math.min(state.committed().size(), visible[shown]);
        visible[shown] = written;
        long time = written == 0 ? -1 : clocks.get(shown).nanos(written - 1);
        int prompt = runs.get(shown).trace().prompt().size();
        int column = prompt + written == 0 ? -1 : alignment.column(shown, prompt + written - 1);
        for (int run = 0; run < visible.length; run++) {
            if (run == shown)
                continue;
            visible[run] = byTime ? clocks.get(run).written(time) : upTo(run, column);
        }
        return visible;
    }

    private int upTo(int run, int column) {
        int prompt = runs.get(run).trace().prompt().size();
        int count = 0;
        while (count < texts.get(run).length - prompt && alignment.column(run, prompt + count) <= column)
            count++;
        return count;
    }

    /// How many written tokens of each run stood at a time of one clock.
    public int[] at(double nanos) {
        return clocks.stream().mapToInt(clock -> clock.written(nanos)).toArray();
    }

    /// When the last of them had written all.
    public long end() {
        return clocks.stream().mapToLong(EngineClock::end).max().orElse(0);
    }

    /// A line for each lane, for goldens: `=` the same, `#` different, `.` over.
    public String dump() {
        StringBuilder out = new StringBuilder();
        for (int run = 0; run < runs.size(); run++) {
            List<String> cells = new ArrayList<>();
            for (int column = 0; column < alignment.size(); column++)
                cells.add(alignment.place(column, run) < 0 ? "–" : token(run, column));
            out.append(runs.get(run).name()).append(": ").append(String.join("|", cells)).append('\n');
        }
        for (int column = 0; column < alignment.size(); column++)
            out.append(switch (alignment.kind(column)) {
                case SAME -> '=';
                case DIFFERENT -> '#';
                case ENDED -> '.';
            });
        return out.append('\n').toString();
    }
}
