package draftscope.decode.speculative;

import draftscope.decode.CausalComposition;
import draftscope.decode.DecodingMethod;
import draftscope.decode.Family;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import draftscope.decode.speculative.TrigramTable.Pair;
import draftscope.sampling.Randomness.Purpose;
import draftscope.trace.DraftNode;
import draftscope.trace.Note;
import draftscope.trace.TopTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Adaptive draft-verification: a tri-gram table that is nudged by what the text does, searched by [TrigramSearch].
///
/// At the start of a round every tri-gram among the last tokens grows heavier, so one is raised in each round in which it is
/// still among them. The paths that the search visited most, in falling order, make the tree until it is full; a path that no
/// longer fits is left out. Random numbers are (step, iteration, level) of the draft's purpose.
///
/// Source: Liu, Lei, Zhang, Xu 2024, arXiv 2407.12021, and its code. We differ: a match rule with one draw a node judges the
/// tree, which makes the method exact above temperature 0 too, where the code draws for each row by itself; the score of a way
/// adds up the shares of its own successors, where the code looks at the token before; weights become shares before they
/// are drawn from; the table is counted from the prompt and a text file of one's own, not from chat corpora; when the tree is
/// full the least visited paths are left out, where the code drops those of the most different tokens.
public final class Aded implements Proposer {
    public static final DecodingMethod METHOD = new DecodingMethod("aded", "ADED", Family.SPECULATIVE,
            "Searches a table of word triples, which adapts to the text as it grows, for likely and different drafts.",
            new Paper("Liu, Lei, Zhang, Xu", 2024,
                    "Adaptive draft-verification for efficient large language model decoding", "2407.12021"),
            "", Set.of(Need.CAUSAL_MODEL),
            List.of(new Parameter.Whole("iterations", "Search iterations",
                    "How often the search walks down in each round.",
                    "iterations", 1, 5000, 150),
                    new Parameter.Whole("paths", "Paths", "How many of the most visited paths are drafted.", "paths", 1,
                            256, 24),
                    new Parameter.Whole("nodes", "Tree size", "Most nodes of the tree.", "nodes", 1, 256, 64),
                    new Parameter.Real("boost", "Adaptation",
                            "What the weight of a triple of recent tokens grows by in each round; 0 freezes the table.",
                            "", 0, 3, .04),
                    new Parameter.Whole("recent", "Recent tokens", "How many of the last tokens the table adapts to.",
                            "tokens", 3, 256, 16),
                    CorpusFile.parameter("A text file that the table is counted from, besides the prompt. Empty: the"
                            + " prompt alone.")),
            new CausalComposition((values, ingredients) -> new CausalParts(
                    new Aded(CorpusFile.tokens(values, ingredients), values.whole("iterations"), values.whole("paths"),
                            values
                                    .whole("nodes"),
                            values.real("boost"), values.whole("recent")),
                    ingredients.greedy() ? new GreedyMatch() : new TargetSampleMatch())));

    private static final double HEAVIEST = 3;

    private final Optional<int[]> corpus;
    private final int iterations;
    private final int paths;
    private final int maxNodes;
    private final double boost;
    private final int recent;
    private TrigramTable table;
    private Draft draft;

    /// The paths of a round, merged; [DraftNode#NONE] stands for the token at the root.
    private record Draft(int token, int visits, List<Draft> children) {
        Draft(int token, int visits) {
            this(token, visits, new ArrayList<>());
        }

        Optional<Draft> child(int token) {
            return children.stream().filter(child -> child.token() == token).findFirst();
        }
    }

    Aded(Optional<int[]> corpus, int iterations, int paths, int maxNodes, double boost, int recent) {
        this.corpus = corpus;
        this.iterations = iterations;
        this.paths = paths;
        this.maxNodes = maxNodes;
        this.boost = boost;
        this.recent = recent;
    }

    @Override
    public int maxDepth() {
        return TrigramSearch.LEVELS + 1;
    }

    @Override
    public int maxNodes() {
        return maxNodes;
    }

    @Override
    public void begin(DraftContext context) {
        List<int[]> texts = new ArrayList<>();
        texts.add(context.committed().range(0, context.committed().size()));
        corpus.ifPresent(texts::add);
        table = new TrigramTable(texts);
    }

    @Override
    public Optional<DraftStop> extend(DraftTree tree, DraftContext context) {
        CommittedTokens text = context.committed();
        if (text.size() < 2) {
            return Optional.of(new DraftStop("a triple begins with two tokens; the text has as many", text.size(), 2));
        }
        if (tree.levels() == 0) {
            adapt(text);
            search(context);
        }
        int before = tree.size();
        for (int parent : tree.frontier()) {
            Draft at = draft;
            for (int node : tree.path(parent)) {
                at = at.child(tree.token(node)).orElseThrow();
            }
            for (Draft child : at.children()) {
                tree.add(parent, child.token(), 1, 1, "triples, visited " + child.visits() + " times", Double.NaN,
                        TopTokens.NOT_CAPTURED);
            }
        }
        return tree.size() > before
                ? Optional.empty()
                : Optional.of(new DraftStop("no path of the search goes on", tree.size(), maxNodes));
    }

    private void adapt(CommittedTokens text) {
        for (int i = Math.max(2, text.size() - recent + 2); boost > 0 && i < text.size(); i++) {
            table.raise(new Pair(text.get(i - 2), text.get(i - 1)), text.get(i), boost, HEAVIEST);
        }
    }

    private void search(DraftContext context) {
        CommittedTokens text = context.committed();
        TrigramSearch search = new TrigramSearch(table, new Pair(text.get(text.size() - 2), text.last()));
        for (int i = 0; i < iterations; i++) {
            int iteration = i;
            search.iterate(level -> context.randomness().uniform(Purpose.DRAFT, context.step(), iteration, level));
        }
        draft = new Draft(DraftNode.NONE, iterations);
        int size = 0;
        for (TrigramSearch.Path path : search.mostVisited(paths)) {
            boolean fits = size + fresh(path.tokens()) <= maxNodes;
            size += fits ? fresh(path.tokens()) : 0;
            if (fits) {
                merge(path);
            }
            if (context.captured() > 0) {
                context.notes().accept(new Note("search", fits
                        ? "a path and its visits"
                        : "a path and its visits; left out, the tree is full", path.tokens(), path.visits()));
            }
        }
    }

    /// How many nodes a path would add.
    private int fresh(List<Integer> tokens) {
        Optional<Draft> at = Optional.of(draft);
        int known = 0;
        for (int token : tokens) {
            at = at.flatMap(node -> node.child(token));
            known += at.isPresent() ? 1 : 0;
        }
        return tokens.size() - known;
    }

    private void merge(TrigramSearch.Path path) {
        Draft at = draft;
        for (int token : path.tokens()) {
            Draft parent = at;
            at = parent.child(token).orElseGet(() -> {
                Draft child = new Draft(token, path.visits());
                parent.children().add(child);
                return child;
            });
        }
    }
}
