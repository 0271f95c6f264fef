package draftscope.decode;

import draftscope.cache.KvCache;
import draftscope.cache.KvCells;
import draftscope.decode.editing.TextScores;
import draftscope.model.AttentionMask;
import draftscope.model.Batch;
import draftscope.sampling.RawLaw;
import draftscope.trace.KvOwner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/// Reads whole texts behind a prompt with a causal network.
///
/// Its cache keeps the prompt and the part of the text on the left of the place that was read last; what a text shares with that
/// is not read again. What stands on the right is read behind each candidate, in rows that see the left part and their own
/// branch: several branches a forward, as many as [#MOST_ROWS] allow.
final class TextReader implements TextScores {
    private static final int MOST_ROWS = 64;

    private final Stage stage;
    private final int[] prompt;
    private final KvCache cache;
    private final CacheWatch watch; // null where nothing is told
    private final int[] words;
    private final int[] ends;
    private final List<Integer> read = new ArrayList<>(); // what the cache keeps
    private final Row behind; // what stands on the left
    private final Row row;
    private int forwards; // since the step began
    private int rows; // of those
    private int reach; // no slot from here on was written since that was told

    /// @param longest most tokens of a text
    TextReader(Stage stage, int[] prompt, int longest) {
        this.stage = stage;
        this.prompt = prompt;
        cache = stage.target().scorer().newCache(prompt.length + longest + Math.max(MOST_ROWS, longest + 1));
        watch = stage.narrator().captures() ? new CacheWatch(cache) : null;
        int vocab = stage.target().scorer().vocabSize();
        ends = IntStream.range(0, vocab).filter(stage.target().lexicon()::isEnd).toArray();
        words = IntStream.range(0, vocab).filter(token -> !stage.target().lexicon().isEnd(token)).toArray();
        behind = new Row(vocab);
        row = new Row(vocab);
    }

    KvCache cache() {
        return cache;
    }

    /// A step begins: what is read from now on is counted for it.
    void beginStep() {
        forwards = 0;
        rows = 0;
    }

    /// Forwards of the step so far.
    int forwards() {
        return forwards;
    }

    /// Rows of them.
    int rows() {
        return rows;
    }

    /// What the cache did since this was asked last.
    void tell(int step) {
        if (watch != null) {
            stage.narrator().kvChanged(step, KvOwner.TARGET, cache.length(), watch.changes(reach));
            reach = 0;
        }
    }

    @Override
    public int words() {
        return words.length;
    }

    @Override
    public int word(int index) {
        return words[index];
    }

    @Override
    public boolean isWord(int token) {
        return Arrays.binarySearch(words, token) >= 0;
    }

    @Override
    public Gap weigh(int[] left, int[] right, int candidates, int standing) {
        readLeft(left);
        // Of so many more as there are ends, none of which is a word.
        int[] best = Arrays.stream(behind.law.best(candidates + ends.length)).filter(this::isWord).limit(candidates)
                .toArray();
        List<int[]> branches = new ArrayList<>();
        for (int token : best) {
            branches.add(behind(token, right));
        }
        int place = Arrays.stream(best).boxed().toList().indexOf(standing);
        boolean apart = standing >= 0 && place < 0;
        if (apart) {
            branches.add(behind(standing, right));
        }
        branches.add(right);
        double[] logs = logs(branches);
        return new Gap(best, Arrays.copyOf(logs, best.length),
                standing < 0 ? Double.NaN : logs[apart ? best.length : place], logs[logs.length - 1]);
    }

    @Override
    public double log(int[] left, int token, int[] right) {
        readLeft(left);
        return logs(List.of(behind(token, right)))[0];
    }

    /// Reads the prompt.
    void begin() {
        readLeft(new int[0]);
    }

    /// Reads the law that stands before each token of a text, for an observer only: the forwards of it are not counted.
    ///
    /// @param told the index of a token and the law before it, valid until the next call
    void readText(int[] text, BiConsumer<Integer, RawLaw> told) {
        cache.rollback(prompt.length - 1);
        read.subList(prompt.length - 1, read.size()).clear();
        for (int from = 0; from < text.length; from += MOST_ROWS) {
            int[] rows = new int[Math.min(MOST_ROWS, text.length - from)];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = from + i == 0 ? prompt[prompt.length - 1] : text[from + i - 1];
                read.add(rows[i]);
            }
            TokenScorer.Scores scores = stage.target().scorer().forward(Batch.next(cache.length(), rows), cache);
            for (int i = 0; i < rows.length; i++) {
                told.accept(from + i, row.read(scores, i));
            }
            reach = Math.max(reach, cache.length() + rows.length);
            cache.append(rows.length, KvCells.State.TARGET);
        }
    }

    private static int[] behind(int token, int[] right) {
        int[] branch = new int[right.length + 1];
        branch[0] = token;
        System.arraycopy(right, 0, branch, 1, right.length);
        return branch;
    }

    /// Leaves the prompt and `left` in the cache, and the law behind them in [#behind].
    private void readLeft(int[] left) {
        int[] text = Arrays.copyOf(prompt, prompt.length + left.length);
        System.arraycopy(left, 0, text, prompt.length, left.length);
        int kept = 0;
        while (kept < Math.min(read.size(), text.length - 1) && read.get(kept) == text[kept]) {
            kept++;
        }
        cache.rollback(kept);
        read.subList(kept, read.size()).clear();
        for (int from = kept; from < text.length; from += MOST_ROWS) {
            int[] rows = Arrays.copyOfRange(text, from, Math.min(text.length, from + MOST_ROWS));
            behind.read(forward(Batch.nextLastLogits(from, rows)), rows.length - 1);
            int promptRows = Math.clamp(prompt.length - from, 0, rows.length);
            cache.append(promptRows, KvCells.State.PROMPT);
            cache.append(rows.length - promptRows, KvCells.State.TARGET);
            for (int token : rows) {
                read.add(token);
            }
        }
    }

    /// The logarithm of each branch with the end behind it, given what stands on the left.
    private double[] logs(List<int[]> branches) {
        double[] logs = new double[branches.size()];
        for (int from = 0, to; from < logs.length; from = to) {
            int rows = branches.get(from).length;
            for (to = from + 1; to < logs.length && rows + branches.get(to).length <= MOST_ROWS; to++) {
                rows += branches.get(to).length;
            }
            logs(branches.subList(from, to), rows, logs, from);
        }
        return logs;
    }

    private void logs(List<int[]> branches, int rows, double[] logs, int first) {
        int[] tokens = new int[rows];
        int[] positions = new int[rows];
        int[] parents = new int[rows];
        int at = 0;
        for (int[] branch : branches) {
            for (int depth = 0; depth < branch.length; depth++, at++) {
                tokens[at] = branch[depth];
                positions[at] = cache.length() + depth;
                parents[at] = depth == 0 ? -1 : at - 1;
            }
        }
        TokenScorer.Scores scores = null;
        if (rows > 0) { // a text may end right where the left part does
            int[] slots = IntStream.range(cache.length(), cache.length() + rows).toArray();
            scores = forward(new Batch(tokens, positions, slots, AttentionMask.tree(cache.length(), parents, slots),
                    null));
            for (int i = 0; i < rows; i++) {
                cache.cells().set(slots[i], KvCells.State.SCRATCH, tokens[i], positions[i], KvCells.NONE);
            }
        }
        at = 0;
        for (int i = 0; i < branches.size(); i++) {
            RawLaw law = behind.law;
            double sum = 0;
            for (int token : branches.get(i)) {
                sum += law.log(token);
                law = row.read(scores, at++);
            }
            logs[first + i] = sum + logOfEnd(law);
        }
    }

    private TokenScorer.Scores forward(Batch batch) {
        stage.pacer().checkCancelled();
        forwards++;
        rows += batch.rows();
        reach = Math.max(reach, Arrays.stream(batch.slots()).max().orElseThrow() + 1);
        return stage.target().scorer().forward(batch, cache);
    }

    /// Gives up the rows of the branches, of which none is kept.
    void forgetBranches() {
        cache.rollback(cache.length());
    }

    /// Of any token that ends a text; 0 where there is none, because a text of a model that knows no end may end anywhere.
    private double logOfEnd(RawLaw law) {
        if (ends.length == 1) {
            return law.log(ends[0]);
        }
        return ends.length == 0 ? 0 : Math.log(Arrays.stream(ends).mapToDouble(end -> Math.exp(law.log(end))).sum());
    }

    /// Where the law of a row is kept until the next is read into it.
    private static final class Row {
        private final float[] scores; // (vocab)
        private final double[] room; // (vocab)
        private RawLaw law;

        Row(int vocab) {
            scores = new float[vocab];
            room = new double[vocab];
        }

        RawLaw read(TokenScorer.Scores pass, int row) {
            pass.copyRow(row, scores);
            law = new RawLaw(scores, room);
            return law;
        }
    }
}
