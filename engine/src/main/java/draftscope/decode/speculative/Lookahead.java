package draftscope.decode.speculative;

import draftscope.decode.CausalComposition;
import draftscope.decode.DecodingMethod;
import draftscope.decode.Family;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import draftscope.sampling.Randomness.Purpose;
import draftscope.trace.DraftNode;
import draftscope.trace.Note;
import draftscope.trace.TopTokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// Lookahead decoding: a window of guesses at far tokens is improved by Jacobi steps that ride in the target's forward, and the
/// n-grams that this produces are the drafts.
///
/// The window has up to N - 1 rows of W tokens, oldest row first. The token in row r, column i guesses what stands r + i + 1
/// behind the root; it sees the oldest row up to its column and the rows before it in its column, so the window is a chain
/// with a branch at each column, and travels as [Probe]s. The target's first choices after the newest row become the next
/// row. Once the window is full each column then holds N tokens in a row, one from each step: the first is a key of the
/// pool, the others its n-gram, and the oldest row goes. When more tokens became output than the rows moved up, columns are
/// dropped at the left, and tokens picked from the text at random stand in at the right.
///
/// N-grams that follow the root are the draft, as one tree, and a match rule judges them. Near the end of the context the
/// window rests.
///
/// Source: Fu, Bailis, Stoica, Zhang 2024, arXiv 2402.02057, and its code for the pool. We differ in the window's first steps:
/// it begins with one row and grows by a row a round, all rows W wide.
public final class Lookahead implements Proposer {
    public static final DecodingMethod METHOD = new DecodingMethod("lookahead", "Lookahead", Family.SPECULATIVE,
            "Guesses far tokens in the same forward that checks the draft, and drafts the n-grams that come out of it.",
            new Paper("Fu, Bailis, Stoica, Zhang", 2024,
                    "Break the sequential dependency of LLM inference using lookahead decoding", "2402.02057"),
            "", Set.of(Need.CAUSAL_MODEL),
            List.of(new Parameter.Whole("window", "Window", "Columns of the window, guessed in parallel.", "tokens", 1,
                    32, 7),
                    new Parameter.Whole("ngram", "N-gram", "Length of an n-gram, its key included.", "tokens", 2, 8, 5),
                    new Parameter.Whole("pool", "N-grams a token",
                            "How many n-grams are kept and drafted for each token. With 0 there is no window either: plain"
                                    + " decoding.",
                            "n-grams", 0, 32, 7),
                    new Parameter.Choice("prompt", "Pool from the prompt",
                            "Whether the pool begins with the prompt's n-grams.", "", List.of("no", "yes"), "no")),
            new CausalComposition((values, ingredients) -> new CausalParts(
                    new Lookahead(values.whole("window"), values.whole("ngram"), values.whole("pool"),
                            values.text("prompt").equals("yes"), ingredients.maxLength(),
                            ingredients.lexicon()::isEnd),
                    ingredients.greedy() ? new GreedyMatch() : new TargetSampleMatch())));

    private static final int GONE = -1;

    private final int width;
    private final int ngram;
    private final int perToken;
    private final boolean fromPrompt;
    private final int maxLength;
    private final IntPredicate ends;
    private final NgramPool pool;
    private final List<int[]> window = new ArrayList<>(); // (up to ngram - 1)(width), oldest first
    private boolean sent; // the window travelled in this round
    private List<List<Integer>> grams = List.of(); // of this round's draft
    private int[] at = {}; // (grams): how far each has grown in the tree, or GONE

    /// @param maxLength most tokens that prompt and output can reach
    /// @param ends      whether a token ends a text; such a token is no use inside the window
    Lookahead(int width, int ngram, int perToken, boolean fromPrompt, int maxLength, IntPredicate ends) {
        this.width = width;
        this.ngram = ngram;
        this.perToken = perToken;
        this.fromPrompt = fromPrompt;
        this.maxLength = maxLength;
        this.ends = ends;
        pool = new NgramPool(Math.max(1, perToken));
    }

    @Override
    public int maxDepth() {
        return perToken == 0 ? 0 : ngram - 1;
    }

    @Override
    public int maxNodes() {
        return perToken * (ngram - 1);
    }

    @Override
    public int maxProbes() {
        return perToken == 0 ? 0 : width * (ngram - 1);
    }

    @Override
    public void begin(DraftContext context) {
        CommittedTokens text = context.committed();
        for (int i = 0; fromPrompt && i + ngram <= text.size(); i++) {
            pool.add(text.get(i), IntStream.of(text.range(i + 1, i + ngram)).boxed().toList());
        }
        int[] first = new int[width];
        Arrays.setAll(first, column -> picked(context, column, 0));
        window.add(first);
    }

    /// A token of the text at random that ends none.
    private int picked(DraftContext context, int column, int row) {
        CommittedTokens text = context.committed();
        int from = (int) (context.randomness().uniform(Purpose.DRAFT, context.step(), column, row) * text.size());
        for (int i = 0; i < text.size(); i++) {
            int token = text.get((from + i) % text.size());
            if (!ends.test(token)) {
                return token;
            }
        }
        return text.get(from);
    }

    @Override
    public Optional<DraftStop> extend(DraftTree tree, DraftContext context) {
        if (tree.levels() == 0) {
            grams = pool.behind(tree.token(DraftNode.ROOT));
            at = new int[grams.size()];
        }
        int level = tree.levels();
        int before = tree.size();
        for (int g = 0; g < at.length; g++) {
            if (at[g] != GONE) {
                at[g] = tree.ends(at[g]) ? GONE : grow(tree, at[g], grams.get(g).get(level));
            }
        }
        return tree.size() > before
                ? Optional.empty()
                : Optional.of(new DraftStop("no n-gram of the pool goes on from here", grams.size(), perToken));
    }

    private static int grow(DraftTree tree, int parent, int token) {
        return tree.children(parent).stream().filter(child -> tree.token(child) == token).findFirst()
                .orElseGet(() -> tree.add(parent, token, 1, 1, "n-gram pool", Double.NaN, TopTokens.NOT_CAPTURED)
                        .index());
    }

    @Override
    public List<Probe> probes(DraftTree tree, DraftContext context) {
        int root = context.committed().size() - 1;
        sent = perToken > 0 && root + width + window.size() <= maxLength;
        List<Probe> probes = new ArrayList<>();
        for (int row = 0; sent && row < window.size(); row++) {
            for (int column = 0; column < width; column++) {
                // In the oldest row the parent is the column before, below it the row above.
                int parent = row == 0 ? column : number(row - 1, column);
                probes.add(new Probe(parent, window.get(row)[column]));
            }
            if (context.captured() > 0) {
                context.notes().accept(new Note("window", "guesses at far tokens, oldest row first", boxed(window.get(
                        row)), root + 1 + row, DraftNode.NONE, row));
            }
        }
        return probes;
    }

    private int number(int row, int column) {
        return 1 + row * width + column;
    }

    @Override
    public void learn(TargetReading reading, DraftContext context) {
        if (!sent) {
            return;
        }
        int[] fresh = new int[width];
        Arrays.setAll(fresh, column -> reading.probe(number(window.size() - 1, column)).mode());
        window.add(fresh);
        boolean full = window.size() == ngram;
        if (full) {
            harvest(context);
            window.removeFirst();
        }
        // A dropped row makes up for one committed token.
        move(reading.path().size() - (full ? 1 : 0), context);
    }

    private void harvest(DraftContext context) {
        for (int column = 0; column < width; column++) {
            int c = column;
            List<Integer> gram = window.stream().map(row -> row[c]).toList();
            pool.add(gram.getFirst(), gram.subList(1, ngram));
            if (context.captured() > 0) {
                context.notes()
                        .accept(new Note("pool", "a key and its n-gram went in; the pool then holds as many", gram,
                                pool.size()));
            }
        }
    }

    private void move(int columns, DraftContext context) {
        for (int row = 0; row < window.size(); row++) {
            int[] tokens = window.get(row);
            for (int column = 0; column < width; column++) {
                int token = column + columns < width ? tokens[column + columns] : picked(context, column, row + 1);
                tokens[column] = ends.test(token) ? picked(context, column, row + 1) : token;
            }
        }
    }

    private static List<Integer> boxed(int[] tokens) {
        return IntStream.of(tokens).boxed().toList();
    }
}
